// On the way of what is watched: a few figures over all that is kept, each read from an index or in one pass.
package import PaymentRules

extension Transaction {
    package func houseFigures() async throws(StoreFailure) -> HouseFigures {
        let holds = try await run(
            """
            SELECT COUNT(*) AS open, MIN(authorization_expires_at) AS ends
                FROM payments WHERE status = 'authorized'
            """
        ).first
        let drift = try await run(
            """
            SELECT COALESCE(SUM(ABS(total)), 0) AS drift
                FROM (SELECT SUM(amount) AS total FROM ledger_entries GROUP BY currency) totals
            """
        ).first
        return HouseFigures(
            holdsOpen: try holds?.integer("open") ?? 0, nextHoldEndsAt: try holds?.integer(orNull: "ends"),
            oldestMailAt: try await oldestOwed(.mail), oldestHookAt: try await oldestOwed(.hook),
            ledgerDrift: try drift?.integer("drift") ?? 0)
    }
}
