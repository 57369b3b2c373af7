// Beside every request's way: what another policy would have made of the cancels and no-shows there were.
package import Basics
package import PaymentRules
internal import Store

/// What a policy would have changed.
package struct PolicyRehearsal: Sendable {
    package struct Difference: Sendable {
        package let booking: Int64
        package let end: BookingEnd
        package let endedAt: Int64
        package let currency: Currency
        package let was: Settlement
        package let would: Settlement
    }

    /// Cancels and no-shows that were looked at.
    package var count = 0
    /// Those that would have been settled otherwise, in the order of their numbers.
    package var differences: [Difference] = []
}

extension Bookings {
    /// Settles each cancel and no-show of a window again, at the moment it happened: by the policy it was booked under,
    /// and by this one. Nothing is changed. A settlement that a quote had promised is compared as if there were none.
    package func rehearse(
        _ policy: Policy, from start: Int64, to end: Int64
    ) async throws(BookingFailure) -> PolicyRehearsal {
        try await storing { [self] in
            var rehearsal = PolicyRehearsal()
            var cursor: Int64 = 0
            while true {
                let last = cursor
                let page = try await database.read { tx in
                    var page: [(booking: Booking, policy: Policy)] = []
                    let ended = try await tx.endedBookings(
                        from: start, to: end, after: last, limit: Self.rehearsalPage)
                    for booking in ended { page.append((booking, try await tx.policy(of: booking))) }
                    return page
                }
                guard let next = page.last?.booking.id else { return rehearsal }
                cursor = next
                for (booking, own) in page { rehearsal.add(booking, own: own, other: policy) }
            }
        }
    }

    private static let rehearsalPage: Int64 = 500
}

extension PolicyRehearsal {
    fileprivate mutating func add(_ booking: Booking, own: Policy, other: Policy) {
        guard let party = booking.endedBy, let endedAt = booking.endedAt else { return }
        count += 1
        let end: BookingEnd = booking.status == .noShow ? .noShow(of: party) : .cancelled(by: party)
        func settled(by policy: Policy) -> Settlement {
            policy.settlement(of: end, amount: booking.amount, startsAt: booking.startsAt, at: endedAt)
        }
        let (was, would) = (settled(by: own), settled(by: other))
        guard (was.keep, was.credit) != (would.keep, would.credit) else { return }
        differences.append(
            Difference(
                booking: booking.id, end: end, endedAt: endedAt, currency: booking.currency, was: was,
                would: would))
    }
}
