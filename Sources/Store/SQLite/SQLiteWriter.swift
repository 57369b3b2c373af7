// On the way to SQLite: transactions that write, one after the other, and what several at once share: a commit.

/// The disk's flush is nearly all that a commit costs, so those who wait for their turn meanwhile are run in one
/// commit: each in a savepoint, answered when the commit is done. When such a commit fails, each is run again by
/// itself: nobody pays for a neighbour's mistake.
final class SQLiteWriter: @unchecked Sendable {
    // Safe: what varies is touched by who has the connection, and there is one.
    private let lane: SQLiteLane
    private let sharersMax: Int
    /// Those whose work the open commit holds.
    private var sharers: [UnsafeContinuation<End, Never>] = []

    private enum End {
        case committed
        /// Of one that was alone.
        case failed(StoreFailure)
        case mustRunAlone
    }

    private struct MustRunAlone: Error {}

    /// - Parameter sharersMax: the last of them waits for all bodies before it.
    init(_ lane: SQLiteLane, sharersMax: Int) {
        self.lane = lane
        self.sharersMax = sharersMax
    }

    func perform<Value: Sendable>(
        _ body: @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        do {
            return try await attempt(body, mayShare: sharersMax > 1)
        } catch is MustRunAlone {
            return try await attempt(body, mayShare: false)
        }
    }

    private func attempt<Value: Sendable>(
        _ body: @Sendable (any Transaction) async throws -> Value, mayShare: Bool
    ) async throws -> Value {
        let connection = try await lane.take()
        if !mayShare, !sharers.isEmpty { commit(connection) }
        let outcome = await run(body, on: connection)
        // Who came to the writer's thread while the disk was busy gets in line now.
        if mayShare, sharers.isEmpty { await Task.yield() }
        switch await end(connection, mayShare: mayShare) {
        case .committed: return try outcome.get()
        case .mustRunAlone: throw MustRunAlone()
        case .failed(let failure):
            _ = try outcome.get()
            throw failure
        }
    }

    private func run<Value: Sendable>(
        _ body: @Sendable (any Transaction) async throws -> Value, on connection: SQLiteConnection
    ) async -> Result<Value, any Error> {
        do {
            // The lock is taken at once: it could not be had later, when another had written meanwhile.
            if !connection.isInTransaction { try connection.run("BEGIN IMMEDIATE") }
            return .success(try await SQLiteTransaction.perform(.write, on: connection, body))
        } catch {
            return .failure(error)
        }
    }

    /// Lets the next one in, or commits. Gives the connection away in any case.
    private func end(_ connection: SQLiteConnection, mayShare: Bool) async -> End {
        await withUnsafeContinuation { continuation in
            sharers.append(continuation)
            let hasRoom = mayShare && sharers.count < sharersMax && connection.isInTransaction
            if hasRoom, lane.passOn(connection) { return }
            commit(connection)
            lane.give(connection)
        }
    }

    private func commit(_ connection: SQLiteConnection) {
        var end = End.committed
        do throws(StoreFailure) {
            try connection.run("COMMIT")
        } catch {
            // Fails when SQLite has rolled back by itself (a full disk): then there is nothing left to undo.
            _ = try? connection.run("ROLLBACK")
            end = sharers.count == 1 ? .failed(error) : .mustRunAlone
        }
        let answered = sharers
        sharers = []
        for continuation in answered { continuation.resume(returning: end) }
    }
}
