// On the way of the shop's own figures: how holds fare, counted from what happened.
internal import Basics
package import PaymentRules
internal import Store

extension Bookings {
    /// `GET /analytics`: the six figures over a window in Unix seconds, the end exclusive.
    package func figures(from start: Int64, to end: Int64) async throws(BookingFailure) -> HoldFigures {
        try await storing { [database] in
            try await database.read { tx in
                let tickets = try await tx.ticketCount(
                    topic: SupportTopic.hold.rawValue, from: start, to: end)
                let events = try await tx.holdEvents(from: start, to: end)
                return HoldFigures.compute(events, from: start, to: end, holdSupportTickets: Int(tickets))
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

/// What a ticket is about.
package enum SupportTopic: String, Sendable, CaseIterable {
    /// A hold on a card's statement.
    case hold
    case refund
    case other
}
