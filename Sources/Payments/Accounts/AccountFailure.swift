// On an account request's way back: why it failed, by what the caller can do. Status codes are the front door's.
internal import Basics
internal import StripeClient

package enum AccountFailure: Error, Sendable, Equatable {
    /// Stripe or a rule of ours said no. The same request again gets the same answer.
    case refused(AccountProblem)
    /// Stripe cannot be used just now.
    case unavailable(AccountProblem)
    /// No answer in time; what was done is unknown.
    case outOfTime(AccountProblem)

    package var problem: AccountProblem {
        switch self {
        case .refused(let problem), .unavailable(let problem), .outOfTime(let problem): problem
        }
    }
}

/// `code` and `message` are for the caller, `logText` is for the log.
package struct AccountProblem: Sendable, Equatable {
    /// Stripe's own code; its error's type where it gives none.
    package let code: String
    package let message: String
    package let logText: String
}

// MARK: Of Stripe's failures

extension AccountFailure {
    /// Codes, Stripe's own texts and the log's are those of the lesson routes; only the advice is another, because
    /// nothing here moves money and everything may be asked for again.
    init(_ failure: StripeFailure) {
        let lesson = LessonFailure(failure)
        func problem(_ message: String) -> AccountProblem {
            AccountProblem(code: lesson.code, message: message, logText: lesson.logText)
        }
        self =
            switch failure {
            case .refused, .rateLimited: .refused(problem(lesson.message))
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
        let lesson = LessonFailure.noSavedCard(of: customer)
        return .refused(
            AccountProblem(code: lesson.code, message: lesson.message, logText: lesson.logText))
    }

    /// In Stripe's words, which reads a deleted customer without complaint.
    static func deleted(_ customer: CustomerID) -> AccountFailure {
        .refused(
            AccountProblem(
                code: "resource_missing", message: "No such customer: '\(customer)'",
                logText: "customer \(customer) is deleted"))
    }

    static func emailTaken(for customer: CustomerID) -> AccountFailure {
        .refused(
            AccountProblem(
                code: "customer_email_exists", message: "Customer email already exists!",
                logText: "the address wanted for \(customer) is another customer's"))
    }

    static func notSetUp(_ id: SetupIntentID, status: String) -> AccountFailure {
        .refused(
            AccountProblem(
                code: "setup_intent_unexpected_state",
                message: "The card is not saved yet: \(id) has a status of \(status). Confirm it first.",
                logText: "\(id) has a status of \(status)"))
    }

    static func notOf(_ customer: CustomerID, _ what: String, _ id: String) -> AccountFailure {
        .refused(
            AccountProblem(
                code: "customer_mismatch",
                message: "\(what) is not of this customer: give the one that was confirmed last.",
                logText: "\(id) is not of \(customer)"))
    }
}
