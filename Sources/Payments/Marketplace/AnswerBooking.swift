// On a marketplace request's way: what a teacher does with a booked gig, and what the clock does when they do nothing.
internal import Basics
package import PaymentRules
internal import Store

extension Marketplace {
    /// `POST /api/bookings/{id}/confirm/`, `/decline/` and `/start/`. A decline gives everything back.
    package func act(
        _ action: GigAction, on id: Int64, _ request: GigRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            let answer = answer(to: request)
            if let kept = try await requests.answerKept(for: request.identity, answer: answer) { return kept }
            return try await requests.perform(
                request.identity, begin: { tx in try await begin(action, id, request, in: tx) },
                answer: answer)
        }
    }

    private func begin(
        _ action: GigAction, _ id: Int64, _ request: GigRequest, in tx: any Transaction
    ) async throws -> Begun {
        guard let known = try await tx.gigBooking(id), request.viewer.sees(known),
            let payment = try await tx.lockPayment(known.paymentID), let booking = try await tx.gigBooking(id)
        else { throw Self.noGigBooking }
        switch GigAction.table.verdict(on: action, in: booking.status) {
        case .refused(let refusal): throw BookingFailure.conflict(code: refusal.rawValue, refusal.text)
        case .done:
            let open = try await tx.openOperation(ofPayment: payment.id)
            return Begun(subject: payment.id, operation: open?.id, isBehind: open != nil)
        case .allowed: break
        }
        let move = try await movements.end(
            booking, payment, as: action.status, cause: "\(action.rawValue), by \(request.identity.caller)",
            in: tx)
        return Begun(subject: payment.id, operation: move?.id)
    }
}

extension Movements {
    /// Writes down where a booked gig stands from now on; of one that is not to be, all is given back.
    ///
    /// - Parameter payment: locked.
    func end(
        _ booking: GigBooking, _ payment: Payment, as status: GigBookingStatus, cause: String,
        in tx: any Transaction
    ) async throws -> Operation? {
        let now = clock.nowSeconds
        var booking = booking
        booking.status = status
        booking.updatedAt = now
        if !status.takesSeat { booking.owedAmount = 0 }
        try await tx.save(booking)
        if let type = status.event {
            try await tx.append(
                NewPaymentEvent(type, bookingID: nil, paymentID: payment.id, cause: cause),
                currency: payment.currency, now: now)
        }
        return try await pursue(booking.owedAmount, payment, cause: cause, in: tx)
    }
}

extension GigAction {
    fileprivate var status: GigBookingStatus {
        switch self {
        case .confirm: .confirmed
        case .decline: .declined
        case .start: .started
        }
    }
}

extension GigBookingStatus {
    /// What is told of it in the payment's history; nil for what the payment itself tells.
    fileprivate var event: PaymentEventType? {
        switch self {
        case .confirmed: .gigConfirmed
        case .declined: .gigDeclined
        case .started: .gigStarted
        case .expired: .gigExpired
        case .unpaid, .requested, .failed, .cancelled: nil
        }
    }
}
