// On a request's way: what is left of its caller's limits, for all processes that share the database.
package import PaymentRules

extension Transaction {
    /// Takes one from each bucket, or from none.
    ///
    /// - Returns: nil when there was one in each.
    package func take(
        _ claims: [RateClaim], nowMilliseconds: Int64
    ) async throws(StoreFailure) -> RateRefusal? {
        var taken: [(name: String, bucket: TokenBucket)] = []
        var refusal: RateRefusal?
        // Locked in one order by everybody, so that no two wait for each other.
        for claim in claims.sorted(by: { $0.bucket < $1.bucket }) {
            let kept = try await lockBucket(claim.bucket)
            var bucket = kept
            switch bucket.take(claim.limit, nowMilliseconds: nowMilliseconds) {
            case .allowed: taken.append((claim.bucket, bucket))
            case .refused(let seconds):
                if bucket != kept { try await write(bucket, claim.bucket) }
                if seconds > refusal?.retryAfterSeconds ?? 0 {
                    refusal = RateRefusal(claim.kind, retryAfterSeconds: seconds)
                }
            }
        }
        if refusal == nil {
            for (name, bucket) in taken { try await write(bucket, name) }
        }
        return refusal
    }

    private func lockBucket(_ name: String) async throws(StoreFailure) -> TokenBucket {
        let sql = "SELECT full_at FROM rate_buckets WHERE name = $1 FOR UPDATE"
        var row = try await run(sql, .text(name)).first
        if row == nil {
            _ = try await insertIfNew(into: "rate_buckets", ["name": .text(name), "full_at": .integer(0)])
            row = try await run(sql, .text(name)).first
        }
        guard let row else { throw .unavailable("the rate bucket \(name) was dropped meanwhile") }
        return TokenBucket(fullAtMicroseconds: try row.integer("full_at"))
    }

    private func write(_ bucket: TokenBucket, _ name: String) async throws(StoreFailure) {
        try await run(
            "UPDATE rate_buckets SET full_at = $1 WHERE name = $2",
            .integer(bucket.fullAtMicroseconds), .text(name))
    }

    /// Those that are full say nothing that a missing one would not.
    ///
    /// - Returns: how many were dropped.
    package func dropFullBuckets(nowMilliseconds: Int64, limit: Int64) async throws(StoreFailure) -> Int {
        // Asked twice: between the two somebody may have taken from it.
        try await run(
            """
            DELETE FROM rate_buckets WHERE full_at <= $1
                AND name IN (SELECT name FROM rate_buckets WHERE full_at <= $2 LIMIT $3)
            """,
            .integer(nowMilliseconds * 1000), .integer(nowMilliseconds * 1000), .integer(limit)
        ).changes
    }
}
