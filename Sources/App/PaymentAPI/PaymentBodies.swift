// On an answer's way: payments of other services in JSON.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension JSONSchema {
    /// What `PUT /payment` answers.
    static let paymentStatus = JSONSchema.named(
        "PaymentStatus", .object(["status": .word(of: PaymentStatus.self), "id": .paymentName]))

    static let servicePayment = JSONSchema.named("Payment", .object(servicePaymentMembers))

    static let servicePaymentUnderWay = JSONSchema.named(
        "PaymentUnderWay", .object(servicePaymentMembers + ["message": .string]))

    private static let servicePaymentMembers: Properties = [
        "id": .paymentName, "status": .word(of: PaymentStatus.self), "amount": .decimal,
        "amount_minor": .cents, "currency": .currency, "stripeToken": .string, "email": .string.orNull,
        "description": .string.orNull, "stripe_intent_id": .stripeID.orNull,
        "stripe_charge_id": .stripeID.orNull, "cause": .string.orNull,
        "authorization_expires_at": .time.orNull, "captured_amount": .decimal.orNull,
        "captured_amount_minor": .cents.orNull, "refunded_amount": .decimal,
        "refunded_amount_minor": .cents, "dispute": .string.orNull, "created_at": .time,
        "updated_at": .time,
    ]

    static let paymentName = JSONSchema.string(pattern: "^pay_[0-9a-f]{24}$")
}

extension JSONWriter {
    /// The members of a payment's object.
    mutating func members(_ answer: ServiceAnswer) {
        let (payment, service) = (answer.payment, answer.service)
        let currency = payment.currency
        member("id", service.name)
        member("status", payment.status.rawValue)
        amount("amount", "amount_minor", payment.amount, currency)
        member("currency", currency.code)
        member("stripeToken", service.token)
        member("email", service.email)
        member("description", service.description)
        member("stripe_intent_id", payment.intent?.text)
        member("stripe_charge_id", payment.charge)
        member("cause", payment.cause)
        member("authorization_expires_at", time: payment.authorizationExpiresAt)
        amount("captured_amount", "captured_amount_minor", payment.capturedAmount, currency)
        amount("refunded_amount", "refunded_amount_minor", payment.refundAmount, currency)
        member("dispute", payment.dispute)
        member("created_at", time: payment.createdAt)
        member("updated_at", time: payment.updatedAt)
    }
}

/// Which answer a route gives when all went well.
enum PaymentReply {
    /// `{"status","id"}`
    case told
    /// The payment.
    case changed

    func render(_ answer: ServiceAnswer, _ request: Request) -> KeptAnswer {
        switch answer.result {
        case .done: return KeptAnswer(.ok, .object { members(answer, &$0) })
        case .underWay:
            guard self == .changed else { return KeptAnswer(.accepted, .object { members(answer, &$0) }) }
            return .underWay { $0.members(answer) }
        case .refused(let refusal):
            return .refused(refusal, request) { writer in
                writer.member("id", answer.service.name)
                writer.member("payment_status", answer.payment.status.rawValue)
            }
        }
    }

    private func members(_ answer: ServiceAnswer, _ writer: inout JSONWriter) {
        guard self == .told else { return writer.members(answer) }
        writer.member("status", answer.payment.status.rawValue)
        writer.member("id", answer.service.name)
    }
}
