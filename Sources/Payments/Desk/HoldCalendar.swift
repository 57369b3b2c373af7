// On the way of the desk's calendar: every open hold, and what becomes of it if nobody does anything.
internal import Basics
package import PaymentRules
internal import Store

package struct CalendarHold: Sendable {
    package enum Fate: Sendable, Equatable {
        /// Its lesson is over by then, and the money is taken.
        case captured
        case renewed
        /// Nothing is done but to tell the staff: at its end the money is free again.
        case told
        /// Of another service, whose business it is.
        case others
    }

    package let hold: EndingHold
    package let fate: Fate
    /// When the jobs do that, in Unix seconds.
    package let at: Int64
}

extension Bookings {
    /// `GET /admin/holds`: those that end within that time, the nearest end first.
    package func holdCalendar(
        _ mode: ExpiringHoldsMode, secondsAhead: Int64
    ) async throws(BookingFailure) -> [CalendarHold] {
        let now = clock.nowSeconds
        return try await storing { [database] in
            try await database.read { tx in
                try await tx.holds(endingBefore: now + secondsAhead).map { $0.dated(mode, now: now) }
            }
        }
    }
}

extension EndingHold {
    /// As the jobs decide it: a lesson is captured an hour after it, unless its hold ends before.
    fileprivate func dated(_ mode: ExpiringHoldsMode, now: Int64) -> CalendarHold {
        let end = payment.authorizationExpiresAt ?? now
        guard let booking = booking?.booking, let hold = ExpiringHold(payment, booking) else {
            return CalendarHold(hold: self, fate: .others, at: end)
        }
        let look = max(now, end - ExpiringHold.noticeSeconds + 1)
        let captured = booking.endsAt + ExpiringHold.captureGraceSeconds
        let action = hold.action(mode: mode, now: look)
        guard action != .leave, captured > look else {
            return CalendarHold(hold: self, fate: .captured, at: captured)
        }
        let fate: CalendarHold.Fate =
            switch action {
            case .capture, .leave: .captured
            case .renew: .renewed
            case .tellStaff: .told
            }
        return CalendarHold(hold: self, fate: fate, at: look)
    }
}
