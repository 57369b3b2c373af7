// On a job's way: whether there is anything for it to do, asked without writing, because most times there is not.

extension Transaction {
    /// Whether a move of money is open that nobody works on.
    package func hasAbandonedOperation(at now: Int64) async throws(StoreFailure) -> Bool {
        try await hasRow(
            "SELECT id FROM operations WHERE state = 'open' AND next_try_at <= $1 AND lease_until < $2 LIMIT 1",
            .integer(now), .integer(now))
    }

    package func hasKey(olderThan time: Int64) async throws(StoreFailure) -> Bool {
        try await hasRow("SELECT key FROM idempotency_keys WHERE created_at < $1 LIMIT 1", .integer(time))
    }

    package func hasFullBucket(nowMilliseconds: Int64) async throws(StoreFailure) -> Bool {
        try await hasRow(
            "SELECT name FROM rate_buckets WHERE full_at <= $1 LIMIT 1", .integer(nowMilliseconds * 1000))
    }

    private func hasRow(_ sql: String, _ values: SQLValue?...) async throws(StoreFailure) -> Bool {
        try await run(sql, values.map { $0 ?? .null }).first != nil
    }
}
