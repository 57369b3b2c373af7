// On the way of everything that is done to a booking: what its status and its payment's do not say.

extension BookingActions {
    /// By the table, and by what the records say besides.
    ///
    /// - Parameters:
    ///   - payment: nil for a lesson out of a wallet.
    ///   - now: in Unix seconds.
    /// - Returns: nil when the action may be done.
    package static func refusal(
        of action: BookingAction, _ booking: Booking, _ payment: Payment?, now: Int64
    ) -> ActionRefusal? {
        if let refusal = refusal(of: action, booking: booking.status, payment: booking.standing.status) {
            return refusal
        }
        return switch action {
        case .capture, .complete, .cancel, .noShow, .reschedule: nil
        case .refund: refusal(ofRefunding: booking, payment)
        case .renew: refusal(ofRenewing: booking, payment)
        case .authorize: refusal(ofAuthorizing: booking, payment, now: now)
        }
    }

    private static func refusal(ofRefunding booking: Booking, _ payment: Payment?) -> ActionRefusal? {
        guard let payment, payment.kind == .lesson else { return .paidWithPackage }
        guard !payment.isDisputed else { return .paymentDisputed }
        guard booking.refundable(payment, isMoving: false) == 0 else { return nil }
        return booking.creditAmount > 0 ? .keptAsCredit : .alreadyRefunded
    }

    /// A hold that outlives its lesson needs no other, and a card is not made to hold twice for nothing.
    private static func refusal(ofRenewing booking: Booking, _ payment: Payment?) -> ActionRefusal? {
        guard let payment, payment.kind == .lesson else { return .paidWithPackage }
        guard let hold = ExpiringHold(payment, booking), !hold.outlivesCapture else {
            return .holdLastsLongEnough
        }
        return nil
    }

    private static func refusal(
        ofAuthorizing booking: Booking, _ payment: Payment?, now: Int64
    ) -> ActionRefusal? {
        guard let payment, payment.kind == .lesson else { return .paidWithPackage }
        guard booking.status == .scheduled || booking.owedAmount ?? 0 > 0 else { return .nothingOwed }
        let isDue = payment.holdDueAt.map { $0 <= now } ?? false
        guard payment.status != .pending || payment.failures > 0 || isDue else { return .holdNotDue }
        return nil
    }
}

extension Booking {
    /// What of a lesson's payment may go back, in minor units: neither given back, nor on its way back, nor kept as a
    /// lesson of credit.
    ///
    /// - Parameter isMoving: a move of its money is under way, so that what is owed by then counts. Else what is owed
    ///   and was not moved cannot be: Stripe or the bank refused, and a person decides anew.
    package func refundable(_ payment: Payment, isMoving: Bool) -> Int64 {
        let left = (payment.capturedAmount ?? 0) - payment.refundAmount
        return max(0, (isMoving ? min(left, owedAmount ?? left) : left) - creditAmount)
    }
}
