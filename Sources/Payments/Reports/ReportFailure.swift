// On a report's way back: why there is none. A report that lacks a page would be wrong, so there is none then.
internal import StripeClient

package enum ReportFailure: Error, Sendable, Equatable {
    /// Stripe said no to the question itself.
    case refused(Problem)
    /// Stripe cannot be used just now, or not by this server.
    case unavailable(Problem)
    case outOfTime(Problem)
}

extension ReportFailure: Explained {
    package var problem: Problem {
        switch self {
        case .refused(let problem), .unavailable(let problem), .outOfTime(let problem): problem
        }
    }
}

extension ReportFailure {
    init(_ failure: StripeFailure) {
        func problem(_ message: String) -> Problem { Problem(failure, message) }
        self =
            switch failure {
            case .refused(let refusal), .idempotencyConflict(let refusal), .inProgress(let refusal):
                .refused(Problem(refusal))
            case .rateLimited:
                .unavailable(
                    Problem(
                        code: "stripe_rate_limited",
                        message: """
                            Stripe is asked too much and turned pages of the report away, again and again. Ask \
                            later, or lower STRIPE_READS_PER_SECOND.
                            """,
                        logText: failure.logText))
            case .keyRefused: .unavailable(problem("Stripe does not accept this server's key."))
            case .unreachable:
                .unavailable(problem("Stripe cannot be reached. \(Self.again)"))
            case .broken, .faultReplayed:
                .unavailable(problem("Stripe gave no usable answer, and a page is missing. \(Self.again)"))
            case .timedOut:
                .outOfTime(problem("Stripe did not answer in time, and a page is missing. \(Self.again)"))
            }
    }

    private static let again = "Ask for the report again."
}
