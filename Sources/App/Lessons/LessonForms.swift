// On a request's way: what the three lesson routes are told.
internal import Basics

struct ScheduleLessonForm {
    let customer: CustomerID
    let amount: Money
    let description: String

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "ScheduleLesson"

        let customer = FormField<CustomerID>.stripeID(
            "customer_id", "Whose saved card the price is held on.", example: "cus_SandboxApprove")
        let amount = FormField.cents("amount", "The price, in cents.", example: 1250)
        let description = FormField.description("What the lesson is, for the payment at Stripe.")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        customer = try form.customer
        amount = Money(minorUnits: try form.amount, currency: .usd)
        description = try form.description
    }
}

/// For complete and for refund: an intent, and perhaps less than all of it.
struct LessonPaymentForm {
    let paymentIntent: PaymentIntentID
    /// In cents.
    let amount: Int64?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "LessonPayment"

        let paymentIntent = FormField<PaymentIntentID>.stripeID(
            "payment_intent_id", "The intent that holds or took the price.", example: "pi_123")
        let amount = FormField.cents("amount", "A part, in cents; without it all.", example: 1000).optional
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        paymentIntent = try form.paymentIntent
        amount = try form.amount
    }
}
