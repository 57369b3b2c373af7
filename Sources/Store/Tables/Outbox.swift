// On the way out of what is owed: written with the fact that it tells; delivered by a job, a mail or a webhook.

/// How something leaves the outbox.
package enum OutboxChannel: Sendable {
    /// To people: `student`, `instructor`, `staff`.
    case mail
    /// To the service that a payment is made for.
    case hook

    /// Whose rows are no mails.
    package static let service = "service"

    fileprivate var condition: String {
        switch self {
        case .mail: "recipient <> '\(Self.service)'"
        case .hook: "recipient = '\(Self.service)'"
        }
    }
}

/// A mail or a webhook that is owed.
package struct OutboxEntry: Sendable, Equatable {
    package let id: Int64
    /// Of a webhook the type of its event.
    package let template: String
    /// `student`, `instructor`, `staff` or `service`.
    package let recipient: String
    package let bookingID: Int64?
    package let paymentID: Int64?
    package let amount: Int64?
    /// The same at every attempt, so that what arrives twice is seen to be one.
    package let messageID: String
    package let attempts: Int64
    /// Of the lease under which it is being delivered.
    package let fence: Int64
    package let createdAt: Int64
}

/// What is kept of a mail that was sent.
package struct SentMail: Sendable, Equatable {
    /// Its reader's address.
    package let to: String
    /// Without its links' addresses.
    package let text: String

    package init(to: String, text: String) {
        self.to = to
        self.text = text
    }
}

/// A mail as it stands in the outbox. Its text is made when it is sent.
package struct KeptMail: Sendable, Equatable {
    package let entry: OutboxEntry
    package let sentAt: Int64?
    /// nil also when it was sent before that was kept.
    package let sent: SentMail?
    package let gaveUpAt: Int64?
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

    /// Whether something waits for its delivery and nobody is at it.
    package func hasOutbox(_ channel: OutboxChannel, due now: Int64) async throws(StoreFailure) -> Bool {
        try await run(
            "SELECT id FROM outbox WHERE \(Self.waiting(channel)) LIMIT 1", .integer(now), .integer(now)
        ).first != nil
    }

    /// When the oldest was owed of what is neither delivered nor given up; nil when nothing is.
    package func oldestOwed(_ channel: OutboxChannel) async throws(StoreFailure) -> Int64? {
        try await run(
            """
            SELECT MIN(created_at) AS oldest FROM outbox
                WHERE sent_at IS NULL AND gave_up_at IS NULL AND \(channel.condition)
            """
        ).first?.integer(orNull: "oldest")
    }

    /// Takes what is due the longest, until `leaseUntil`.
    package func leaseOutbox(
        _ channel: OutboxChannel, due now: Int64, leaseUntil: Int64
    ) async throws(StoreFailure) -> OutboxEntry? {
        let due = try await run(
            "SELECT id FROM outbox WHERE \(Self.waiting(channel)) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
            .integer(now), .integer(now))
        guard let row = due.first else { return nil }
        return try await run(
            "UPDATE outbox SET lease_until = $1, fence = fence + 1 WHERE id = $2 RETURNING *",
            .integer(leaseUntil), .integer(try row.integer("id"))
        ).first?.outboxEntry()
    }

    /// Closes all that waits, because there is nobody to deliver it to.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func giveUpOutbox(
        _ channel: OutboxChannel, error: String, now: Int64
    ) async throws(StoreFailure) -> Int {
        try await run(
            "UPDATE outbox SET gave_up_at = $1, last_error = $3 WHERE \(Self.waiting(channel))",
            .integer(now), .integer(now), .text(error)
        ).changes
    }

    /// `$1` and `$2` are now.
    private static func waiting(_ channel: OutboxChannel) -> String {
        """
        sent_at IS NULL AND gave_up_at IS NULL AND due_at <= $1 AND lease_until < $2 AND \(channel.condition)
        """
    }

    /// - Parameter mail: nil when it was none.
    /// - Returns: false when somebody else took it over meanwhile.
    @discardableResult
    package func markSent(
        _ entry: OutboxEntry, as mail: SentMail?, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await run(
            """
            UPDATE outbox SET sent_at = $1, sent_to = $2, sent_text = $3, last_error = NULL
                WHERE id = $4 AND fence = $5
            """,
            [
                .integer(now), .optional(mail?.to), .optional(mail?.text), .integer(entry.id),
                .integer(entry.fence),
            ]
        ).changes == 1
    }

    /// - Parameter dueAt: nil gives it up.
    package func markUnsent(
        _ entry: OutboxEntry, error: String, dueAt: Int64?, now: Int64
    ) async throws(StoreFailure) {
        try await run(
            """
            UPDATE outbox SET attempts = attempts + 1, last_error = $1, due_at = $2, gave_up_at = $3,
                lease_until = 0 WHERE id = $4 AND fence = $5
            """,
            [
                .text(error), .integer(dueAt ?? now), .optional(dueAt == nil ? now : nil),
                .integer(entry.id), .integer(entry.fence),
            ])
    }

    /// Those that tell these facts, the oldest first, whatever became of them.
    package func mails(ofFacts facts: [String]) async throws(StoreFailure) -> [KeptMail] {
        guard !facts.isEmpty else { return [] }
        let places = facts.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let rows = try await run(
            "SELECT * FROM outbox WHERE fact IN (\(places)) AND \(OutboxChannel.mail.condition) ORDER BY id",
            facts.map { .text($0) })
        var mails: [KeptMail] = []
        for row in rows.rows {
            mails.append(
                KeptMail(
                    entry: try row.outboxEntry(), sentAt: try row.integer(orNull: "sent_at"),
                    sent: try row.sentMail(), gaveUpAt: try row.integer(orNull: "gave_up_at")))
        }
        return mails
    }

    /// The newest first, delivered or not.
    package func outbox(
        _ channel: OutboxChannel, limit: Int64
    ) async throws(StoreFailure) -> [OutboxEntry] {
        var entries: [OutboxEntry] = []
        let rows = try await run(
            "SELECT * FROM outbox WHERE \(channel.condition) ORDER BY id DESC LIMIT $1", .integer(limit))
        for row in rows.rows { entries.append(try row.outboxEntry()) }
        return entries
    }
}

extension SQLRow {
    fileprivate func outboxEntry() throws(StoreFailure) -> OutboxEntry {
        OutboxEntry(
            id: try integer("id"), template: try text("template"), recipient: try text("recipient"),
            bookingID: try integer(orNull: "booking_id"), paymentID: try integer(orNull: "payment_id"),
            amount: try integer(orNull: "amount"), messageID: try text("message_id"),
            attempts: try integer("attempts"), fence: try integer("fence"),
            createdAt: try integer("created_at"))
    }

    fileprivate func sentMail() throws(StoreFailure) -> SentMail? {
        guard let to = try text(orNull: "sent_to"), let text = try text(orNull: "sent_text") else {
            return nil
        }
        return SentMail(to: to, text: text)
    }
}
