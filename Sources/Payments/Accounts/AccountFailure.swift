// On an account request's way back: why it failed, by what the caller can do. Status codes are the front door's.
internal import Basics
internal import StripeClient

package enum AccountFailure: Error, Sendable, Equatable {
    /// Stripe or a rule of ours said no. The same request again gets the same answer.
    case refused(Problem)
    /// Stripe cannot be used just now.
    case unavailable(Problem)
    /// No answer in time; what was done is unknown.
    case outOfTime(Problem)
}

extension AccountFailure: Explained {
    package var problem: Problem {
        switch self {
        case .refused(let problem), .unavailable(let problem), .outOfTime(let problem): problem
        }
    }
}

// MARK: Of Stripe's failures

extension AccountFailure {
    /// Nothing here moves money, and everything may be asked for again.
    init(_ failure: StripeFailure) {
        func problem(_ message: String) -> Problem { Problem(failure, message) }
        self =
            switch failure {
            case .refused(let refusal), .rateLimited(let refusal): .refused(Problem(refusal))
            case .keyRefused: .unavailable(problem("Stripe does not accept this server's key."))
            case .unreachable: .unavailable(problem("Stripe cannot be reached. \(Self.again)"))
            case .broken, .faultReplayed, .idempotencyConflict, .inProgress:
                .unavailable(problem("Stripe gave no usable answer. \(Self.again)"))
            case .timedOut: .outOfTime(problem("Stripe did not answer in time. \(Self.again)"))
            }
    }

    private static let again = "Send the same request again: what was done already is not done twice."
}

// MARK: Refused here

extension AccountFailure {
    static func noSavedCard(of customer: CustomerID) -> AccountFailure {
        .refused(Problem(noSavedCardOf: customer))
    }

    /// In Stripe's words, which reads a deleted customer without complaint.
    static func deleted(_ customer: CustomerID) -> AccountFailure {
        .refused(
            Problem(
                code: "resource_missing", message: "No such customer: '\(customer)'",
                logText: "customer \(customer) is deleted"))
    }

    static func emailTaken(for customer: CustomerID) -> AccountFailure {
        .refused(
            Problem(
                code: "customer_email_exists", message: "Customer email already exists!",
                logText: "the address wanted for \(customer) is another customer's"))
    }

    static func notSetUp(_ id: SetupIntentID, status: String) -> AccountFailure {
        .refused(
            Problem(
                code: "setup_intent_unexpected_state",
                message: "The card is not saved yet: \(id) has a status of \(status). Confirm it first.",
                logText: "\(id) has a status of \(status)"))
    }

    static func notOf(_ customer: CustomerID, _ what: String, _ id: String) -> AccountFailure {
        .refused(
            Problem(
                code: "customer_mismatch",
                message: "\(what) is not of this customer: give the one that was confirmed last.",
                logText: "\(id) is not of \(customer)"))
    }
}
