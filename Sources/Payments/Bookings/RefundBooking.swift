// On a booking request's way: some of what was captured for a lesson is given back, or all; staff decide it.
package import Basics
internal import PaymentRules
internal import Store

/// What is to go back, and why.
package struct BookingRefund: Sendable, Equatable {
    /// In minor units; nil gives back all that is left.
    package let amount: Int64?
    /// Which the payment must be in; nil when nothing was said about it.
    package let currency: Currency?
    /// Stands in the payment's story, which the student may read too.
    package let reason: String?

    package init(amount: Int64?, currency: Currency? = nil, reason: String?) {
        self.amount = amount
        self.currency = currency
        self.reason = reason
    }
}

extension Bookings {
    /// `POST /bookings/{id}/refund`: whatever became of the lesson, and beyond what its policy gave back. While another
    /// move of the money is open, this one follows it.
    package func refund(
        _ id: Int64, _ refund: BookingRefund, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        if let kept = try await answerKept(for: request) { return kept }
        return try await perform(request) { [self] tx in
            let (found, payment) = try await lock(id, for: .refund, request, in: tx)
            var booking = found
            try booking.refuseOther(refund.currency)
            let open = try await tx.openOperation(ofPayment: payment.id)
            let left = booking.refundable(payment, isMoving: open != nil)
            guard left > 0 else { throw BookingFailure.refused(.alreadyRefunded) }
            let amount = refund.amount ?? left
            try refuse(amount, beyond: left, booking)
            booking.owedAmount = left + booking.creditAmount - amount
            booking.revision += 1
            booking.updatedAt = clock.nowSeconds
            try await tx.save(booking)
            let move = try await movements.pursue(
                booking.owedAmount, payment,
                cause: MovementCause.refund(askedForBy: request.caller, refund.reason), in: tx)
            if let move { return Begun(subject: id, operation: move.id) }
            guard let open else { throw BookingFailure.refundCameBack }
            return Begun(subject: id, operation: open.id, isBehind: true)
        }
    }

    private func refuse(_ amount: Int64, beyond left: Int64, _ booking: Booking) throws(BookingFailure) {
        guard (1...left).contains(amount) else {
            let most = Money(minorUnits: left, currency: booking.currency).displayText
            throw .invalid(
                field: "amount", code: "amount_too_large",
                "At most what was captured and not given back can be: \(most).")
        }
        guard amount < left else { return }
        try Money(minorUnits: amount, currency: booking.currency).refuseBetweenSteps()
    }
}

// MARK: What others share

extension Bookings {
    /// The booking and its payment, locked, if the caller may see it and the action may be done.
    func lock(
        _ id: Int64, for action: BookingAction, _ request: CallerRequest, in tx: any Transaction
    ) async throws -> (booking: Booking, payment: Payment) {
        let booking = try await lock(id, for: request.viewer, in: tx)
        var payment: Payment?
        if let paymentID = booking.paymentID { payment = try await tx.lockPayment(paymentID) }
        let refusal = BookingActions.refusal(of: action, booking, payment, now: clock.nowSeconds)
        if let refusal { throw BookingFailure.refused(refusal) }
        guard let payment else { throw BookingFailure.refused(.paidWithPackage) }
        return (booking, payment)
    }
}

extension Booking {
    /// Amounts in whole units mean the booking's own currency, or say so.
    func refuseOther(_ currency: Currency?) throws(BookingFailure) {
        guard currency == nil || currency == self.currency else {
            throw .invalid(
                field: "currency", code: "currency_mismatch",
                "The booking is in \(self.currency.code): its money cannot be moved in another currency.")
        }
    }
}
