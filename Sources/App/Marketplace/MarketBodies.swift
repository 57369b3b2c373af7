// On an answer's way: the marketplace in JSON. Amounts are dollars with two places, times are UTC to the second.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension JSONSchema {
    static let cardAdded = JSONSchema.named(
        "PaymentMethodAdded",
        .object(
            JSONSchema.success + [
                "payment_method_id": .stripeID, "card_last4": .last4, "card_brand": .brand,
                "saved": .boolean,
            ]))

    static let savedCards = JSONSchema.named(
        "PaymentMethods",
        .object([
            "results": .array(
                of: .named(
                    "SavedPaymentMethod",
                    .object([
                        "id": .recordID, "stripe_payment_method_id": .stripeID, "card_last4": .last4,
                        "card_brand": .brand, "card_exp_month": .integer(in: 1...12),
                        "card_exp_year": .integer, "created_at": .time,
                    ])))
        ]))

    static let done = JSONSchema.named("Done", .object(JSONSchema.success))

    /// What `process-payment` answers.
    static let paymentProcessed = JSONSchema.named(
        "PaymentProcessed", .object(JSONSchema.success + gigPaymentMembers))

    static let gigPayment = JSONSchema.named("GigPayment", .object(gigPaymentMembers + gigBookingMembers))

    static let bookingAnswered = JSONSchema.named(
        "GigBookingAnswer", .object(JSONSchema.success + gigPaymentMembers + gigBookingMembers))

    static let gig = JSONSchema.named(
        "Gig",
        .object([
            "id": .recordID, "instructor_id": .recordID, "title": .string, "description": .string.orNull,
            "amount": .decimal, "currency": .currency, "is_active": .boolean, "seats": .integer.orNull,
            "created_at": .time,
        ]))

    static let gigAnswer = JSONSchema.named("GigAnswer", .object(JSONSchema.success + ["gig": .gig]))

    static let refundRequest = JSONSchema.named(
        "RefundRequest",
        .object([
            "id": .recordID, "payment_id": .recordID, "student_id": .recordID,
            "amount": .decimal.orNull.saying("What is asked for; null for all."), "reason": .string,
            "status": .word(of: RefundRequest.Status.self), "approved_amount": .decimal.orNull,
            "notes": .string.orNull, "processed_by": .string.orNull, "processed_at": .time.orNull,
            "created_at": .time,
        ]))

    static let refundRequestAnswer = JSONSchema.named(
        "RefundRequestAnswer", .object(JSONSchema.success + ["refund_request": .refundRequest]))

    static let onboarding = JSONSchema.named(
        "TeacherAccount",
        .object(
            JSONSchema.success + [
                "stripe_account_id": .stripeID, "can_be_paid": .boolean,
                "onboarding_url": .string.orNull.saying(
                    "A page of Stripe's, good once and for minutes; null once Stripe pays them."),
            ]))

    private static let success: Properties = ["success": .constant(true), "message": .string]

    private static let gigPaymentMembers: Properties = [
        "payment_id": .recordID, "payment_intent_id": .stripeID.orNull, "amount": .decimal,
        "currency": .currency, "status": .word(of: GigPaymentStatus.self), "booking_id": .recordID,
        "payment_method_saved": .boolean.saying("Of a new card: whether it was saved with it.").optional,
        "used_saved_card": .constant(true).saying("There when the card was one that was saved before.")
            .optional,
    ]

    private static let gigBookingMembers: Properties = [
        "gig_id": .recordID, "created_at": .time, "refunded_amount": .decimal,
        "booking_status": .word(of: GigBookingStatus.self),
    ]

    private static let last4 = JSONSchema.string(pattern: "^[0-9]{4}$")
    private static let brand = JSONSchema.string.saying("Stripe's code.").example("visa")
}

/// Where a payment stands, in Stripe's words for an intent as far as those go.
enum GigPaymentStatus: String, CaseIterable {
    case processing
    case succeeded
    case failed
    case refunded
    case canceled

    init(_ status: PaymentStatus) {
        self =
            switch status {
            case .pending, .authorized: .processing
            case .captured: .succeeded
            case .failed: .failed
            case .refunded: .refunded
            case .released: .canceled
            }
    }
}

extension JSONWriter {
    /// The members of every answer that says what was done.
    mutating func succeeded(_ message: String) {
        member("success", true)
        member("message", message)
    }

    mutating func members(_ card: AddedCard) {
        member("payment_method_id", card.method.text)
        member("card_last4", card.last4)
        member("card_brand", card.brand)
        member("saved", card.isSaved)
    }

    mutating func object(_ card: SavedCard) {
        beginObject()
        member("id", card.id)
        member("stripe_payment_method_id", card.method.text)
        member("card_last4", card.last4)
        member("card_brand", card.brand)
        member("card_exp_month", card.expMonth)
        member("card_exp_year", card.expYear)
        member("created_at", time: card.createdAt)
        endObject()
    }

    /// What `process-payment` says of it.
    mutating func members(paymentOf answer: GigAnswer) {
        let (payment, booking) = (answer.payment, answer.booking)
        member("payment_id", payment.id)
        member("payment_intent_id", payment.intent?.text)
        amount("amount", payment.amount, payment.currency)
        member("currency", payment.currency.code)
        member("status", GigPaymentStatus(payment.status).rawValue)
        member("booking_id", booking.id)
        if booking.usedSavedCard {
            member("used_saved_card", true)
        } else {
            member("payment_method_saved", booking.savedCard)
        }
    }

    /// All that is told of it.
    mutating func members(_ answer: GigAnswer) {
        members(paymentOf: answer)
        member("gig_id", answer.booking.gigID)
        member("created_at", time: answer.payment.createdAt)
        amount("refunded_amount", answer.payment.refundAmount, answer.payment.currency)
        member("booking_status", answer.booking.status.rawValue)
    }

    mutating func object(_ gig: Gig) {
        beginObject()
        member("id", gig.id)
        member("instructor_id", gig.instructorID)
        member("title", gig.title)
        member("description", gig.description)
        amount("amount", gig.amount, gig.currency)
        member("currency", gig.currency.code)
        member("is_active", gig.isActive)
        member("seats", gig.seats)
        member("created_at", time: gig.createdAt)
        endObject()
    }

    mutating func object(_ request: RefundRequest) {
        beginObject()
        member("id", request.id)
        member("payment_id", request.paymentID)
        member("student_id", request.studentID)
        amount("amount", request.requestedAmount, .usd)
        member("reason", request.reason)
        member("status", request.status.rawValue)
        amount("approved_amount", request.approvedAmount, .usd)
        member("notes", request.notes)
        member("processed_by", request.processedBy)
        member("processed_at", time: request.processedAt)
        member("created_at", time: request.createdAt)
        endObject()
    }

    /// In whole units of the currency, with all its places.
    mutating func amount(_ name: StaticString, _ minorUnits: Int64?, _ currency: Currency) {
        self.name(name)
        guard let minorUnits else { return null() }
        raw(Money(minorUnits: minorUnits, currency: currency).decimalText.utf8)
    }
}
