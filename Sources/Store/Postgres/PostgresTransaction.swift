// On the way to PostgreSQL: an open transaction, from BEGIN to COMMIT or ROLLBACK.

final class PostgresTransaction: Transaction, @unchecked Sendable {
    // Safe: it lives on the loop that its connection belongs to, which the pool asserts.
    enum Kind: String {
        /// Locks are taken by FOR UPDATE where they matter.
        case write = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        /// One view for all its statements.
        case read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }

    private let connection: PostgresConnection
    private var kind = Kind.write
    private var isOver = false
    /// After the first, PostgreSQL answers each statement with an error, and COMMIT is a ROLLBACK.
    private var failure: StoreFailure?
    /// Nothing was kept and nobody is to blame: it may begin anew.
    private(set) var wantsAnotherTry = false

    init(on connection: PostgresConnection) {
        self.connection = connection
    }

    func begin(_ kind: Kind) async throws(StoreFailure) {
        self.kind = kind
        do throws(PostgresFailure) {
            _ = try await connection.ask(kind.rawValue)
        } catch {
            // The server went while the connection was idle: another one may do.
            if !connection.isIdle { wantsAnotherTry = true }
            throw error.asStoreFailure
        }
    }

    func run(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> SQLRows {
        guard !isOver else { throw .transactionIsOver }
        guard !connection.isAsking else { throw .malformed("one statement at a time: \(sql)") }
        if let failure { throw failure }
        do throws(StoreFailure) {
            return try await ask(sql, try CStrings(values))
        } catch {
            failure = error
            throw error
        }
    }

    private func ask(_ sql: String, _ values: CStrings) async throws(StoreFailure) -> SQLRows {
        do throws(PostgresFailure) {
            return try await connection.ask(sql, values).rows
        } catch {
            wantsAnotherTry = error.wantsAnotherTry
            // A read that would write is a mistake of ours, whatever the server takes just now.
            if kind == .read, case .refused(PostgresFailure.readOnly, let message) = error {
                throw .malformed(message)
            }
            throw error.asStoreFailure
        }
    }

    /// - Throws: the failure of a statement, also when the body did not care, or that of COMMIT.
    func commit() async throws(StoreFailure) {
        isOver = true
        if let failure { throw failure }
        do throws(PostgresFailure) {
            let answer = try await connection.ask("COMMIT")
            guard answer.command == "COMMIT" else {
                throw .unsent("PostgreSQL answered \(answer.command) to COMMIT")
            }
        } catch {
            wantsAnotherTry = error.wantsAnotherTry
            if case .lost(let text) = error { throw .outcomeUnknown(text) }
            throw error.asStoreFailure
        }
    }

    /// Where it fails the connection is not idle afterwards, and is not used again.
    func rollBack() async {
        isOver = true
        guard !connection.isIdle else { return }
        _ = try? await connection.ask("ROLLBACK")
    }
}
