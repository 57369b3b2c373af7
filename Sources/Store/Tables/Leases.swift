// On a job's way: who runs it just now, so that several processes share the work and none does it twice.
package import PaymentRules

package struct Lease: Sendable, Equatable {
    package let name: String
    /// Grows with each holder; what an older one says is refused.
    package let fence: Int64
    /// How far the job has read.
    package let cursor: String?
}

extension Transaction {
    /// nil while somebody else holds it.
    package func takeLease(
        _ name: String, owner: String, until: Int64, now: Int64
    ) async throws(StoreFailure) -> Lease? {
        _ = try await insertIfNew(
            into: "leases", ["name": .text(name), "until": .integer(0), "fence": .integer(0)])
        let rows = try await run(
            """
            UPDATE leases SET owner = $1, until = $2, fence = fence + 1, started_at = $3
                WHERE name = $4 AND until < $5 RETURNING fence, cursor
            """, [.text(owner), .integer(until), .integer(now), .text(name), .integer(now)])
        guard let row = rows.first else { return nil }
        return Lease(name: name, fence: try row.integer("fence"), cursor: try row.text(orNull: "cursor"))
    }

    /// - Parameter error: nil when it went well.
    /// - Returns: false when the lease was somebody else's meanwhile.
    @discardableResult
    package func giveBack(
        _ lease: Lease, cursor: String?, error: String?, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await run(
            """
            UPDATE leases SET until = 0, owner = NULL, cursor = $1, last_error = $2,
                succeeded_at = COALESCE($3, succeeded_at) WHERE name = $4 AND fence = $5
            """,
            [
                .optional(cursor), .optional(error), .optional(error == nil ? now : nil), .text(lease.name),
                .integer(lease.fence),
            ]
        ).changes == 1
    }

    /// When the job last went well; nil when it never did, or failed since.
    package func lastSuccess(of name: String) async throws(StoreFailure) -> Int64? {
        try await run("SELECT succeeded_at FROM leases WHERE name = $1 AND last_error IS NULL", [.text(name)])
            .first?.integer(orNull: "succeeded_at")
    }

    /// The job looked and found nothing to do; what somebody else is at stays theirs.
    package func noteRest(of name: String, now: Int64) async throws(StoreFailure) {
        _ = try await insertIfNew(
            into: "leases", ["name": .text(name), "until": .integer(0), "fence": .integer(0)])
        try await run(
            """
            UPDATE leases SET started_at = $1, succeeded_at = $2, last_error = NULL
                WHERE name = $3 AND until < $4
            """, [.integer(now), .integer(now), .text(name), .integer(now)])
    }

    package func jobStandings() async throws(StoreFailure) -> [JobStanding] {
        var standings: [JobStanding] = []
        for row in try await run("SELECT * FROM leases ORDER BY name", []).rows {
            standings.append(
                JobStanding(
                    name: try row.text("name"), startedAt: try row.integer(orNull: "started_at"),
                    succeededAt: try row.integer(orNull: "succeeded_at"),
                    lastError: try row.text(orNull: "last_error")))
        }
        return standings
    }
}
