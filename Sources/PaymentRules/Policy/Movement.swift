// Behind every settlement: the one move of money at Stripe that makes a payment say what is owed.

package enum Movement: Equatable, Sendable {
    case nothing
    /// Of an open hold; Stripe releases the rest with it.
    case capture(Int64)
    case release
    case refund(Int64)

    /// What is to be done so that the shop has `owed` minor units of a payment: a settlement's `taken`, or the price
    /// of the minutes taught.
    ///
    /// - An open hold is captured for what is owed, at most for all it holds, and released when nothing is owed.
    /// - Of a captured payment goes back what was captured beyond what is owed and not refunded before. More than
    ///   was captured cannot be had: one hold is captured once.
    /// - Pending and failed payments have no hold to take from: what is owed stays unpaid. A released or a
    ///   refunded one has nothing left to move.
    package init(
        owed: Int64, payment: PaymentStatus, authorized: Int64, captured: Int64 = 0, refunded: Int64 = 0
    ) {
        switch payment {
        case .authorized:
            self = owed > 0 ? .capture(min(owed, authorized)) : .release
        case .captured:
            let excess = captured - max(owed, 0) - refunded
            self = excess > 0 ? .refund(excess) : .nothing
        case .pending, .failed, .released, .refunded:
            self = .nothing
        }
    }
}
