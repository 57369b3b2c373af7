// On the way to SQLite: an open transaction, from its beginning to its end.
internal import Basics

final class SQLiteTransaction: Transaction {
    enum Kind {
        /// Its view begins with its first statement.
        case read
        /// A part of the writer's commit that can be undone alone.
        case write

        fileprivate var begin: String { self == .read ? "BEGIN DEFERRED" : "SAVEPOINT part" }
        fileprivate var keep: String { self == .read ? "COMMIT" : "RELEASE part" }
        fileprivate var undo: [String] {
            self == .read ? ["ROLLBACK"] : ["ROLLBACK TO part", "RELEASE part"]
        }
    }

    private let kind: Kind
    private let state: Lock<State>

    private struct State {
        /// nil when the transaction is over.
        var connection: SQLiteConnection?
        var failure: StoreFailure?
    }

    static func perform<Value: Sendable>(
        _ kind: Kind, on connection: SQLiteConnection,
        _ body: @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        let transaction = try SQLiteTransaction(kind, on: connection)
        do {
            let value = try await body(transaction)
            try transaction.keep()
            return value
        } catch {
            transaction.undo()
            throw error
        }
    }

    private init(_ kind: Kind, on connection: SQLiteConnection) throws(StoreFailure) {
        self.kind = kind
        state = Lock(State(connection: connection))
        try connection.run(kind.begin)
    }

    /// Does not suspend: between its statements a body keeps its thread, unless it awaits something else.
    func run(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> SQLRows {
        try state.withLock { state throws(StoreFailure) in
            if let failure = state.failure { throw failure }
            guard let connection = state.connection else { throw .transactionIsOver }
            do throws(StoreFailure) {
                return try connection.run(sql, values, mayWrite: kind == .write)
            } catch {
                state.failure = error
                throw error
            }
        }
    }

    /// - Throws: the failure of a statement, also when the body did not care, or that of the end itself.
    private func keep() throws(StoreFailure) {
        try state.withLock { state throws(StoreFailure) in
            if let failure = state.failure { throw failure }
            try state.connection?.run(kind.keep)
            state.connection = nil
        }
    }

    private func undo() {
        state.withLock { state in
            // Fails when SQLite has rolled back by itself (a full disk): then there is nothing left to undo.
            for sql in kind.undo { _ = try? state.connection?.run(sql) }
            state.connection = nil
        }
    }
}
