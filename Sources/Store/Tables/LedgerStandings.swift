// On the way of a comparison with Stripe: each payment's sums of the ledger.
package import PaymentRules

extension Transaction {
    /// Of payments that have an intent, in the order of their ids.
    package func ledgerStandings(
        after id: Int64, limit: Int64
    ) async throws(StoreFailure) -> [LedgerStanding] {
        let sum =
            "SELECT COALESCE(SUM(amount), 0) FROM ledger_entries l WHERE l.payment_id = p.id AND l.account"
        let rows = try await run(
            """
            SELECT p.id, p.stripe_intent_id, p.kind, p.currency, p.captured_at,
                (\(sum) = '\(LedgerAccount.stripeBalance.rawValue)') AS stripe_balance,
                (\(sum) = '\(LedgerAccount.teacherBalances.rawValue)') AS teacher_balance,
                (SELECT COUNT(*) FROM operations o WHERE o.payment_id = p.id AND o.state = 'open') AS moves
            FROM payments p WHERE p.id > $1 AND p.stripe_intent_id IS NOT NULL ORDER BY p.id LIMIT $2
            """, [.integer(id), .integer(limit)]
        ).rows
        var standings: [LedgerStanding] = []
        for row in rows {
            standings.append(
                LedgerStanding(
                    payment: try row.integer("id"), intent: try row.stripeID("stripe_intent_id"),
                    kind: try row.value("kind", as: Payment.Kind.self), currency: try row.currency(),
                    capturedAt: try row.integer(orNull: "captured_at"),
                    stripeBalance: try row.integer("stripe_balance"),
                    teacherBalance: try row.integer("teacher_balance"),
                    isMoving: try row.integer("moves") > 0))
        }
        return standings
    }
}
