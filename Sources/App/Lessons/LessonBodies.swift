// On an answer's way: what the three lesson routes say.
internal import Basics
internal import HTTPServer
internal import Payments

enum LessonBodies {
    static let paymentSchema = JSONSchema.named("LessonPayment", .object(["payment": .paymentIntent]))

    static let refundSchema = JSONSchema.named(
        "LessonRefund",
        .object([
            "refund": .string.saying("The refund's id at Stripe; of a hold, the intent's.").example("re_123"),
            "status": .word(["refunded", "released"]),
        ]))

    /// `{"payment": ...}` with Stripe's own PaymentIntent inside, byte for byte: nothing it says is lost on the way.
    static func payment(_ payment: LessonPayment) -> Response {
        var body: [UInt8] = []
        body.reserveCapacity(payment.body.count + 12)
        body.append(contentsOf: #"{"payment":"#.utf8)
        body.append(contentsOf: payment.body)
        body.append(UInt8(ascii: "}"))
        return .api(.ok, body)
    }

    /// `{"refund": id, "status": "refunded" | "released"}`.
    static func refund(_ refund: LessonRefund) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        switch refund {
        case .refunded(let id):
            writer.member("refund", id.text)
            writer.member("status", "refunded")
        case .released(let id):
            writer.member("refund", id)
            writer.member("status", "released")
        }
        writer.endObject()
        return .api(.ok, writer.bytes)
    }
}

extension JSONSchema {
    /// Stripe's own, as it came: what it has besides depends on the version of Stripe's that is asked for.
    static let paymentIntent = JSONSchema.named(
        "PaymentIntent",
        .openObject([
            "id": .stripeID, "object": .constant("payment_intent"), "amount": .cents, "currency": .currency,
            "status": .string,
        ]))
}
