// On the way back from Stripe: what went wrong, by what a caller can do about it.

package enum StripeFailure: Error, Sendable {
    /// Stripe understood and said no. Repeating changes nothing; another card, amount or object may.
    case refused(StripeRefusal)
    /// The idempotency key was first used with other parameters or another endpoint. Nothing was done.
    case idempotencyConflict(StripeRefusal)
    /// An earlier request with the same idempotency key still runs. The same request later gets its answer.
    case inProgress(StripeRefusal)
    /// Too many requests. Nothing was done; the same request may be made later.
    case rateLimited(StripeRefusal)
    /// The secret key is wrong, expired or may not do this: an operator's matter. It holds no text of Stripe's,
    /// because that shows a part of the key.
    case keyRefused(status: Int, requestID: String?)
    /// No attempt reached Stripe: nothing was done.
    case unreachable(reason: String)
    /// Stripe, or something before it, gave no usable answer: whether it was done is unknown.
    case broken(StripeBreakage)
    /// A fault of Stripe's own that it keeps as the answer of this idempotency key, for a day and more: whether it was
    /// done is unknown, and the same request will never tell. Only the object itself can: read it, and never ask with
    /// another key before that.
    case faultReplayed(StripeBreakage)
    /// No answer by the deadline: whether it was done is unknown.
    case timedOut
}

extension StripeFailure {
    /// What was asked for, or named in the request, is not there: it never was, or somebody deleted it.
    package var isResourceMissing: Bool {
        guard case .refused(let refusal) = self else { return false }
        return refusal.code == "resource_missing"
    }
}

/// For the log.
package struct StripeBreakage: Sendable {
    /// nil when the connection broke before there was one.
    package let status: Int?
    package let reason: String
    package let requestID: String?
}
