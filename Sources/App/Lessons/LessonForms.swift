// On a request's way: what the three lesson routes are told.
internal import Basics
internal import HTTPServer

struct ScheduleLessonForm {
    let customer: CustomerID
    let amount: Money
    let description: String

    init(_ fields: Fields) throws(FormFailure) {
        customer = try fields.identifier("customer_id")
        amount = try fields.requiredAmount("amount")
        description = try fields.text("description", charactersMax: Fields.descriptionCharactersMax)
    }
}

/// For complete and for refund: an intent, and perhaps less than all of it.
struct LessonPaymentForm {
    let paymentIntent: PaymentIntentID
    let amount: Money?

    init(_ fields: Fields) throws(FormFailure) {
        paymentIntent = try fields.identifier("payment_intent_id")
        amount = try fields.amount("amount")
    }
}
