// On a lesson request's way back: why it failed, by what the caller can do. Status codes are the front door's.
package import Basics
internal import StripeClient

package enum LessonFailure: Error, Sendable, Equatable {
    /// Stripe or a rule of ours said no. The same request again gets the same answer.
    case refused(LessonRefusal)
    /// The caller's Idempotency-Key belongs to another request.
    case conflict(Problem)
    /// A request with the caller's Idempotency-Key still runs.
    case inProgress(Problem)
    /// Stripe cannot be used just now.
    case unavailable(Problem)
    /// No answer in time; what was done is unknown.
    case outOfTime(Problem)
}

package struct LessonRefusal: Explained, Equatable {
    package let problem: Problem
    /// The intent that was made before it failed.
    package var paymentIntent: PaymentIntentID?
    /// The intent is of no use, and could not be canceled: someone should.
    package var isLeftBehind = false
    /// The card's bank said no, rather than Stripe: another card may do.
    package var isDecline = false
    /// The bank's reason, where Stripe tells it: `insufficient_funds`.
    package var declineCode: String?
}

extension LessonFailure: Explained {
    package var problem: Problem {
        switch self {
        case .refused(let refusal): refusal.problem
        case .conflict(let problem), .inProgress(let problem), .unavailable(let problem),
            .outOfTime(let problem):
            problem
        }
    }
}

// MARK: Of Stripe's failures

extension LessonFailure {
    /// `namingIntent` is for the request that makes the intent, whose id the caller cannot know otherwise.
    init(_ failure: StripeFailure, namingIntent: Bool = false) {
        func problem(_ message: String) -> Problem { Problem(failure, message) }
        self =
            switch failure {
            case .refused(let refusal), .rateLimited(let refusal):
                .refused(
                    LessonRefusal(
                        problem: Problem(refusal),
                        paymentIntent: namingIntent ? refusal.paymentIntent?.id : nil,
                        isDecline: refusal.type == "card_error", declineCode: refusal.declineCode))
            case .idempotencyConflict: .conflict(problem(Self.keyReused))
            case .inProgress: .inProgress(problem(Self.keyInUse))
            case .keyRefused:
                .unavailable(problem("Stripe does not accept this server's key. Nothing was done."))
            case .unreachable:
                .unavailable(problem("Stripe cannot be reached. Nothing was done; try again."))
            case .broken: .unavailable(problem("Stripe gave no usable answer. \(Self.outcomeUnknown)"))
            case .faultReplayed:
                .unavailable(
                    problem(
                        "Stripe failed and keeps that answer for this request. \(Self.onlyTheObjectTells)"))
            case .timedOut: .outOfTime(problem("Stripe did not answer in time. \(Self.outcomeUnknown)"))
            }
    }

    private static let keyReused =
        "This Idempotency-Key was already used with another request, or the customer's card has changed since. "
        + "Nothing was done. Use a new key for a new request."

    private static let keyInUse =
        "An earlier request with this Idempotency-Key is still running. Send the same request again in a moment."

    private static let outcomeUnknown =
        "Whether anything was done is unknown: send the same request again with the same Idempotency-Key, or look the "
        + "payment up at Stripe."

    private static let onlyTheObjectTells =
        "Whether anything was done is unknown, and the same Idempotency-Key will not tell: look the payment up at "
        + "Stripe before anything is asked for with another key."
}

// MARK: Refused here

extension Problem {
    init(noSavedCardOf customer: CustomerID) {
        self.init(
            code: "payment_method_missing", message: "no payment methods found for \(customer)",
            logText: "customer \(customer) has no saved card")
    }
}

extension LessonFailure {
    static func noSavedCard(of customer: CustomerID) -> LessonFailure {
        .refused(LessonRefusal(problem: Problem(noSavedCardOf: customer)))
    }

    static func authenticationRequired(_ id: PaymentIntentID, leftBehind: StripeFailure?) -> LessonFailure {
        let fate = leftBehind.map { "and could not be canceled: \($0.logText)" } ?? "canceled"
        return .refused(
            LessonRefusal(
                problem: Problem(
                    code: "authentication_required",
                    message:
                        "The card's owner has to authenticate this payment and is not here to do so. Nothing is held.",
                    logText: "\(id) requires authentication, \(fate)"),
                paymentIntent: id, isLeftBehind: leftBehind != nil))
    }

    static func partialRelease(_ amount: Int64, held: Int64?) -> LessonFailure {
        let held = held.map { "\($0)" } ?? "an unknown amount"
        return .refused(
            LessonRefusal(
                problem: Problem(
                    code: "partial_release_unsupported",
                    message:
                        "This payment is held, not captured: of a hold no part can be given back. To keep a part, "
                        + "complete the lesson payment with that smaller amount, and the rest is released; to give "
                        + "back all of \(held), leave the amount out.",
                    logText: "asked to release \(amount) of a hold of \(held)")))
    }
}
