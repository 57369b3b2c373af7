// On the way of the shop's own figures: how holds fare, counted from what happened.
internal import Basics
package import PaymentRules
internal import Store

extension Bookings {
    /// `GET /analytics`: the six figures over a window in Unix seconds, the end exclusive.
    package func figures(from start: Int64, to end: Int64) async throws(BookingFailure) -> HoldFigures {
        try await storing { [database] in
            try await database.read { tx in
                try await tx.figures(of: try await tx.holds(triedFrom: start, to: end), from: start, to: end)
            }
        }
    }

    /// `GET /admin/figures`: the same over several windows that end together, counted from one reading.
    package func figures(
        overDays days: [Int64], to end: Int64
    ) async throws(BookingFailure) -> [HoldFigures] {
        try await storing { [database] in
            try await database.read { tx in
                let start = end - (days.max() ?? 0) * 86_400
                let holds = try await tx.holds(triedFrom: start, to: end)
                var figures: [HoldFigures] = []
                for days in days {
                    figures.append(try await tx.figures(of: holds, from: end - days * 86_400, to: end))
                }
                return figures
            }
        }
    }

    /// `POST /support-tickets`.
    ///
    /// - Returns: its number.
    package func addTicket(
        _ topic: SupportTopic, booking: Int64?, message: String, for viewer: BookingViewer
    ) async throws(BookingFailure) -> Int64 {
        let now = clock.nowSeconds
        return try await storing { [self] in
            try await database.transaction { tx in
                var student: Int64?
                if let booking {
                    student = try await lock(booking, for: viewer, in: tx).studentID
                } else if case .student(let id) = viewer {
                    student = id
                }
                return try await tx.insertTicket(
                    topic: topic.rawValue, booking: booking, student: student, message: message, now: now)
            }
        }
    }
}

extension Transaction {
    /// So many payments' histories are in memory at once, however long a window is.
    private static var stretch: Int64 { 2000 }

    fileprivate func holds(triedFrom start: Int64, to end: Int64) async throws -> HoldTally {
        var tally = HoldTally()
        guard let payments = try await paymentsTried(from: start, to: end) else { return tally }
        for first in stride(from: payments.lowerBound, through: payments.upperBound, by: Int(Self.stretch)) {
            let last = min(first + Self.stretch - 1, payments.upperBound)
            tally.add(try await holdSteps(ofPayments: first...last))
        }
        return tally
    }

    fileprivate func figures(
        of holds: HoldTally, from start: Int64, to end: Int64
    ) async throws -> HoldFigures {
        let tickets = try await ticketCount(topic: SupportTopic.hold.rawValue, from: start, to: end)
        return holds.figures(from: start, to: end, holdSupportTickets: Int(tickets))
    }
}

/// What a ticket is about.
package enum SupportTopic: String, Sendable, CaseIterable {
    /// A hold on a card's statement.
    case hold
    case refund
    case other
}
