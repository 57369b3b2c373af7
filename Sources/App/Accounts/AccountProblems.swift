// On an answer's way: failures of the account routes become answers here, and nowhere else; and the log learns why.
internal import Basics
internal import HTTPServer
internal import Payments

struct AccountProblems: Sendable {
    let log: Log
    /// For what every route has in common: bad input, and what should not happen.
    let common: LessonProblems

    func answer(_ error: any Error, _ request: Request) -> Response {
        guard let failure = error as? AccountFailure else { return common.answer(error, request) }
        note(failure, request)
        return ErrorBody.response(
            failure.status, code: failure.problem.code, message: failure.problem.message)
    }

    private func note(_ failure: AccountFailure, _ request: Request) {
        func members(_ line: inout JSONWriter) {
            line.member("request_id", request.id)
            line.member("code", failure.problem.code)
            line.member("reason", failure.problem.logText)
        }
        switch failure {
        case .refused: log.info("account_refused", members)
        case .unavailable, .outOfTime: log.error("stripe_failed", members)
        }
    }
}

extension AccountFailure {
    fileprivate var status: Status {
        switch self {
        case .refused: .badRequest
        case .unavailable: .badGateway
        case .outOfTime: .gatewayTimeout
        }
    }
}
