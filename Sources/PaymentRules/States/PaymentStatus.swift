// Under every move of money: the words for where a payment and its booking stand, the same in code, tables and logs.

/// Where a payment stands. There is no seventh: a hold that expired is `released`, a part refund stays `captured`.
package enum PaymentStatus: String, CaseIterable, Sendable {
    /// Booked, and nothing held yet.
    case pending
    /// The card holds the amount; nothing is charged.
    case authorized
    case captured
    /// The hold or the capture was refused.
    case failed
    /// All that was captured went back.
    case refunded
    /// The hold ended without a capture; `ReleaseCause` says how.
    case released
}

/// How a hold ended that was not captured.
package enum ReleaseCause: String, CaseIterable, Sendable {
    /// By this shop.
    case released
    /// By time: `capture_before` passed.
    case holdExpired = "hold_expired"
    /// By somebody in Stripe's Dashboard, or by Stripe.
    case canceledElsewhere = "canceled_elsewhere"
}

/// Where the lesson stands, which is another thing than where its money is.
package enum BookingStatus: String, CaseIterable, Sendable {
    case scheduled
    case completed
    case cancelled
    case noShow = "no_show"
}

/// What is done with money. `cancel` is for bookings.
package enum MoneyVerb: String, CaseIterable, Sendable {
    case saveCard = "save_card"
    case authorize
    case renew
    case capture
    case release
    case charge
    case refund
}
