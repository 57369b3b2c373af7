// On a report's way back: why there is none. A report that lacks a page would be wrong, so there is none then.
internal import StripeClient

/// Each case has two texts: `code` and `message` for the caller, `logText` for the log.
package enum ReportFailure: Error, Sendable, Equatable {
    /// Stripe said no to the question itself.
    case refused(code: String, message: String, requestID: String?)
    /// Stripe cannot be used just now, or not by this server.
    case unavailable(code: String, message: String, reason: String)
    case outOfTime
}

extension ReportFailure {
    package var code: String {
        switch self {
        case .refused(let code, _, _), .unavailable(let code, _, _): code
        case .outOfTime: "stripe_timed_out"
        }
    }

    package var message: String {
        switch self {
        case .refused(_, let message, _), .unavailable(_, let message, _): message
        case .outOfTime: "Stripe did not answer in time, and a page is missing. Ask for the report again."
        }
    }

    package var logText: String {
        switch self {
        case .refused(let code, _, let requestID):
            "stripe refused with \(code)\(requestID.map { ", \($0)" } ?? "")"
        case .unavailable(_, _, let reason): reason
        case .outOfTime: "stripe timed out"
        }
    }

    init(_ failure: StripeFailure) {
        self =
            switch failure {
            case .refused(let refusal), .idempotencyConflict(let refusal), .inProgress(let refusal):
                .refused(
                    code: refusal.code ?? refusal.type,
                    message: refusal.message ?? "Stripe refused the request.", requestID: refusal.requestID)
            case .rateLimited(let refusal):
                .unavailable(
                    code: "stripe_rate_limited",
                    message: """
                        Stripe is asked too much and turned pages of the report away, again and again. Ask later, \
                        or lower STRIPE_READS_PER_SECOND.
                        """,
                    reason: "stripe rate limited\(refusal.requestID.map { ", \($0)" } ?? "")")
            case .keyRefused(let status, let requestID):
                .unavailable(
                    code: "stripe_key_refused", message: "Stripe does not accept this server's key.",
                    reason:
                        "stripe refused the secret key with \(status)\(requestID.map { ", \($0)" } ?? "")")
            case .unreachable(let reason):
                .unavailable(
                    code: "stripe_unreachable",
                    message: "Stripe cannot be reached. Ask for the report again.",
                    reason: "stripe unreachable: \(reason)")
            case .broken(let breakage), .faultReplayed(let breakage):
                .unavailable(
                    code: "stripe_unavailable",
                    message: "Stripe gave no usable answer, and a page is missing. Ask for the report again.",
                    reason: "stripe broken, \(breakage.status.map { "status \($0)" } ?? "no answer"): "
                        + "\(breakage.reason)\(breakage.requestID.map { ", \($0)" } ?? "")")
            case .timedOut: .outOfTime
            }
    }
}
