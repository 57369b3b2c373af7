// On an answer's way: failures of the bookings' routes become problem documents here, and the log learns why.
internal import Basics
internal import HTTPServer
internal import Payments

struct BookingProblems: Sendable {
    let log: Log

    func answer(_ error: any Error, _ request: Request) -> Response {
        switch error {
        case let failure as FormFailure:
            return response(failure.status, failure.code, failure.message, field: failure.field, request)
        case let failure as ViewerFailure:
            return response(.forbidden, "subject_unknown", failure.message, request)
        case let failure as BookingFailure:
            note(failure, request)
            return answer(failure, request)
        default:
            log.error("unexpected_failure") { line in
                line.member("request_id", request.id)
                line.member("type", "\(type(of: error))")
            }
            return answer(.broken(reason: ""), request)
        }
    }

    private func answer(_ failure: BookingFailure, _ request: Request) -> Response {
        switch failure {
        case .invalid(let field, let code, let message):
            return response(.badRequest, code, message, field: field, request)
        case .broken:
            let message = "\(failure.message) Tell the shop this request id: \(request.id)."
            return response(.internalServerError, failure.code, message, request)
        default:
            var response = response(failure.status, failure.code, failure.message, request)
            if failure.isSoonOver { response.add("Retry-After", Self.retrySeconds) }
            return response
        }
    }

    private func response(
        _ status: Status, _ code: String, _ detail: String, field: String? = nil, _ request: Request
    ) -> Response {
        ProblemBody.response(status, code: code, detail: detail, requestID: request.id) { writer in
            if let field { writer.member("field", field) }
        }
    }

    private static let retrySeconds = FieldValue(constant: "1")

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

extension BookingFailure {
    fileprivate var status: Status {
        switch self {
        case .notFound: .notFound
        case .invalid: .badRequest
        case .conflict, .keyInFlight: .conflict
        case .keyReused: .unprocessableContent
        case .unavailable: .serviceUnavailable
        case .broken: .internalServerError
        case .stripe(.refused(let refusal)): refusal.isDecline ? .paymentRequired : .badRequest
        case .stripe(.conflict), .stripe(.inProgress): .conflict
        case .stripe(.unavailable): .badGateway
        case .stripe(.outOfTime): .gatewayTimeout
        }
    }

    /// The same request may do in a moment.
    fileprivate var isSoonOver: Bool {
        switch self {
        case .keyInFlight, .unavailable: true
        default: false
        }
    }
}
