// On the way to Stripe: whether an attempt is followed by another, and why.

/// What the decision rests on.
package enum AttemptOutcome: Sendable, Equatable {
    case failed(TransportFailure)
    /// `usable` is false when a 2xx has a body that is not Stripe's: truncated, HTML, not JSON.
    /// `replayed`: Stripe had given this idempotency key this answer before.
    case responded(status: Int, shouldRetry: Bool?, usable: Bool, replayed: Bool = false)
}

package enum RetryDecision: Sendable, Equatable {
    package enum RetryReason: String, Sendable {
        case notSent, noAnswer, stripeAsked, conflict, serverFault, unusable
    }
    package enum StopReason: String, Sendable {
        case answered, definite, faultReplayed, stripeForbade, retriesUsedUp, timedOut, deadlineTooNear
    }

    case retry(RetryReason)
    case stop(StopReason)

    /// The table of Stripe's own libraries: `Stripe-Should-Retry` is looked at first, then 409 and whatever is 500 or
    /// more; never a plain 429, whose caller must slow down (a lock's 429 comes with the header). A broken answer and
    /// a broken connection are alike: what Stripe did is unknown, and the same idempotency key finds it out. A fault
    /// that is *replayed* is the one answer that key will ever bring (docs.stripe.com/api/idempotent_requests), so
    /// there is nothing to find out by it.
    package static func after(_ outcome: AttemptOutcome, retriesDone: Int, retriesMax: Int)
        -> RetryDecision
    {
        let decision = wanted(after: outcome)
        if case .retry = decision, retriesDone >= retriesMax { return .stop(.retriesUsedUp) }
        return decision
    }

    private static func wanted(after outcome: AttemptOutcome) -> RetryDecision {
        switch outcome {
        case .failed(.notSent): .retry(.notSent)
        case .failed(.noAnswer): .retry(.noAnswer)
        // An attempt may use all the time there is, so none is left.
        case .failed(.timedOut): .stop(.timedOut)
        case .responded(200..<300, _, usable: true, _): .stop(.answered)
        case .responded(_, shouldRetry: true?, _, _): .retry(.stripeAsked)
        case .responded(_, shouldRetry: false?, _, _): .stop(.stripeForbade)
        case .responded(409, _, _, _): .retry(.conflict)
        case .responded(500..., _, _, replayed: true): .stop(.faultReplayed)
        case .responded(500..., _, _, _): .retry(.serverFault)
        case .responded(200..<300, _, usable: false, _): .retry(.unusable)
        case .responded: .stop(.definite)
        }
    }
}
