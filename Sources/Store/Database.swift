// On a payment's way to what is kept: the one seam to a database. Above it is SQL, below it are two engines.

/// What is kept, in SQLite or in PostgreSQL; the same statements run on both.
///
/// A transaction's body may be run again when the database asks for it (a deadlock, a neighbour that spoiled a shared
/// commit), so it changes nothing but through its transaction, and calls nobody: a network call inside it would hold
/// locks for as long as a stranger likes.
package protocol Database: Sendable {
    var dialect: SQLDialect { get }

    /// Runs `body` as one transaction that may write; it is committed when the body returns and undone when it throws.
    ///
    /// - Throws: what the body throws, or a `StoreFailure`.
    @discardableResult
    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value

    /// Runs `body` on one unchanging view of the database. It writes nothing.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value
}

/// An open transaction. It is over when its body is: kept for later, it fails. It is lost with the first statement
/// that fails: each further one and the end fail alike, also when the body caught the failure.
package protocol Transaction: Sendable {
    /// Runs one statement with `$1`, `$2` ... for the values, and returns its rows.
    ///
    /// `FOR UPDATE` and `FOR UPDATE SKIP LOCKED` may end a SELECT: where one writer at a time is the rule they are left
    /// out, because nobody else can be there.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> SQLRows
}

extension Transaction {
    @discardableResult
    package func run(_ sql: String, _ values: SQLValue?...) async throws(StoreFailure) -> SQLRows {
        try await run(sql, values.map { $0 ?? .null })
    }
}
