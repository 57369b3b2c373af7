// On an answer's way: the shape of an error at the doors beyond the lesson shop.
internal import Basics
internal import HTTPServer
internal import PaymentRules

/// A problem document (RFC 9457): `type`, `title`, `status`, `detail`, and of ours `code` and `request_id`. The code is
/// part of the contract; the detail may be reworded. The type is `about:blank`, which says that the status is the kind
/// of problem (section 4.2.1); the code tells it closer.
enum ProblemBody {
    static let schema = JSONSchema.named(
        "Problem",
        .object(
            [
                "type": .constant("about:blank"), "title": .string,
                "status": .integer(in: 400...599),
                "detail": .string.saying("For people; it may be reworded."),
                "code": .string.saying("Part of the contract: branch on it.").example("parameter_missing"),
                "request_id": .string,
                "field": .string.saying("The field that is to be mended.").optional,
                "booking": .booking.saying("What the refusal left.").optional,
                "payment": .paymentNote.optional, "package": .package.optional,
                "id": .paymentName.saying("Of the payment that was refused.").optional,
                "payment_status": .word(of: PaymentStatus.self).optional,
            ]))

    /// - Parameter members: writes what the door has to say besides (section 3.2).
    static func response(
        _ status: Status, code: String, detail: String, requestID: String,
        adding members: (inout JSONWriter) -> Void = { _ in }
    ) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", constant: "about:blank")
        writer.member("title", constant: status.reason)
        writer.member("status", status.code)
        writer.member("detail", detail)
        writer.member("code", code)
        writer.member("request_id", requestID)
        members(&writer)
        writer.endObject()
        return response(status, document: writer.bytes + [UInt8(ascii: "\n")])
    }

    /// One that was written before.
    static func response(_ status: Status, document: [UInt8]) -> Response {
        Response(status, fields: fields, body: document)
    }

    private static let fields = [
        Response.Field("Content-Type", FieldValue(constant: "application/problem+json")),
        Response.Field("Cache-Control", FieldValue(constant: "no-store")),
    ]
}
