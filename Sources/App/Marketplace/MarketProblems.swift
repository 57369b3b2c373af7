// On an answer's way: failures of the marketplace's routes take its shape here, and the log learns why.
internal import Basics
internal import HTTPServer
internal import Payments

struct MarketProblems: Sendable {
    private let log: FailureLog

    init(log: Log) { self.log = FailureLog(log: log) }

    func answer(_ error: any Error, _ request: Request) -> Response {
        switch error {
        case let choice as CardChoiceFailure: return MarketErrorBody(choice).response
        case let failure as FormFailure: return MarketErrorBody(failure).response
        case let failure as ViewerFailure:
            return MarketErrorBody(.forbidden, failure.message, .init(code: "subject_unknown")).response
        case let failure as BookingFailure:
            log.note(failure, request)
            return answer(failure, request)
        default:
            log.note(error, request)
            return answer(.broken(reason: ""), request)
        }
    }

    private func answer(_ failure: BookingFailure, _ request: Request) -> Response {
        var response = MarketErrorBody(failure, requestID: request.id).response
        if failure.isSoonOver { response.add("Retry-After", Self.retrySeconds) }
        return response
    }

    private static let retrySeconds = FieldValue(constant: "1")
}

extension MarketErrorBody {
    static let gigUnavailable = MarketErrorBody(
        Marketplace.gigUnavailable.status, Marketplace.gigUnavailable.message, nil)

    fileprivate init(_ failure: CardChoiceFailure) {
        let details: Details? =
            switch failure {
            case .none: nil
            case .several: .init(code: "parameters_exclusive", param: "card_details")
            }
        self.init(.badRequest, failure.message, details)
    }

    fileprivate init(_ failure: FormFailure) {
        self.init(failure.status, failure.message, .init(code: failure.code, param: failure.field))
    }

    fileprivate init(_ failure: BookingFailure, requestID: String) {
        switch failure {
        case .conflict(Marketplace.gigUnavailable.code, _): self = .gigUnavailable
        case .invalid(let field, let code, let text):
            self.init(.badRequest, text, .init(code: code, param: field))
        case .stripe(.refused(let refusal)) where refusal.isDecline:
            self.init(
                cardRefusedWith: refusal.declineCode ?? refusal.code, refusal.message)
        case .broken:
            let text = "\(failure.message) Tell the shop this request id: \(requestID)."
            self.init(.internalServerError, text, .init(code: failure.code))
        default: self.init(failure.status, failure.message, .init(code: failure.code))
        }
    }
}
