// On an answer's way: what came of a move of money, as it is kept and as it goes out.
internal import Basics
internal import HTTPServer
internal import Payments

extension KeptAnswer {
    init(_ status: Status, _ body: [UInt8]) {
        self.init(status: status.code, body: String(decoding: body, as: UTF8.self))
    }

    /// Whether Stripe acted is not known yet.
    static func underWay(_ members: (inout JSONWriter) -> Void) -> KeptAnswer {
        let body = [UInt8].object { writer in
            members(&writer)
            writer.member("message", constant: underWayText)
        }
        return KeptAnswer(.accepted, body)
    }

    private static let underWayText: StaticString =
        "Stripe has not answered yet. What was asked for is written down and will be finished: look it up later."

    /// A card's no is 402, any other 409.
    static func refused(
        _ refusal: MovementRefusal, _ request: Request, _ members: (inout JSONWriter) -> Void
    ) -> KeptAnswer {
        let status: Status = refusal.isDecline ? .paymentRequired : .conflict
        let problem = ProblemBody.response(
            status, code: refusal.code, detail: refusal.message, requestID: request.id,
            adding: members)
        return KeptAnswer(status, Array(problem.body.dropLast()))
    }

    /// As it goes out, the first time and every other.
    var response: Response {
        let status = Status(code: status)
        var response = Response.api(status, Array(body.utf8))
        if status.code >= 400 {
            response = ProblemBody.response(status, document: response.body)
        } else if status != .ok, let booking = bookingID, let place = FieldValue("/bookings/\(booking)") {
            response.add("Location", place)
        }
        if isReplayed { response.add("Idempotent-Replayed", FieldValue(constant: "true")) }
        return response
    }

    private var bookingID: Int64? {
        (try? JSON(Array(body.utf8)))?["booking"]?["id"]?.integer
    }
}
