// On an answer's way: failures of the bookings' routes become problem documents here, and the log learns why.
internal import Basics
internal import HTTPServer
internal import Payments

struct BookingProblems: Sendable {
    private let log: FailureLog

    init(log: Log) { self.log = FailureLog(log: log) }

    func answer(_ error: any Error, _ request: Request) -> Response {
        log.note(error, request)
        switch error {
        case let failure as FormFailure:
            return response(failure.status, failure.code, failure.message, field: failure.field, request)
        case let failure as ViewerFailure:
            return response(.forbidden, "subject_unknown", failure.message, request)
        case let failure as BookingFailure: return answer(failure, request)
        default: return answer(.broken(reason: ""), request)
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
}

extension BookingFailure {
    var status: Status {
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
    var isSoonOver: Bool {
        switch self {
        case .keyInFlight, .unavailable: true
        default: false
        }
    }
}
