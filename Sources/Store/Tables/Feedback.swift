// On the way of what people say to its tables: a lesson's rating, a ticket about a hold.

package struct Rating: Sendable, Equatable {
    package let stars: Int64
    package let comment: String
}

extension Transaction {
    /// - Returns: false when the lesson was rated before; the first word stands.
    package func rate(
        booking: Int64, stars: Int64, comment: String, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await insertIfNew(
            into: "ratings",
            [
                "booking_id": .integer(booking), "stars": .integer(stars), "comment": .text(comment),
                "created_at": .integer(now),
            ])
    }

    package func rating(ofBooking booking: Int64) async throws(StoreFailure) -> Rating? {
        let row = try await run("SELECT * FROM ratings WHERE booking_id = $1", [.integer(booking)]).first
        guard let row else { return nil }
        return Rating(stars: try row.integer("stars"), comment: try row.text("comment"))
    }

    package func insertTicket(
        topic: String, booking: Int64?, student: Int64?, message: String, now: Int64
    ) async throws(StoreFailure) -> Int64 {
        try await insert(
            into: "support_tickets",
            [
                "topic": .text(topic), "booking_id": .optional(booking), "student_id": .optional(student),
                "message": .text(message), "created_at": .integer(now),
            ])
    }

    package func ticketCount(topic: String, from start: Int64, to end: Int64) async throws(StoreFailure)
        -> Int64
    {
        try await run(
            """
            SELECT COUNT(*) AS count FROM support_tickets
                WHERE topic = $1 AND created_at >= $2 AND created_at < $3
            """, [.text(topic), .integer(start), .integer(end)]
        ).first?.integer("count") ?? 0
    }
}
