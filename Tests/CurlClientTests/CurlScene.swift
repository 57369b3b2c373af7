// Beside the client's tests: a server of the test's own as the peer, and a loop for the client.
import Basics
import HTTPServer
import Reactor
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
        try await client.send(CurlRequest(.get, base + path, timeoutMilliseconds: 8000))
    }

    /// How many connections the peer has seen.
    var connections: Int { Set(asked.entries.compactMap(\.peer?.port)).count }

    /// Looks again and again until it holds, for eight seconds at most.
    func eventually(_ holds: () -> Bool) async -> Bool {
        let deadline = loop.nowMilliseconds + 8000
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

/// What the peer was asked, in order.
final class Record<Entry: Sendable>: Sendable {
    private let state = Lock([Entry]())

    var entries: [Entry] { state.withLock { $0 } }

    func add(_ entry: Entry) { state.withLock { $0.append(entry) } }
}

/// Closed until `open`. Who waits goes on when it opens, or when its test ran out of time.
final class Gate: Sendable {
    private let state = Lock((isOpen: false, waiters: [UnsafeContinuation<Void, Never>]()))

    func open() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiters.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            open()
        }
    }
}
