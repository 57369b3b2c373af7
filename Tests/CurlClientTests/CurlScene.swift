// Beside the client's tests: a server of the test's own as the peer, and a loop for the client.
import Basics
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import CurlClient

/// What a test of the client has; its body runs on the client's loop.
struct CurlScene {
    let loop: EventLoop
    let client: CurlClient
    /// Without a slash at its end.
    let base: String
    let asked: Record<Request>

    func get(_ path: String) async throws -> CurlResponse {
        try await client.send(CurlRequest(.get, base + path, timeoutMilliseconds: 30_000))
    }

    /// How many connections the peer has seen.
    var connections: Int { Set(asked.entries.compactMap(\.peer?.port)).count }

    /// Looks again and again until it holds, for half a minute at most.
    func eventually(_ holds: () -> Bool) async -> Bool {
        let deadline = loop.nowMilliseconds + 30_000
        while !holds() {
            guard loop.nowMilliseconds < deadline else { return false }
            await loop.wait(milliseconds: 1)
        }
        return true
    }

    static func play(
        on poller: PollerKind, settings: CurlSettings = CurlSettings(),
        answer: @escaping @Sendable (Request) async -> Response = { _ in Response(.ok) },
        _ body: (CurlScene) async throws -> Void
    ) async throws {
        let (peerLoop, loop) = (try EventLoop(poller), try EventLoop(poller))
        for loop in [peerLoop, loop] { try loop.start() }
        let asked = Record<Request>()
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        let server = try Server.start(
            at: [address], on: [peerLoop], settings: ServerSettings(refuse: { Response($0.status) })
        ) { _, _ in
            Router(everything: { request in
                asked.add(request)
                return await answer(request)
            })
        }
        let outcome = await withTaskExecutorPreference(loop) { () -> Result<Void, any Error> in
            let client = CurlClient(on: loop, settings: settings)
            let scene = CurlScene(
                loop: loop, client: client, base: "http://\(server.addresses[0])", asked: asked)
            do { return .success(try await body(scene)) } catch { return .failure(error) }
        }
        await server.stop()
        for loop in [peerLoop, loop] { loop.stop() }
        try outcome.get()
    }
}
