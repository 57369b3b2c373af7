// Beside the tests of the store: which indexes an engine would go by.
import PaymentRules
import Store
import TestSupport

extension Database {
    /// How the engine goes about the statement. A table this small is read through at once, unless that is forbidden.
    ///
    /// - Parameter table: the one whose statistics PostgreSQL goes by.
    func plan(
        of table: String, _ body: @escaping @Sendable (any Transaction) async throws -> Void
    ) async throws -> String {
        let plans = Record<String>()
        let isPostgres = dialect == .postgres
        try await transaction { tx in
            if isPostgres {
                try await tx.run("ANALYZE \(table)")
                for way in ["seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"] {
                    try await tx.run("SET LOCAL enable_\(way) = off")
                }
            }
            try await body(PlannedTransaction(base: tx, isPostgres: isPostgres, plans: plans))
        }
        return plans.entries.joined(separator: "\n")
    }
}

/// Asks for a statement's plan before it runs it.
private struct PlannedTransaction: Transaction {
    let base: any Transaction
    let isPostgres: Bool
    let plans: Record<String>

    func run(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> SQLRows {
        let (verb, column) = isPostgres ? ("EXPLAIN", "QUERY PLAN") : ("EXPLAIN QUERY PLAN", "detail")
        for row in try await base.run("\(verb) \(sql)", values).rows { plans.add(try row.text(column)) }
        return try await base.run(sql, values)
    }
}
