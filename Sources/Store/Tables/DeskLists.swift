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

    /// Those whose name or mail address begins so, whatever the case of its ASCII letters.
    package func students(
        beginning prefix: String, limit: Int64, in dialect: SQLDialect
    ) async throws(StoreFailure) -> [Student] {
        // No text has a scalar above it, so all that begins so is below.
        let values: [SQLValue] = [.text(prefix), .text(prefix + "\u{10FFFF}"), .integer(limit)]
        var students: [Student] = []
        for column in ["name", "email"] {
            let key = "lower(\(column)) COLLATE \(dialect.bytewise)"
            let sql = """
                SELECT * FROM students WHERE \(key) >= lower($1) AND \(key) < lower($2) ORDER BY \(key), id LIMIT $3
                """
            for row in try await run(sql, values).rows {
                let student = try row.student()
                if !students.contains(where: { $0.id == student.id }) { students.append(student) }
            }
        }
        return Array(students.prefix(Int(limit)))
    }

    package func ledgerLines(ofPayment payment: Int64) async throws(StoreFailure) -> [LedgerLine] {
        let rows = try await run(
            "SELECT * FROM ledger_entries WHERE payment_id = $1 ORDER BY id", [.integer(payment)])
        var lines: [LedgerLine] = []
        for row in rows.rows {
            lines.append(
                LedgerLine(
                    event: try row.integer("payment_event_id"),
                    account: try row.value("account", as: LedgerAccount.self),
                    amount: try row.integer("amount"), currency: try row.currency()))
        }
        return lines
    }
}
