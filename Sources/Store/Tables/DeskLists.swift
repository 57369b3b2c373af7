// On the way of the desk's lists out of their tables: each page is a stretch of one index.
package import PaymentRules

extension Transaction {
    /// The newest first, those behind the cursor.
    package func payments(
        _ filter: PaymentFilter, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [Payment] {
        var conditions = ["id < $1"]
        var values: [SQLValue] = [.integer(cursor ?? .max), .integer(limit)]
        if let student = filter.student {
            values.append(.integer(student))
            conditions.append("student_id = $\(values.count)")
        }
        if let status = filter.status {
            values.append(.text(status.rawValue))
            // A student has so few payments that the others are passed over; of a status there are tens of thousands.
            let test = "status = $\(values.count)"
            conditions.append(filter.student == nil ? test : "(\(test)) IS TRUE")
        }
        let rows = try await run(
            "SELECT * FROM payments WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT $2",
            values)
        var payments: [Payment] = []
        for row in rows.rows { payments.append(try row.payment()) }
        return payments
    }

    package func ledgerLines(ofPayment payment: Int64) async throws(StoreFailure) -> [LedgerLine] {
        let rows = try await run(
            "SELECT * FROM ledger_entries WHERE payment_id = $1 ORDER BY id", [.integer(payment)])
        var lines: [LedgerLine] = []
        for row in rows.rows { lines.append(try row.ledgerLine()) }
        return lines
    }

    /// All, the oldest first, those behind the cursor.
    package func ledgerLines(
        after cursor: Int64, limit: Int64
    ) async throws(StoreFailure) -> [KeptLedgerLine] {
        let rows = try await run(
            "SELECT * FROM ledger_entries WHERE id > $1 ORDER BY id LIMIT $2",
            [.integer(cursor), .integer(limit)])
        var lines: [KeptLedgerLine] = []
        for row in rows.rows {
            lines.append(
                KeptLedgerLine(
                    id: try row.integer("id"), payment: try row.integer("payment_id"),
                    createdAt: try row.integer("created_at"), line: try row.ledgerLine()))
        }
        return lines
    }
}

extension SQLRow {
    fileprivate func ledgerLine() throws(StoreFailure) -> LedgerLine {
        LedgerLine(
            event: try integer("payment_event_id"), account: try value("account", as: LedgerAccount.self),
            amount: try integer("amount"), currency: try currency())
    }
}
