// On a marketplace request's way: the house's own figures about gigs, a day at a time.
internal import Basics
internal import Store

/// What was paid for gigs in a window, as it stands now: a refund counts on its payment's day. Amounts are in cents.
package struct GigDashboard: Sendable, Equatable {
    package struct Totals: Sendable, Equatable {
        package var payments: Int64 = 0
        package var gross: Int64 = 0
        package var refunded: Int64 = 0
        /// What the house has of it, before Stripe's fees and disputes.
        package var fees: Int64 = 0
        /// In the teachers' own accounts.
        package var teacherShare: Int64 = 0
        package var stripeFees: Int64 = 0
        /// Taken back by banks, for good or until it is decided.
        package var disputed: Int64 = 0
    }

    package struct Day: Sendable, Equatable {
        /// In UTC: `2026-11-21`.
        package let date: String
        package let payments: Int64
        package let gross: Int64
        package let refunded: Int64
        package let fees: Int64
    }

    package let totals: Totals
    /// Of all time: refund requests that are not decided, or whose money is on its way.
    package let openRequests: Int64
    /// Those on which something was paid, in order.
    package let days: [Day]
}

extension Marketplace {
    /// `GET /api/payments/dashboard/`, of a window in Unix seconds, the end exclusive.
    package func dashboard(from start: Int64, to end: Int64) async throws(BookingFailure) -> GigDashboard {
        try await storing { [database] in
            try await database.read { tx in
                let days = try await tx.gigDays(from: start, to: end)
                return GigDashboard(
                    totals: GigDashboard.Totals(days), openRequests: try await tx.openRefundRequestsCount(),
                    days: days.map(GigDashboard.Day.init))
            }
        }
    }
}

extension GigDay {
    fileprivate var houseFees: Int64 { gross - refunded - teacherShare }
}

extension GigDashboard.Totals {
    fileprivate init(_ days: [GigDay]) {
        for day in days {
            payments += day.payments
            gross += day.gross
            refunded += day.refunded
            fees += day.houseFees
            teacherShare += day.teacherShare
            stripeFees += day.stripeFees
            disputed += day.disputed
        }
    }
}

extension GigDashboard.Day {
    fileprivate init(_ day: GigDay) {
        date = String(CivilTime.rfc3339(day.day * 86_400).prefix { $0 != "T" })
        payments = day.payments
        gross = day.gross
        refunded = day.refunded
        fees = day.houseFees
    }
}
