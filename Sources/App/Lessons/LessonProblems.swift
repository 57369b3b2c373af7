// On an answer's way: failures of the lesson routes become answers here, and nowhere else; and the log learns why.
internal import Basics
internal import HTTPServer
internal import Payments

struct LessonProblems: Sendable {
    let log: Log
    /// Intents that hold nothing, are of no use, and could not be canceled.
    let leftBehind: Counter

    init(_ log: Log, _ metrics: Metrics) {
        self.log = log
        leftBehind = metrics.counter(
            "fermata_intents_left_behind_total", "Useless intents that could not be canceled; see the log.")
    }

    func answer(_ error: any Error, _ request: Request) -> Response {
        switch error {
        case let failure as FormFailure:
            return ErrorBody.response(failure.status, code: failure.code, message: failure.message)
        case let failure as LessonFailure:
            note(failure, request)
            return ErrorBody.response(
                failure.status, code: failure.code, message: failure.message,
                paymentIntentID: failure.paymentIntent)
        default:
            log.error("unexpected_failure") { line in
                line.member("request_id", request.id)
                line.member("type", "\(type(of: error))")
            }
            return ErrorBody.response(
                .internalServerError, code: "internal_error",
                message:
                    "Something failed here that should not have. Tell the shop this request id: \(request.id)."
            )
        }
    }

    private func note(_ failure: LessonFailure, _ request: Request) {
        func members(_ line: inout JSONWriter) {
            line.member("request_id", request.id)
            line.member("code", failure.code)
            line.member("reason", failure.logText)
        }
        switch failure {
        case .refused(let refusal) where refusal.isLeftBehind:
            leftBehind.add()
            log.error("intent_left_behind", members)
        case .refused, .conflict, .inProgress: log.info("payment_refused", members)
        case .unavailable, .outOfTime: log.error("stripe_failed", members)
        }
    }
}

extension LessonFailure {
    fileprivate var status: Status {
        switch self {
        case .refused: .badRequest
        case .conflict, .inProgress: .conflict
        case .unavailable: .badGateway
        case .outOfTime: .gatewayTimeout
        }
    }

    fileprivate var paymentIntent: PaymentIntentID? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal.paymentIntent
    }
}
