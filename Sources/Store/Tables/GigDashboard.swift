// On the way of the house's own figures about gigs: what students paid, and who has it, added up by the database.
internal import PaymentRules

/// The payments that were begun on one day in UTC, as they stand now. Amounts are in minor units.
package struct GigDay: Sendable, Equatable {
    /// Since 1 January 1970.
    package let day: Int64
    package let payments: Int64
    package let gross: Int64
    package let refunded: Int64
    /// In the teachers' own accounts, less what was taken back.
    package let teacherShare: Int64
    package let stripeFees: Int64
    /// Taken back by banks, for good or until it is decided.
    package let disputed: Int64
}

extension Transaction {
    /// Days on which gigs were paid for within a window in Unix seconds, the end exclusive; in order. Payments that
    /// failed are not counted.
    package func gigDays(from start: Int64, to end: Int64) async throws(StoreFailure) -> [GigDay] {
        let rows = try await run(
            """
            SELECT g.created_at / 86400 AS day, COUNT(*) AS payments, SUM(p.captured_amount) AS gross,
                SUM(p.refund_amount) AS refunded, COALESCE(SUM(l.teacher), 0) AS teacher,
                COALESCE(SUM(l.fees), 0) AS fees, COALESCE(SUM(l.disputed), 0) AS disputed
            FROM gig_bookings g JOIN payments p ON p.id = g.payment_id
                LEFT JOIN (SELECT e.payment_id,
                        SUM(CASE WHEN e.account = $3 THEN e.amount ELSE 0 END) AS teacher,
                        SUM(CASE WHEN e.account = $4 THEN e.amount ELSE 0 END) AS fees,
                        SUM(CASE WHEN e.account IN ($5, $6) THEN e.amount ELSE 0 END) AS disputed
                    FROM gig_bookings b JOIN ledger_entries e ON e.payment_id = b.payment_id
                    WHERE b.created_at >= $1 AND b.created_at < $2 GROUP BY e.payment_id) l
                    ON l.payment_id = g.payment_id
            WHERE g.created_at >= $1 AND g.created_at < $2 AND p.captured_amount IS NOT NULL
            GROUP BY g.created_at / 86400 ORDER BY day
            """,
            [.integer(start), .integer(end)]
                + [LedgerAccount.teacherBalances, .stripeFees, .disputesOpen, .disputeLosses]
                .map { .text($0.rawValue) })
        var days: [GigDay] = []
        for row in rows.rows { days.append(try row.gigDay()) }
        return days
    }

    /// How many are not decided yet, or have their money on its way.
    package func openRefundRequestsCount() async throws(StoreFailure) -> Int64 {
        try await run(
            "SELECT COUNT(*) AS open FROM refund_requests WHERE status IN ('pending', 'approved')", []
        ).first?.integer("open") ?? 0
    }
}

extension SQLRow {
    fileprivate func gigDay() throws(StoreFailure) -> GigDay {
        GigDay(
            day: try integer("day"), payments: try integer("payments"), gross: try integer("gross"),
            refunded: try integer("refunded"), teacherShare: try integer("teacher"),
            stripeFees: try integer("fees"), disputed: try integer("disputed"))
    }
}
