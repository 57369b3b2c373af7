// On the way to PostgreSQL: the few connections of one loop, and who waits for one.
internal import Reactor

/// Touched on the loop's thread only.
final class PostgresPool {
    private let settings: PostgresSettings
    private let loop: EventLoop
    private var idle: [PostgresConnection] = []
    /// Idle, in use, or being made.
    private var openCount = 0
    private var waiters: [Waiter] = []
    private var isClosed = false
    private var closer: UnsafeContinuation<Void, Never>?

    private enum Turn {
        case connection(PostgresConnection)
        /// One may be made: its place is taken already.
        case place
        case failure(StoreFailure)
    }

    private final class Waiter {
        let continuation: UnsafeContinuation<Turn, Never>
        var timer: LoopTimer?

        init(_ continuation: UnsafeContinuation<Turn, Never>) {
            self.continuation = continuation
        }
    }

    private static let closed = StoreFailure.unavailable("the database is closed")

    init(_ settings: PostgresSettings, on loop: EventLoop) {
        self.settings = settings
        self.loop = loop
    }

    /// Every connection taken is given back by `give`.
    func take() async throws(StoreFailure) -> PostgresConnection {
        // Said in release builds too: two threads in libpq end in anything.
        guard loop.isInside else { throw .malformed("a task called its PostgreSQL from another loop") }
        guard !isClosed else { throw Self.closed }
        while let connection = idle.popLast() {
            // The server may have gone in the meantime.
            if connection.isIdle { return connection }
            openCount -= 1
        }
        if openCount < settings.connectionsMax {
            openCount += 1
            return try await connect()
        }
        guard waiters.count < settings.waitersMax else {
            throw .unavailable("too many wait for a connection to PostgreSQL")
        }
        switch await waitForTurn() {
        case .connection(let connection): return connection
        case .place: return try await connect()
        case .failure(let failure): throw failure
        }
    }

    func give(_ connection: PostgresConnection) {
        loop.assertInside()
        guard connection.isIdle, !isClosed else {
            connection.close()
            return vacate()
        }
        if let waiter = nextWaiter() {
            waiter.resume(returning: .connection(connection))
        } else {
            idle.append(connection)
        }
    }

    /// Takes no more, and returns when all connections are closed.
    func close() async {
        loop.assertInside()
        isClosed = true
        while let waiter = nextWaiter() { waiter.resume(returning: .failure(Self.closed)) }
        openCount -= idle.count
        for connection in idle { connection.close() }
        idle = []
        guard openCount > 0 else { return }
        await withUnsafeContinuation { closer = $0 }
    }

    private func connect() async throws(StoreFailure) -> PostgresConnection {
        do throws(StoreFailure) {
            return try await PostgresConnection.open(settings, on: loop)
        } catch {
            vacate()
            throw error
        }
    }

    /// A connection is gone: the next in line may make another.
    private func vacate() {
        if let waiter = nextWaiter() { return waiter.resume(returning: .place) }
        openCount -= 1
        if isClosed, openCount == 0 { closer?.resume() }
    }

    private func waitForTurn() async -> Turn {
        let due = monotonicNanoseconds() + UInt64(max(0, settings.waitMilliseconds)) * 1_000_000
        return await withUnsafeContinuation { continuation in
            let waiter = Waiter(continuation)
            waiter.timer = loop.timer(atNanoseconds: due) { [weak self, weak waiter] in
                guard let self, let waiter else { return }
                waiters.removeAll { $0 === waiter }
                let text = "all the time was spent waiting for a connection to PostgreSQL"
                waiter.continuation.resume(returning: .failure(.unavailable(text)))
            }
            waiters.append(waiter)
        }
    }

    private func nextWaiter() -> UnsafeContinuation<Turn, Never>? {
        guard !waiters.isEmpty else { return nil }
        let waiter = waiters.removeFirst()
        if let timer = waiter.timer { loop.cancel(timer) }
        return waiter.continuation
    }
}
