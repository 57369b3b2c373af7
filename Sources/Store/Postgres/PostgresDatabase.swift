// On a payment's way to what is kept: the engine for several machines, a server.
package import Reactor

/// PostgreSQL for one loop: its connections are watched by the loop's own poller, so a handler never leaves its
/// thread. Called by tasks on that loop only.
package final class PostgresDatabase: Database, @unchecked Sendable {
    // Safe: the pool is touched on the loop's thread only, which it asserts.
    package let dialect = SQLDialect.postgres
    private let pool: PostgresPool

    /// One that lost against another transaction (a deadlock) is begun anew so many times.
    private static let furtherTriesMax = 3

    private struct MayTryAgain: Error {
        let cause: any Error
    }

    /// Connects when it is first used.
    package init(_ settings: PostgresSettings, on loop: EventLoop) {
        pool = PostgresPool(settings, on: loop)
    }

    @discardableResult
    package func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        try await perform(.write, body)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        try await perform(.read, body)
    }

    private func perform<Value: Sendable>(
        _ kind: PostgresTransaction.Kind, _ body: @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        var triesLeft = Self.furtherTriesMax
        while true {
            do {
                return try await attempt(kind, body)
            } catch let failure as MayTryAgain {
                guard triesLeft > 0 else { throw failure.cause }
                triesLeft -= 1
            }
        }
    }

    private func attempt<Value: Sendable>(
        _ kind: PostgresTransaction.Kind, _ body: @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        let connection = try await pool.take()
        defer { pool.give(connection) }
        let transaction = PostgresTransaction(on: connection)
        do {
            try await transaction.begin(kind)
            let value = try await body(transaction)
            try await transaction.commit()
            return value
        } catch {
            await transaction.rollBack()
            throw transaction.wantsAnotherTry ? MayTryAgain(cause: error) : error
        }
    }

    /// Takes no more, and returns when those under way are over.
    package func close() async {
        await pool.close()
    }
}
