// On a request's way: a caller's own key for it, and what was answered under that key.
internal import Basics

/// A caller's key as it stands in its table.
package struct IdempotencyRecord: Sendable {
    package struct Answer: Sendable, Equatable {
        package let status: Int64
        package let body: String

        package init(status: Int64, body: String) {
            self.status = status
            self.body = body
        }
    }

    package let requestHash: String
    /// The booking or the payment that it is about.
    package let subjectID: Int64?
    package let operationID: Int64?
    package let lockedUntil: Int64
    /// nil until one was given.
    package let answer: Answer?
}

extension Transaction {
    /// - Returns: false when the caller used the key before.
    package func claimKey(
        _ key: String, of caller: String, requestHash: String, lockedUntil: Int64, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await insertIfNew(
            into: "idempotency_keys",
            [
                "caller": .text(caller), "key": .text(key), "request_hash": .text(requestHash),
                "locked_until": .integer(lockedUntil), "created_at": .integer(now),
            ])
    }

    package func key(_ key: String, of caller: String) async throws(StoreFailure) -> IdempotencyRecord? {
        try await record("SELECT * FROM idempotency_keys WHERE caller = $1 AND key = $2", key, caller)
    }

    /// The key, which nobody else takes up until this transaction is over.
    package func lockKey(
        _ key: String, of caller: String
    ) async throws(StoreFailure) -> IdempotencyRecord? {
        try await record(
            "SELECT * FROM idempotency_keys WHERE caller = $1 AND key = $2 FOR UPDATE", key, caller)
    }

    private func record(
        _ sql: String, _ key: String, _ caller: String
    ) async throws(StoreFailure) -> IdempotencyRecord? {
        guard let row = try await run(sql, [.text(caller), .text(key)]).first else { return nil }
        var answer: IdempotencyRecord.Answer?
        if let status = try row.integer(orNull: "status"), let body = try row.text(orNull: "body") {
            answer = IdempotencyRecord.Answer(status: status, body: body)
        }
        return IdempotencyRecord(
            requestHash: try row.text("request_hash"), subjectID: try row.integer(orNull: "subject_id"),
            operationID: try row.integer(orNull: "operation_id"),
            lockedUntil: try row.integer("locked_until"), answer: answer)
    }

    /// What the request is about, so that it can be finished by whoever asks next.
    package func note(
        subject: Int64?, operation: Int64?, lockedUntil: Int64, underKey key: String, of caller: String
    ) async throws(StoreFailure) {
        try await run(
            """
            UPDATE idempotency_keys SET subject_id = $1, operation_id = $2, locked_until = $3
                WHERE caller = $4 AND key = $5
            """,
            [
                .optional(subject), .optional(operation), .integer(lockedUntil), .text(caller), .text(key),
            ])
    }

    package func keep(
        _ answer: IdempotencyRecord.Answer, underKey key: String, of caller: String
    ) async throws(StoreFailure) {
        try await run(
            "UPDATE idempotency_keys SET status = $1, body = $2 WHERE caller = $3 AND key = $4",
            [.integer(answer.status), .text(answer.body), .text(caller), .text(key)])
    }

    /// Nobody is at work on it any more, and there is no answer yet.
    package func unlockKey(_ key: String, of caller: String) async throws(StoreFailure) {
        try await run(
            "UPDATE idempotency_keys SET locked_until = 0 WHERE caller = $1 AND key = $2",
            [.text(caller), .text(key)])
    }

    /// - Returns: how many were dropped.
    package func dropKeys(olderThan time: Int64, limit: Int64) async throws(StoreFailure) -> Int {
        try await run(
            """
            DELETE FROM idempotency_keys WHERE (caller, key) IN (SELECT caller, key FROM idempotency_keys
                WHERE created_at < $1 ORDER BY created_at LIMIT $2)
            """, [.integer(time), .integer(limit)]
        ).changes
    }
}
