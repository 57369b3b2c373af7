// Beside an answer's way: what the log learns of a failure, whatever shape its caller reads.
internal import Basics
internal import HTTPServer
internal import Payments

struct FailureLog: Sendable {
    let log: Log

    /// What is wrong with a form, or with whose token it is, stands in the answer, and calls nobody.
    func note(_ error: any Error, _ request: Request) {
        switch error {
        case is FormFailure, is ViewerFailure: break
        case let failure as BookingFailure: note(failure, request)
        default:
            log.error("unexpected_failure") { line in
                line.member("request_id", request.id)
                line.member("type", "\(type(of: error))")
            }
        }
    }

    private func note(_ failure: BookingFailure, _ request: Request) {
        func members(_ line: inout JSONWriter) {
            line.member("request_id", request.id)
            line.member("code", failure.code)
            line.member("reason", failure.logText)
        }
        switch failure {
        case .notFound, .invalid, .conflict, .keyReused, .keyInFlight: log.info("booking_refused", members)
        case .stripe(.refused), .stripe(.conflict), .stripe(.inProgress): log.info("payment_refused", members)
        case .stripe(.unavailable), .stripe(.outOfTime): log.error("stripe_failed", members)
        case .unavailable: log.error("store_failed", members)
        case .broken: log.error("booking_broken", members)
        }
    }
}
