// On an answer's way: what a request that did something to a booking answers, by what came of it.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// Which answer a route gives when all went well.
enum BookingReply {
    /// 201: the booking and its payment, and where they are.
    case booked
    /// The booking and its payment.
    case changed
    /// `{"status","amount"}`: what was taken.
    case captured

    func render(_ answer: BookingAnswer, _ request: Request) -> KeptAnswer {
        switch answer.result {
        case .done:
            return KeptAnswer(self == .booked ? .created : .ok, .object { done(answer, &$0) })
        case .underWay:
            let body = [UInt8].object { writer in
                writer.members(answer)
                writer.member("message", constant: Self.underWay)
            }
            return KeptAnswer(.accepted, body)
        case .refused(let refusal):
            let status: Status = refusal.isDecline ? .paymentRequired : .conflict
            let problem = ProblemBody.response(
                status, code: refusal.code, detail: refusal.message, requestID: request.id
            ) { writer in
                writer.members(answer)
            }
            return KeptAnswer(status, Array(problem.body.dropLast()))
        }
    }

    private func done(_ answer: BookingAnswer, _ writer: inout JSONWriter) {
        guard self == .captured else { return writer.members(answer) }
        let booking = answer.booking
        writer.member("status", booking.standing.status.rawValue)
        writer.amount("amount", "amount_cents", booking.standing.capturedAmount ?? 0, booking.currency)
    }

    private static let underWay: StaticString =
        "Stripe has not answered yet. What was asked for is written down and will be finished: look it up later."
}

extension KeptAnswer {
    fileprivate init(_ status: Status, _ body: [UInt8]) {
        self.init(status: status.code, body: String(decoding: body, as: UTF8.self))
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
