// On an answer's way: the one shape of an error for the lesson shop and for what has no route.
internal import Basics
internal import HTTPServer

/// `{"error":{"code","message"}}`. The code is part of the contract; the message may be reworded.
enum ErrorBody {
    static let schema = JSONSchema.named(
        "Error",
        .object([
            "error": .object([
                "code": .string.saying("Part of the contract: branch on it.").example("parameter_missing"),
                "message": .string.saying("For people; it may be reworded.").example("amount is missing."),
            ]),
            "payment_intent_id": .stripeID.saying("An intent that was made although the call failed.")
                .optional,
            "customer_id": .stripeID.saying("Of customer_exists: whose address it is.").optional,
        ]))

    /// - Parameter paymentIntentID: beside `error`, when an intent was made although the call failed.
    static func response(
        _ status: Status, code: String, message: String, paymentIntentID: PaymentIntentID? = nil
    ) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("error")
        writer.beginObject()
        writer.member("code", code)
        writer.member("message", message)
        writer.endObject()
        if let paymentIntentID { writer.member("payment_intent_id", paymentIntentID.text) }
        writer.endObject()
        return .api(status, writer.bytes)
    }
}

extension Response {
    /// JSON that no cache keeps, because it speaks of money, and that ends its line, because people read it with curl.
    static func api(_ status: Status, _ body: [UInt8]) -> Response {
        var response = Response.json(status, body + [UInt8(ascii: "\n")])
        response.add("Cache-Control", noStore)
        return response
    }

    private static let noStore = FieldValue(constant: "no-store")
}
