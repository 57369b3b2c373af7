// The front of the house: binds the addresses, gives each loop its share, stops without dropping a request.
package import Reactor

/// A running HTTP/1.1 server.
package struct Server: Sendable {
    /// Where it listens; ports that were asked for as 0 are the real ones here.
    package let addresses: [SocketAddress]
    private let workers: [ServerWorker]

    /// Binds and starts to answer.
    ///
    /// - Parameters:
    ///   - addresses: all get the same port when the first asks for port 0. Addresses after the first may be
    ///     missing on this machine (no IPv6); they are left out then.
    ///   - makeRouter: called once a loop with the bound addresses, so that handlers can hold what belongs to
    ///     their loop.
    /// - Throws: `SocketFailure` when the first address cannot be bound, also when another process listens there.
    package static func start(
        at addresses: [SocketAddress], on loops: [EventLoop], settings: ServerSettings,
        makeRouter: (EventLoop, [SocketAddress]) -> Router
    ) throws(SocketFailure) -> Server {
        let (bound, sockets) = try open(addresses, count: loops.count, backlog: settings.backlog)
        return run(
            sockets, at: bound, on: loops, settings: settings, isPortKept: false, makeRouter: makeRouter)
    }

    /// Starts to answer on sockets that somebody else keeps open when this server stops.
    package static func start(
        on given: GivenSockets, on loops: [EventLoop], settings: ServerSettings,
        makeRouter: (EventLoop, [SocketAddress]) -> Router
    ) throws(SocketFailure) -> Server {
        run(
            try given.groups(count: loops.count), at: given.addresses, on: loops, settings: settings,
            isPortKept: true, makeRouter: makeRouter)
    }

    private static func open(
        _ addresses: [SocketAddress], count: Int, backlog: Int32
    ) throws(SocketFailure) -> (bound: [SocketAddress], sockets: [[SystemSocket]]) {
        var bound: [SocketAddress] = []
        var sockets: [[SystemSocket]] = Array(repeating: [], count: count)
        for address in addresses {
            let wanted = bound.first.flatMap { SocketAddress(host: address.host, port: $0.port) } ?? address
            do throws(SocketFailure) {
                let group = try listen(at: wanted, count: count, backlog: backlog)
                bound.append(group.first?.localAddress ?? wanted)
                for (index, socket) in group.enumerated() { sockets[index].append(socket) }
            } catch {
                if bound.isEmpty { throw error }
            }
        }
        return (bound, sockets)
    }

    private static func run(
        _ sockets: [[SystemSocket]], at bound: [SocketAddress], on loops: [EventLoop],
        settings: ServerSettings, isPortKept: Bool, makeRouter: (EventLoop, [SocketAddress]) -> Router
    ) -> Server {
        let workers = zip(loops, sockets).map { loop, sockets in
            let worker = ServerWorker(
                loop, router: makeRouter(loop, bound), settings: settings, loopCount: loops.count,
                isPortKept: isPortKept)
            loop.execute { worker.listen(on: sockets) }
            return worker
        }
        return Server(addresses: bound, workers: workers)
    }

    /// Stops listening at once; requests under way finish within `stopSeconds`. Returns when all connections ended.
    /// Where somebody keeps the port, idle connections have `handOverSeconds` for one request more.
    package func stop() async {
        await withDiscardingTaskGroup { group in
            for worker in workers {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        worker.loop.execute { worker.drain { continuation.resume() } }
                    }
                }
            }
        }
    }

    /// One socket a loop on the same port. A port that was asked for by number is first bound without sharing and
    /// let go again: sharing would let two servers listen on it and answer by turns. For port 0 the kernel itself
    /// picks one that nobody has.
    private static func listen(
        at address: SocketAddress, count: Int, backlog: Int32
    ) throws(SocketFailure) -> [SystemSocket] {
        if address.port != 0 {
            try SystemSocket.listening(at: address, backlog: backlog, sharesPort: false).close()
        }
        var sockets: [SystemSocket] = []
        do throws(SocketFailure) {
            for _ in 0..<count {
                let shared = sockets.first?.localAddress ?? address
                sockets.append(try SystemSocket.listening(at: shared, backlog: backlog, sharesPort: true))
            }
        } catch {
            for socket in sockets { socket.close() }
            throw error
        }
        return sockets
    }
}
