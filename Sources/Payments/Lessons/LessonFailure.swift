// On a lesson request's way back: why it failed, by what the caller can do. Status codes are the front door's.
package import Basics
internal import StripeClient

/// Each case has two texts: `code` and `message` for the caller, `logText` for the log.
package enum LessonFailure: Error, Sendable, Equatable {
    /// Stripe or a rule of ours said no. The same request again gets the same answer.
    case refused(LessonRefusal)
    /// The caller's Idempotency-Key belongs to another request.
    case conflict(requestID: String?)
    /// A request with the caller's Idempotency-Key still runs.
    case inProgress(requestID: String?)
    /// Stripe cannot be used just now.
    case unavailable(LessonOutage)
    /// No answer in time; what was done is unknown.
    case outOfTime
}

package struct LessonRefusal: Sendable, Equatable {
    /// Stripe's own code; its error's type where it gives none.
    package let code: String
    package let message: String
    /// The intent that was made before it failed.
    package var paymentIntent: PaymentIntentID?
    /// The intent is of no use, and could not be canceled: someone should.
    package var isLeftBehind = false
    package let logText: String
}

package struct LessonOutage: Sendable, Equatable {
    package let code: String
    package let message: String
    package let logText: String
}

extension LessonFailure {
    package var code: String {
        switch self {
        case .refused(let refusal): refusal.code
        case .conflict: "idempotency_key_reused"
        case .inProgress: "idempotency_key_in_use"
        case .unavailable(let outage): outage.code
        case .outOfTime: "stripe_timed_out"
        }
    }

    package var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .conflict:
            "This Idempotency-Key was already used with another request, or the customer's card has changed since. "
                + "Nothing was done. Use a new key for a new request."
        case .inProgress:
            "An earlier request with this Idempotency-Key is still running. Send the same request again in a moment."
        case .unavailable(let outage): outage.message
        case .outOfTime: "Stripe did not answer in time. \(Self.outcomeUnknown)"
        }
    }

    package var logText: String {
        switch self {
        case .refused(let refusal): refusal.logText
        case .conflict(let requestID): "idempotency key reused\(Self.named(requestID))"
        case .inProgress(let requestID): "idempotency key in use\(Self.named(requestID))"
        case .unavailable(let outage): outage.logText
        case .outOfTime: "stripe timed out"
        }
    }

    private static let outcomeUnknown =
        "Whether anything was done is unknown: send the same request again with the same Idempotency-Key, or look the "
        + "payment up at Stripe."

    private static let onlyTheObjectTells =
        "Whether anything was done is unknown, and the same Idempotency-Key will not tell: look the payment up at "
        + "Stripe before anything is asked for with another key."

    private static func named(_ requestID: String?) -> String { requestID.map { ", \($0)" } ?? "" }
}

// MARK: Of Stripe's failures

extension LessonFailure {
    /// `namingIntent` is for the request that makes the intent, whose id the caller cannot know otherwise.
    init(_ failure: StripeFailure, namingIntent: Bool = false) {
        self =
            switch failure {
            case .refused(let refusal), .rateLimited(let refusal):
                .refused(LessonRefusal(refusal, namingIntent: namingIntent))
            case .idempotencyConflict(let refusal): .conflict(requestID: refusal.requestID)
            case .inProgress(let refusal): .inProgress(requestID: refusal.requestID)
            case .keyRefused(let status, let requestID):
                .unavailable(
                    LessonOutage(
                        code: "stripe_key_refused",
                        message: "Stripe does not accept this server's key. Nothing was done.",
                        logText: "stripe refused the secret key with \(status)\(Self.named(requestID))"))
            case .unreachable(let reason):
                .unavailable(
                    LessonOutage(
                        code: "stripe_unreachable",
                        message: "Stripe cannot be reached. Nothing was done; try again.",
                        logText: "stripe unreachable: \(reason)"))
            case .broken(let breakage):
                .unavailable(
                    LessonOutage(
                        code: "stripe_unavailable",
                        message: "Stripe gave no usable answer. \(Self.outcomeUnknown)",
                        logText: "stripe broken, \(breakage.status.map { "status \($0)" } ?? "no answer"): "
                            + "\(breakage.reason)\(Self.named(breakage.requestID))"))
            case .faultReplayed(let breakage):
                .unavailable(
                    LessonOutage(
                        code: "stripe_unavailable",
                        message:
                            "Stripe failed and keeps that answer for this request. \(Self.onlyTheObjectTells)",
                        logText: "stripe replays its fault, status \(breakage.status ?? 0): "
                            + "\(breakage.reason)\(Self.named(breakage.requestID))"))
            case .timedOut: .outOfTime
            }
    }
}

extension LessonRefusal {
    fileprivate init(_ refusal: StripeRefusal, namingIntent: Bool) {
        let declined = refusal.declineCode.map { "/\($0)" } ?? ""
        code = refusal.code ?? refusal.type
        message = refusal.message ?? "Stripe refused the request."
        paymentIntent = namingIntent ? refusal.paymentIntent?.id : nil
        logText =
            "stripe refused with \(refusal.status) \(code)\(declined)"
            + (refusal.param.map { " at \($0)" } ?? "") + (refusal.requestID.map { ", \($0)" } ?? "")
    }
}

// MARK: Refused here

extension LessonFailure {
    static func noSavedCard(of customer: CustomerID) -> LessonFailure {
        .refused(
            LessonRefusal(
                code: "payment_method_missing", message: "no payment methods found for \(customer)",
                logText: "customer \(customer) has no saved card"))
    }

    static func authenticationRequired(_ id: PaymentIntentID, leftBehind: StripeFailure?) -> LessonFailure {
        let problem = leftBehind.map { LessonFailure($0).logText }
        return .refused(
            LessonRefusal(
                code: "authentication_required",
                message:
                    "The card's owner has to authenticate this payment and is not here to do so. Nothing is held.",
                paymentIntent: id, isLeftBehind: problem != nil,
                logText: "\(id) requires authentication, "
                    + (problem.map { "and could not be canceled: \($0)" } ?? "canceled")))
    }

    static func partialRelease(_ amount: Int64, held: Int64?) -> LessonFailure {
        let held = held.map { "\($0)" } ?? "an unknown amount"
        return .refused(
            LessonRefusal(
                code: "partial_release_unsupported",
                message:
                    "This payment is held, not captured: of a hold no part can be given back. To keep a part, "
                    + "complete the lesson payment with that smaller amount, and the rest is released; to give back "
                    + "all of \(held), leave the amount out.",
                logText: "asked to release \(amount) of a hold of \(held)"))
    }
}
