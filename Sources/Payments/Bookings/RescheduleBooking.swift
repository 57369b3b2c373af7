// On a booking request's way: another time for a lesson. Its hold stays, and is renewed should it end too early.
internal import Basics
internal import PaymentRules
internal import Store

extension Bookings {
    /// `POST /bookings/{id}/reschedule`. A student may do it while a cancel would be free: otherwise a late cancel
    /// would be a matter of moving the lesson first.
    package func reschedule(
        _ id: Int64, startsAt: Int64, endsAt: Int64, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        if let kept = try await answerKept(for: request) { return kept }
        let now = clock.nowSeconds
        return try await perform(request) { [self] tx in
            guard let known = try await tx.booking(id), request.viewer.sees(known) else {
                throw BookingFailure.notFound("booking")
            }
            // The instructor's day first, as whoever books does: two that meet wait for each other in one order.
            _ = try await tx.lockInstructor(known.instructorID)
            var booking = try await lock(id, for: request.viewer, in: tx)
            var payment: Payment?
            if let paymentID = booking.paymentID { payment = try await tx.lockPayment(paymentID) }
            if let refusal = BookingActions.refusal(
                of: .reschedule, booking: booking.status, payment: booking.standing.status)
            {
                throw BookingFailure.refused(refusal)
            }
            if case .student = request.viewer {
                let terms = settlement(
                    of: .cancelled(by: .student), booking, payment, try await tx.policy(of: booking), at: now)
                guard terms.taken == 0 else {
                    throw BookingFailure.conflict(
                        code: "reschedule_too_late",
                        "So near to the lesson it cannot be moved any more: ask the instructor.")
                }
            }
            try await refuseOverlap(
                booking.instructorID, from: startsAt, to: endsAt, besides: booking.id, in: tx)
            booking.startsAt = startsAt
            booking.endsAt = endsAt
            booking.revision += 1
            booking.updatedAt = now
            try await tx.save(booking)
            try await tx.append(
                NewPaymentEvent(
                    .rescheduled, bookingID: booking.id, paymentID: booking.paymentID,
                    cause: "reschedule, asked for by \(request.caller)"),
                currency: booking.currency, now: now)
            guard let payment else { return Begun(subject: booking.id) }
            return Begun(subject: booking.id, operation: try await holdAnew(booking, payment, in: tx)?.id)
        }
    }

    /// A hold that was still to come is due by the new time, and one that has ended gets another.
    private func holdAnew(
        _ booking: Booking, _ payment: Payment, in tx: any Transaction
    ) async throws -> Operation? {
        guard payment.kind == .lesson, payment.status == .pending || payment.status == .released,
            try await tx.openOperation(ofPayment: payment.id) == nil
        else { return nil }
        var payment = payment
        switch timing.atBooking(now: clock.nowSeconds, startsAt: booking.startsAt) {
        case .later(let moment):
            payment.holdDueAt = moment
            try await tx.save(payment)
            return nil
        case .now:
            return try await movements.beginHold(payment, cause: "rescheduled", in: tx)
        }
    }
}
