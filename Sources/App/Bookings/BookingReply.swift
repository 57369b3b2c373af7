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
        case .underWay: return .underWay { $0.members(answer) }
        case .refused(let refusal): return .refused(refusal, request) { $0.members(answer) }
        }
    }

    private func done(_ answer: BookingAnswer, _ writer: inout JSONWriter) {
        guard self == .captured else { return writer.members(answer) }
        let booking = answer.booking
        writer.member("status", booking.standing.status.rawValue)
        writer.amount("amount", "amount_cents", booking.standing.capturedAmount ?? 0, booking.currency)
    }

    static let capturedSchema = JSONSchema.named(
        "Captured",
        .object(["status": .word(of: PaymentStatus.self), "amount": .decimal, "amount_cents": .cents]))

    static let underWaySchema = JSONSchema.named(
        "UnderWay", .object(JSONSchema.answerMembers + ["message": .string]))
}
