// On the way of the desk's policies: the one in force, and those that earlier bookings were made under.
package import PaymentRules
internal import Store

package struct DatedPolicy: Sendable {
    package let policy: Policy
    /// When the first booking was made under it, in Unix seconds.
    package let since: Int64
}

package struct PolicyShelf: Sendable {
    package let inForce: Policy
    /// The newest first.
    package let earlier: [DatedPolicy]

    /// A page is for people to read.
    package static let earlierMax: Int64 = 50
}

extension Bookings {
    /// `GET /admin/policies`.
    package func policies() async throws(BookingFailure) -> PolicyShelf {
        try await storing { [policy, database] in
            let kept = try await database.read { tx in
                try await tx.policies(limit: PolicyShelf.earlierMax + 1)
            }
            var earlier: [DatedPolicy] = []
            for row in kept where row.hash != policy.hash {
                earlier.append(DatedPolicy(policy: try Policy(kept: row.document), since: row.createdAt))
            }
            return PolicyShelf(
                inForce: try Policy(kept: policy.document),
                earlier: Array(earlier.prefix(Int(PolicyShelf.earlierMax))))
        }
    }
}

extension Policy {
    /// Of a document that was written here.
    fileprivate init(kept document: String) throws(StoreFailure) {
        do throws(PolicyFailure) {
            try self.init(json: Array(document.utf8))
        } catch {
            throw .malformed("a policy that is kept cannot be read: \(error)")
        }
    }
}
