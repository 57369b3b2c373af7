// First on a request's way, and on its own: time passes, and what was due by then happens.

extension Stub {
    /// Moves the clock to that time, in Unix seconds; never back. Holds end, asynchronous captures reach the balance
    /// and slow refunds settle on the way, each at its own time and with its events.
    package mutating func advance(to now: Int64) {
        while let (item, due) = agenda.next(dueBy: now) {
            clock = max(clock, due)
            cause = .stripe
            switch item {
            case .holdEnds(let intent): expireHold(of: intent)
            case .movementAppears(let charge): showMovement(of: charge)
            case .refundSettles(let refund): settle(refund)
            }
            cause = nil
        }
        clock = max(clock, now)
    }

    /// The intent is canceled in the way of the version that it was made in: `expired` from basil on; before,
    /// `automatic` and a Refund (Stripe's changelog of 2025-03-31.basil).
    private mutating func expireHold(of id: String) {
        guard let intent = paymentIntents[id], intent.status == .requiresCapture else { return }
        if let charge = intent.latestCharge.flatMap({ charges[$0] }) { emit(.chargeExpired, .charge(charge)) }
        _ = end(
            intent, reason: intent.version.releasesByRefund ? "automatic" : "expired",
            refundReason: "expired_uncaptured_charge", version: intent.version)
    }

    /// Stripe, asynchronous capture: the balance transaction comes after the answer, with charge.updated, and so do a
    /// destination charge's transfer and fee.
    mutating func showMovement(of id: String) {
        guard var charge = charges[id], charge.balanceTransaction == nil else { return }
        let before = charge
        charge.balanceTransaction = book(charge, at: clock).id
        charge = sendOn(charge, at: clock)
        charges.put(charge)
        emit(.chargeUpdated, .charge(charge), before: .charge(before))
        emitSent(charge)
    }
}
