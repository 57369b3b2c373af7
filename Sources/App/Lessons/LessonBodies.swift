// On an answer's way: what the three lesson routes say.
internal import Basics
internal import HTTPServer
internal import Payments

enum LessonBodies {
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
