// On a mail's way: what is owed, written with the fact that it tells; delivered by a job.

/// A mail that is owed.
package struct OutboxMail: Sendable, Equatable {
    package let id: Int64
    package let template: String
    /// `student`, `instructor` or `staff`.
    package let recipient: String
    package let bookingID: Int64?
    package let paymentID: Int64?
    package let amount: Int64?
    /// The same at every attempt, so that a mail that arrives twice is seen to be one.
    package let messageID: String
    package let attempts: Int64
    /// Of the lease under which it is being delivered.
    package let fence: Int64
    package let createdAt: Int64
}

extension Transaction {
    /// Once a fact, however often it is seen.
    ///
    /// - Returns: false when it was owed before.
    package func owe(
        _ template: String, to recipient: String, fact: String, booking: Int64?, payment: Int64?,
        amount: Int64?, messageID: String, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await insertIfNew(
            into: "outbox",
            [
                "fact": .text(fact), "template": .text(template), "recipient": .text(recipient),
                "booking_id": .optional(booking), "payment_id": .optional(payment),
                "amount": .optional(amount), "message_id": .text(messageID), "due_at": .integer(now),
                "created_at": .integer(now),
            ])
    }

    /// Takes the mails that are due, the longest due first, until `leaseUntil`.
    package func leaseMails(
        due now: Int64, leaseUntil: Int64, limit: Int64
    ) async throws(StoreFailure) -> [OutboxMail] {
        let rows = try await run(
            """
            SELECT id FROM outbox WHERE sent_at IS NULL AND gave_up_at IS NULL AND due_at <= $1
                AND lease_until < $2 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
            """, [.integer(now), .integer(now), .integer(limit)])
        var mails: [OutboxMail] = []
        for row in rows.rows {
            let taken = try await run(
                "UPDATE outbox SET lease_until = $1, fence = fence + 1 WHERE id = $2 RETURNING *",
                [.integer(leaseUntil), .integer(try row.integer("id"))])
            if let mail = taken.first { mails.append(try mail.outboxMail()) }
        }
        return mails
    }

    /// - Returns: false when somebody else took the mail over meanwhile.
    @discardableResult
    package func markSent(_ mail: OutboxMail, now: Int64) async throws(StoreFailure) -> Bool {
        try await run(
            "UPDATE outbox SET sent_at = $1, last_error = NULL WHERE id = $2 AND fence = $3",
            [.integer(now), .integer(mail.id), .integer(mail.fence)]
        ).changes == 1
    }

    /// - Parameter dueAt: nil gives it up.
    package func markUnsent(
        _ mail: OutboxMail, error: String, dueAt: Int64?, now: Int64
    ) async throws(StoreFailure) {
        try await run(
            """
            UPDATE outbox SET attempts = attempts + 1, last_error = $1, due_at = $2, gave_up_at = $3,
                lease_until = 0 WHERE id = $4 AND fence = $5
            """,
            [
                .text(error), .integer(dueAt ?? now), .optional(dueAt == nil ? now : nil),
                .integer(mail.id), .integer(mail.fence),
            ])
    }

    /// The newest first, sent or not.
    package func mails(limit: Int64) async throws(StoreFailure) -> [OutboxMail] {
        var mails: [OutboxMail] = []
        let rows = try await run("SELECT * FROM outbox ORDER BY id DESC LIMIT $1", [.integer(limit)])
        for row in rows.rows { mails.append(try row.outboxMail()) }
        return mails
    }
}

extension SQLRow {
    fileprivate func outboxMail() throws(StoreFailure) -> OutboxMail {
        OutboxMail(
            id: try integer("id"), template: try text("template"), recipient: try text("recipient"),
            bookingID: try integer(orNull: "booking_id"), paymentID: try integer(orNull: "payment_id"),
            amount: try integer(orNull: "amount"), messageID: try text("message_id"),
            attempts: try integer("attempts"), fence: try integer("fence"),
            createdAt: try integer("created_at"))
    }
}
