// On the way of the job for expiring holds: what is done about one.

/// What the shop wants done with holds that end too early: the setting EXPIRING_HOLDS.
package enum ExpiringHoldsMode: String, CaseIterable, Sendable {
    case capture
    case renew
    case tell
}

package enum ExpiringHoldAction: Equatable, Sendable {
    case leave
    case renew
    case capture
    case tellStaff
}

/// An open hold and its lesson, in Unix seconds.
package struct ExpiringHold: Equatable, Sendable {
    /// Holds are looked at so long before their end: a day, within which a job may fail and staff may act.
    package static let noticeSeconds: Int64 = 86_400
    /// After a lesson's end, before it is captured unasked: time for the instructor to say that it was another way.
    package static let captureGraceSeconds: Int64 = 3600
    /// Beyond the grace: for a capture that has to be tried again.
    static let captureMarginSeconds: Int64 = 1800

    /// Stripe's `capture_before`.
    package let endsAt: Int64
    package let lessonEndsAt: Int64
    /// Whether the policy gave the money to the shop already: a late cancel or a no-show whose capture is open.
    package let isOwed: Bool
    /// Whether a new hold could be placed: there is a saved card, and no other operation is open.
    package let canRenew: Bool

    package init(endsAt: Int64, lessonEndsAt: Int64, isOwed: Bool, canRenew: Bool) {
        self.endsAt = endsAt
        self.lessonEndsAt = lessonEndsAt
        self.isOwed = isOwed
        self.canRenew = canRenew
    }

    /// nil when Stripe did not say when it ends.
    package init?(_ payment: Payment, _ booking: Booking) {
        guard let end = payment.authorizationExpiresAt else { return nil }
        self.init(
            endsAt: end, lessonEndsAt: booking.endsAt, isOwed: booking.owedAmount ?? 0 > 0,
            canRenew: payment.card != nil)
    }

    /// It stands until the lesson is over and the ordinary capture was made.
    package var outlivesCapture: Bool {
        endsAt >= lessonEndsAt.clampedAdding(Self.captureGraceSeconds + Self.captureMarginSeconds)
    }

    /// - A hold that ends more than a day from now is left, and so is one that outlives its lesson by the time that
    ///   the ordinary capture takes.
    /// - Money that is owed is captured whatever the mode, and a lesson that is over counts as owed: to wait could
    ///   only lose it.
    /// - What cannot be done is told: a renewal without a card, and a hold that has ended already, which nothing can
    ///   be captured of.
    package func action(mode: ExpiringHoldsMode, now: Int64) -> ExpiringHoldAction {
        if endsAt >= now.clampedAdding(Self.noticeSeconds) { return .leave }
        if endsAt <= now {
            return mode == .renew && canRenew && !isOwed && lessonEndsAt > now ? .renew : .tellStaff
        }
        if isOwed || lessonEndsAt <= now { return .capture }
        if outlivesCapture { return .leave }
        switch mode {
        case .capture: return .capture
        case .renew: return canRenew ? .renew : .tellStaff
        case .tell: return .tellStaff
        }
    }
}
