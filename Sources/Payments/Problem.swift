// On any request's way back: why it failed, in words; and what Stripe's failures are called.
internal import StripeClient

/// `code` and `message` are for the caller, `logText` is for the log.
package struct Problem: Sendable, Equatable {
    /// Stripe's own code; its error's type where it gives none.
    package let code: String
    package let message: String
    package let logText: String
}

/// A use case's failure, or a part of one.
package protocol Explained: Sendable {
    var problem: Problem { get }
}

extension Explained {
    package var code: String { problem.code }
    package var message: String { problem.message }
    package var logText: String { problem.logText }
}

// MARK: Of Stripe's failures

extension Problem {
    /// The message is each use case's own: only it knows what a second try would do.
    init(_ failure: StripeFailure, _ message: String) {
        self.init(code: failure.code, message: message, logText: failure.logText)
    }

    /// In Stripe's own words.
    init(_ refusal: StripeRefusal) {
        self.init(
            code: refusal.codeOrType, message: refusal.message ?? "Stripe refused the request.",
            logText: refusal.logText)
    }
}

extension StripeFailure {
    fileprivate var code: String {
        switch self {
        case .refused(let refusal), .rateLimited(let refusal): refusal.codeOrType
        case .idempotencyConflict: "idempotency_key_reused"
        case .inProgress: "idempotency_key_in_use"
        case .keyRefused: "stripe_key_refused"
        case .unreachable: "stripe_unreachable"
        case .broken, .faultReplayed: "stripe_unavailable"
        case .timedOut: "stripe_timed_out"
        }
    }

    /// Names Stripe's request and its codes; no text of Stripe's that could show a key.
    var logText: String {
        switch self {
        case .refused(let refusal), .rateLimited(let refusal): refusal.logText
        case .idempotencyConflict(let refusal): "idempotency key reused\(named(refusal.requestID))"
        case .inProgress(let refusal): "idempotency key in use\(named(refusal.requestID))"
        case .keyRefused(let status, let requestID):
            "stripe refused the secret key with \(status)\(named(requestID))"
        case .unreachable(let reason): "stripe unreachable: \(reason)"
        case .broken(let breakage):
            "stripe broken, \(breakage.status.map { "status \($0)" } ?? "no answer"): \(breakage.logText)"
        case .faultReplayed(let breakage):
            "stripe replays its fault, status \(breakage.status ?? 0): \(breakage.logText)"
        case .timedOut: "stripe timed out"
        }
    }
}

extension StripeRefusal {
    fileprivate var codeOrType: String { code ?? type }

    fileprivate var logText: String {
        let declined = declineCode.map { "/\($0)" } ?? ""
        let place = param.map { " at \($0)" } ?? ""
        return "stripe refused with \(status) \(codeOrType)\(declined)\(place)\(named(requestID))"
    }
}

extension StripeBreakage {
    fileprivate var logText: String { "\(reason)\(named(requestID))" }
}

private func named(_ requestID: String?) -> String { requestID.map { ", \($0)" } ?? "" }
