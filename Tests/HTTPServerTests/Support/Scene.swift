// Beside the tests over sockets: a server of the test's own, and a loop for its clients.
import Basics
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

/// What a test over real sockets has: its body runs on the clients' loop.
struct Scene {
    let server: Server
    let loop: EventLoop
    let serverLoop: EventLoop
    let exchanges: Record<Exchange>

    var address: SocketAddress { server.addresses[0] }

    func connect() throws -> RawClient {
        try RawClient(address, on: loop)
    }

    /// The server's own open sockets: its listeners and its ends of the connections.
    var serverSockets: Int {
        (0..<4096).count { SystemSocket(descriptor: $0).localAddress?.port == address.port }
    }

    /// Looks again and again until it holds, for half a minute at most.
    func eventually(_ holds: () -> Bool) async -> Bool {
        let deadline = loop.nowMilliseconds + 30_000
        while !holds() {
            guard loop.nowMilliseconds < deadline else { return false }
            await loop.wait(milliseconds: 1)
        }
        return true
    }

    /// How often the server's loop went round while the clients' loop waited.
    func serverRounds(inMilliseconds milliseconds: Int) async -> Int {
        let rounds = Lock(0)
        let loop = serverLoop
        await withUnsafeContinuation { continuation in
            loop.execute {
                loop.onSleep { rounds.withLock { $0 += 1 } }
                continuation.resume()
            }
        }
        await self.loop.wait(milliseconds: milliseconds)
        return rounds.withLock { $0 }
    }

    /// Starts a server with the routes, runs `body` on the clients' loop and takes everything down again.
    static func play(
        on poller: PollerKind, limits: Limits = Limits(), given: SystemSocket? = nil, serverLoops: Int = 1,
        routes: [Route] = [],
        exempt: @escaping @Sendable (SocketAddress) -> Bool = { $0.isLoopback },
        _ body: (Scene) async throws -> Void
    ) async throws {
        let loops = try (0..<serverLoops).map { _ in try EventLoop(poller) }
        let clients = try EventLoop(poller)
        for loop in loops + [clients] { try loop.start() }
        let exchanges = Record<Exchange>()
        var settings = ServerSettings(
            refuse: { Response.json($0.status, Array("{\"error\":\"\($0.text)\"}".utf8)) },
            observe: { exchanges.add($0) })
        settings.limits = limits
        settings.isExemptFromAddressLimit = exempt
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        let router = Router(standardRoutes + routes)
        let server =
            if let given {
                try Server.start(
                    on: GivenSockets([try given.duplicated()]), on: loops, settings: settings
                ) { _, _ in router }
            } else {
                try Server.start(at: [address], on: loops, settings: settings) { _, _ in router }
            }
        let scene = Scene(
            server: server, loop: clients, serverLoop: loops[0], exchanges: exchanges)
        let outcome = await withTaskExecutorPreference(clients) { () -> Result<Void, any Error> in
            do { return .success(try await body(scene)) } catch { return .failure(error) }
        }
        await server.stop()
        for loop in loops + [clients] { loop.stop() }
        try outcome.get()
    }

    private static let standardRoutes = [
        Route(.get, "/hello", bodyBytesMax: 0) { _ in Response(.ok, body: Array("hello".utf8)) },
        Route(.get, "/hello/:name", bodyBytesMax: 0) { Response(.ok, body: Array($0.parameters[0].utf8)) },
        Route(.post, "/echo", bodyBytesMax: 1024 * 1024) { Response(.ok, body: $0.body) },
        Route(.post, "/short", bodyBytesMax: 4) { Response(.ok, body: $0.body) },
    ]
}

/// Requests as text, so that tests stay readable.
enum Wire {
    static func get(_ target: String, _ lines: String...) -> String {
        "GET \(target) HTTP/1.1\r\nHost: a\r\n" + lines.map { "\($0)\r\n" }.joined() + "\r\n"
    }

    static func post(_ target: String, _ body: String, _ lines: String...) -> String {
        "POST \(target) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n"
            + lines.map { "\($0)\r\n" }.joined() + "\r\n\(body)"
    }
}
