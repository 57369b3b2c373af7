// At the start: whose database this is, and the policies its bookings were made under.
package import Basics

package struct House: Sendable {
    /// Of Stripe; nil until it was learned.
    package let stripeAccount: String?
    package let linkSecret: Secret
}

extension Transaction {
    /// The house, made when there is none yet.
    package func house(newSecret: String, now: Int64) async throws(StoreFailure) -> House {
        try await run(
            "INSERT INTO house (id, link_secret, created_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING",
            [.text(newSecret), .integer(now)])
        guard let row = try await run("SELECT * FROM house WHERE id = 1", []).first else {
            throw .malformed("the house has no row")
        }
        return House(
            stripeAccount: try row.text(orNull: "stripe_account"),
            linkSecret: Secret(try row.text("link_secret")))
    }

    /// Whose the database is; nil until it was learned.
    package func houseAccount() async throws(StoreFailure) -> String? {
        try await run("SELECT stripe_account FROM house WHERE id = 1", []).first?
            .text(orNull: "stripe_account")
    }

    /// - Returns: false when the database belongs to another account already.
    package func claimHouse(forAccount account: String) async throws(StoreFailure) -> Bool {
        try await run(
            "UPDATE house SET stripe_account = $1 WHERE id = 1 AND (stripe_account IS NULL OR stripe_account = $2)",
            [.text(account), .text(account)]
        ).changes == 1
    }

    package func keepPolicy(
        hash: String, name: String, document: String, now: Int64
    ) async throws(StoreFailure) {
        _ = try await insertIfNew(
            into: "policies",
            [
                "hash": .text(hash), "name": .text(name), "document": .text(document),
                "created_at": .integer(now),
            ])
    }

    /// Those that bookings were made under, the newest first.
    package func policies(
        limit: Int64
    ) async throws(StoreFailure) -> [(hash: String, document: String, createdAt: Int64)] {
        var policies: [(hash: String, document: String, createdAt: Int64)] = []
        let rows = try await run(
            "SELECT hash, document, created_at FROM policies ORDER BY created_at DESC, hash LIMIT $1",
            [.integer(limit)])
        for row in rows.rows {
            policies.append(
                (try row.text("hash"), try row.text("document"), try row.integer("created_at")))
        }
        return policies
    }

    package func policyDocument(_ hash: String) async throws(StoreFailure) -> String? {
        try await run("SELECT document FROM policies WHERE hash = $1", [.text(hash)]).first?.text("document")
    }
}
