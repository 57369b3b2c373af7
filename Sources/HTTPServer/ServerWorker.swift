// Around the connections: one loop's share of the server. Everything here belongs to the loop's thread.
internal import Basics
internal import Reactor

/// Listens, keeps count of its connections, and holds what they share. Limits on connections are split evenly
/// between the loops, so that none has to ask another.
final class ServerWorker: @unchecked Sendable {
    // Safe: made before its loop starts to use it, then touched on the loop's thread only.
    let loop: EventLoop
    let router: Router
    let limits: Limits
    private let settings: ServerSettings
    private let writer: ResponseWriter
    private var acceptors: [Acceptor] = []
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var connectionsByAddress: [String: Int] = [:]
    private let connectionsMax: Int
    private let connectionsPerAddressMax: Int
    private var date: HTTPDate
    private var ids: RequestIDs
    private var drained: [@Sendable () -> Void] = []
    private var stopTimer: LoopTimer?
    private var handOverTimer: LoopTimer?
    private let isPortKept: Bool
    /// Each connection closes with its next answer.
    private(set) var isStopping = false
    /// And what waits for a request waits no longer.
    private(set) var isClosingIdle = false

    init(_ loop: EventLoop, router: Router, settings: ServerSettings, loopCount: Int, isPortKept: Bool) {
        self.loop = loop
        self.router = router
        self.settings = settings
        self.isPortKept = isPortKept
        limits = settings.limits
        connectionsMax = max(1, settings.limits.connectionsMax / loopCount)
        connectionsPerAddressMax = max(1, settings.limits.connectionsPerAddressMax / loopCount)
        let lines = settings.commonFields.map { "\($0.0): \($0.1)\r\n" }.joined()
        writer = ResponseWriter(commonLines: Array(lines.utf8))
        date = HTTPDate(clock: settings.clock)
        ids = RequestIDs(random: settings.random)
    }

    // MARK: Listening

    func listen(on sockets: [SystemSocket]) {
        acceptors = sockets.map { socket in
            // Holds the worker for as long as it listens, also when nobody kept the `Server`.
            Acceptor(socket, on: loop) { [self] in accept($0, peer: $1) }
        }
        updateAcceptors()
    }

    private func accept(_ socket: SystemSocket, peer: SocketAddress?) {
        let counted = peer.flatMap { settings.isExemptFromAddressLimit($0) ? nil : $0.host }
        if let counted, connectionsByAddress[counted, default: 0] >= connectionsPerAddressMax {
            socket.close()
            return
        }
        guard let stream = try? Stream(socket, on: loop) else {
            socket.close()
            return
        }
        let connection = Connection(stream, peer: peer, worker: self)
        connections[ObjectIdentifier(connection)] = connection
        if let counted { connectionsByAddress[counted, default: 0] += 1 }
        updateAcceptors()
        let life = ConnectionLife(connection: connection)
        loop.spawn { [self] in
            await life.connection.serve()
            ended(life.connection, counted: counted)
        }
    }

    private func ended(_ connection: Connection, counted: String?) {
        connections[ObjectIdentifier(connection)] = nil
        if let counted, let count = connectionsByAddress[counted] {
            connectionsByAddress[counted] = count > 1 ? count - 1 : nil
        }
        updateAcceptors()
        if isStopping, connections.isEmpty { finishDraining() }
    }

    /// At the limit nobody is accepted: who waits, waits in the kernel, and those inside go on.
    private func updateAcceptors() {
        for acceptor in acceptors { acceptor.isPaused = connections.count >= connectionsMax }
    }

    // MARK: For the connections

    func nextRequestID() -> String { ids.next() }

    func observe(_ exchange: Exchange) { settings.observe(exchange) }

    func refuse(
        _ reason: Refusal.Reason, _ status: Status, _ text: String, _ exchange: PendingExchange
    ) -> Response {
        settings.refuse(
            Refusal(reason: reason, status: status, text: text, path: exchange.path, requestID: exchange.id))
    }

    func bytes(
        _ response: Response, requestID: String, closes: Bool, isHTTP10: Bool, withBody: Bool
    ) -> [UInt8] {
        date.refresh()
        var output: [UInt8] = []
        writer.write(
            response, date: date.line, requestID: requestID, closes: closes, isHTTP10: isHTTP10,
            withBody: withBody, into: &output)
        return output
    }

    // MARK: Stopping

    /// Stops listening, lets requests that are under way finish within `stopSeconds`, then calls `done`.
    func drain(_ done: @escaping @Sendable () -> Void) {
        drained.append(done)
        if !isStopping { beginDraining() }
        if connections.isEmpty { finishDraining() }
    }

    private func beginDraining() {
        isStopping = true
        for acceptor in acceptors { acceptor.close() }
        acceptors = []
        if isPortKept {
            let due = monotonicNanoseconds() + UInt64(limits.handOverSeconds) * 1_000_000_000
            handOverTimer = loop.timer(atNanoseconds: due) { [self] in closeIdle() }
        } else {
            closeIdle()
        }
        let due = monotonicNanoseconds() + UInt64(limits.stopSeconds) * 1_000_000_000
        stopTimer = loop.timer(atNanoseconds: due) { [self] in
            for connection in connections.values { connection.abort() }
            // Cut, though a handler may still be at it: it has nobody to answer, and nobody waits for it.
            finishDraining()
        }
    }

    private func closeIdle() {
        isClosingIdle = true
        for connection in connections.values { connection.drain() }
    }

    private func finishDraining() {
        for timer in [stopTimer, handOverTimer] { if let timer { loop.cancel(timer) } }
        stopTimer = nil
        handOverTimer = nil
        for done in drained { done() }
        drained = []
    }
}

/// Carries a connection into its task.
private struct ConnectionLife: @unchecked Sendable {
    // Safe: the task runs on the loop whose thread made the connection.
    let connection: Connection
}
