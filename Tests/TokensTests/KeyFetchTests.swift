// Proves what is taken from a key server over a real connection, and what is not.
import Basics
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import Tokens

@Suite("Key fetch", .timeLimit(.minutes(5)), .serialized)
struct KeyFetchTests {
    private struct Scene {
        let asked: Record<Request>
        let news: Record<KeyNews>
        let clock: Lock<Int64>
        let server: KeyServer

        private func failure() async throws -> TokenFailure? {
            try await Mint.failure(
                PublishedTokens.firstStaff, by: TokenVerifier(keys: server), now: clock.withLock { $0 })
        }

        func believes(from place: SourceLocation = #_sourceLocation) async throws {
            let failure = try await failure()
            #expect(failure == nil, sourceLocation: place)
        }

        /// With the reason for the log.
        func lacksKeys(from place: SourceLocation = #_sourceLocation) async throws -> String {
            let failure = try await failure()
            #expect(failure == .keysUnreachable, sourceLocation: place)
            guard case .failed(let reason, false) = news.entries.last else { return "" }
            return reason
        }
    }

    /// - Parameter stops: takes the server away before the test begins.
    private func play(
        stops: Bool = false, timeoutMilliseconds: Int = 20_000,
        _ answer: @escaping @Sendable (Request) async -> Response, _ test: (Scene) async throws -> Void
    ) async throws {
        let loops = try (0..<2).map { _ in try EventLoop() }
        for loop in loops { try loop.start() }
        let (asked, news, clock) = (Record<Request>(), Record<KeyNews>(), Lock(KeyScene.start))
        let peer = try Server.start(
            at: [try #require(SocketAddress(host: "127.0.0.1", port: 0))], on: [loops[0]],
            settings: ServerSettings(refuse: { Response($0.status) })
        ) { _, _ in
            Router(everything: { request in
                asked.add(request)
                return await answer(request)
            })
        }
        let server = KeyServer(
            url: "http://\(peer.addresses[0])/keys?of=us", on: loops[1],
            clock: WallClock { clock.withLock { $0 * 1000 } }, timeoutMilliseconds: timeoutMilliseconds
        ) { news.add($0) }
        if stops { await peer.stop() }
        let port = stops ? try BoundPort(peer.addresses[0].port) : nil
        defer { withExtendedLifetime(port) {} }
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await test(Scene(asked: asked, news: news, clock: clock, server: server)))
        } catch {
            result = .failure(error)
        }
        if !stops { await peer.stop() }
        for loop in loops { loop.stop() }
        try result.get()
    }

    private static let good = Array(PublishedKeys.set(PublishedKeys.first).utf8)

    private static func cached(_ field: String) -> Response {
        Response(.ok, fields: [.init("Cache-Control", FieldValue(field)!)], body: good)
    }

    @Test("a set is asked for where the settings say, and kept as long as its server says")
    func good() async throws {
        try await play({ _ in Self.cached("public, max-age=1000") }) { scene in
            try await scene.believes()
            let request = try #require(scene.asked.entries.first)
            #expect(String(decoding: request.head.path, as: UTF8.self) == "/keys")
            #expect(String(decoding: request.head.query, as: UTF8.self) == "of=us")
            #expect(request.head.text(of: "accept") == "application/jwk-set+json, application/json")
            scene.clock.withLock { $0 += 799 }
            try await scene.believes()
            #expect(scene.asked.entries.count == 1)
            scene.clock.withLock { $0 += 201 }
            try await scene.believes()
            #expect(scene.asked.entries.count == 2)
        }
    }

    @Test("a redirect is not followed")
    func redirect() async throws {
        try await play({ request in
            guard !request.head.path.elementsEqual("/there".utf8) else {
                return Self.cached("no-store")
            }
            return Response(
                .init(code: 302), fields: [.init("Location", FieldValue(constant: "/there"))], body: Self.good
            )
        }) { scene in
            let reason = try await scene.lacksKeys()
            #expect(reason.contains("302"))
            #expect(scene.asked.entries.count == 1)
        }
    }

    @Test("only 200 brings keys", arguments: [201, 203, 206, 301, 404, 500, 503])
    func statuses(code: Int) async throws {
        try await play({ _ in Response(.init(code: code), fields: [], body: Self.good) }) { scene in
            let reason = try await scene.lacksKeys()
            #expect(reason.contains("\(code)"))
        }
    }

    @Test("256 KiB are read and not a byte more")
    func size() async throws {
        let full = Self.good + Array(repeating: UInt8(ascii: " "), count: KeySet.bytesMax - Self.good.count)
        try await play({ _ in Response(.ok, fields: [], body: full) }) { scene in
            try await scene.believes()
        }
        try await play({ _ in Response(.ok, fields: [], body: full + [0x20]) }) { scene in
            let reason = try await scene.lacksKeys()
            #expect(reason.contains("too large"))
        }
    }

    @Test("garbage is no key set, and is not repeated")
    func garbage() async throws {
        try await play({ _ in Response(.ok, fields: [], body: Array("<html>hello".utf8)) }) { scene in
            let reason = try await scene.lacksKeys()
            #expect(reason.contains("no key set") && !reason.contains("hello"))
        }
    }

    @Test("a server that does not answer in time, or is not there, cannot be reached")
    func slow() async throws {
        let gate = Gate()
        try await play(
            timeoutMilliseconds: 500,
            { _ in
                await gate.wait()
                return Self.cached("no-store")
            }
        ) { scene in
            let reason = try await scene.lacksKeys()
            #expect(reason == "the key server cannot be reached: it did not answer within 500 ms")
            gate.open()
        }
        try await play(stops: true, { _ in Self.cached("no-store") }) { scene in
            let reason = try await scene.lacksKeys()
            #expect(reason.hasPrefix("the key server cannot be reached: "))
        }
        #expect(KeyServer.fetchMilliseconds == 5000)
    }
}
