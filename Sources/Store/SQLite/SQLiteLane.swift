// On the way to SQLite: who waits for a connection, first come, first served.
internal import Basics

/// The connections for one purpose: the one that writes, or the few that read.
///
/// A transaction has its connection for itself until it is over, whatever its body awaits.
final class SQLiteLane: Sendable {
    private let state: Lock<State>

    private struct State {
        var idle: [SQLiteConnection]
        var waiters: [UnsafeContinuation<SQLiteConnection?, Never>] = []
        var takenCount = 0
        var isClosed = false
        var closer: UnsafeContinuation<Void, Never>?
    }

    /// More than these cannot all be served in the time that a request has.
    private static let waitersMax = 10_000

    init(_ connections: [SQLiteConnection]) {
        state = Lock(State(idle: connections))
    }

    /// Gives nobody anything.
    static var closed: SQLiteLane {
        let lane = SQLiteLane([])
        lane.state.withLock { $0.isClosed = true }
        return lane
    }

    /// Every connection taken is given back by `give`.
    func take() async throws(StoreFailure) -> SQLiteConnection {
        let connection = await withUnsafeContinuation {
            (continuation: UnsafeContinuation<SQLiteConnection?, Never>) in
            state.withLock { state in
                if let connection = state.isClosed ? nil : state.idle.popLast() {
                    state.takenCount += 1
                    continuation.resume(returning: connection)
                } else if state.isClosed || state.waiters.count >= Self.waitersMax {
                    continuation.resume(returning: nil)
                } else {
                    state.waiters.append(continuation)
                }
            }
        }
        guard let connection else { throw .unavailable("the database is closed, or too many wait for it") }
        return connection
    }

    /// - Returns: false when nobody waits for it: then it stays with its holder.
    func passOn(_ connection: SQLiteConnection) -> Bool {
        state.withLock { Self.passOn(connection, &$0) }
    }

    private static func passOn(_ connection: SQLiteConnection, _ state: inout State) -> Bool {
        guard !state.waiters.isEmpty else { return false }
        state.waiters.removeFirst().resume(returning: connection)
        return true
    }

    func give(_ connection: SQLiteConnection) {
        state.withLock { state in
            if Self.passOn(connection, &state) { return }
            state.takenCount -= 1
            guard state.isClosed else { return state.idle.append(connection) }
            if state.takenCount == 0 { state.closer?.resume() }
        }
    }

    /// Serves those who wait, takes no more, and returns when the connections are closed.
    func close() async {
        await withUnsafeContinuation { continuation in
            state.withLock { state in
                state.isClosed = true
                state.idle = []
                if state.takenCount == 0 {
                    continuation.resume()
                } else {
                    state.closer = continuation
                }
            }
        }
    }
}
