// Over real sockets, on both pollers: a stop drops no request that is under way, and it ends.
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerStopTests {
    private static func held(by gate: Gate) -> Route {
        Route(.get, "/held", bodyBytesMax: 0) { _ in
            await gate.wait()
            return Response(.ok, body: Array("held".utf8))
        }
    }

    @Test(
        "idle connections close, a request under way is answered, newcomers are refused",
        arguments: PollerKind.allCases)
    func graceful(poller: PollerKind) async throws {
        let gate = Gate()
        try await Scene.play(on: poller, routes: [Self.held(by: gate)]) { scene in
            let idle = try scene.connect()
            #expect(try await idle.ask(Wire.get("/hello")).status == 200)
            let busy = try scene.connect()
            try await busy.send(Wire.get("/held") + Wire.get("/hello"))
            #expect(await scene.eventually { gate.waiterCount == 1 })
            let server = scene.server
            async let stopped: Void = server.stop()
            #expect(try await idle.rest() == "")
            await #expect(throws: (any Error).self) { try await scene.connect().ask(Wire.get("/hello")) }
            gate.open()
            let answer = try await busy.answer()
            #expect(answer.body == "held")
            #expect(answer.value("Connection") == "close")
            #expect(try await busy.rest() == "")
            await stopped
            #expect(scene.serverSockets == 0)
        }
    }

    @Test(
        "where somebody keeps the port, newcomers wait for the next server, and a kept connection has one more answer",
        arguments: PollerKind.allCases)
    func handOver(poller: PollerKind) async throws {
        var limits = Limits()
        limits.handOverSeconds = 4
        let held = try SystemSocket.listening(
            at: try #require(SocketAddress(host: "127.0.0.1", port: 0)), backlog: 16, sharesPort: false)
        defer { held.close() }
        try await Scene.play(on: poller, limits: limits, given: held, serverLoops: 2) { scene in
            let (kept, silent) = (try scene.connect(), try scene.connect())
            #expect(try await kept.ask(Wire.get("/hello")).status == 200)
            #expect(try await silent.ask(Wire.get("/hello")).status == 200)
            let listening = scene.serverSockets
            let server = scene.server
            async let stopped: Void = server.stop()
            #expect(await scene.eventually { scene.serverSockets == listening - 2 })
            let last = try await kept.ask(Wire.get("/hello"))
            #expect(last.status == 200)
            #expect(last.value("Connection") == "close")
            #expect(try await kept.rest() == "")
            let newcomer = try scene.connect()
            try await newcomer.send(Wire.get("/hello"))
            #expect(try await silent.rest() == "")
            await stopped

            let next = try Server.start(
                on: GivenSockets([try held.duplicated()]), on: [scene.loop],
                settings: ServerSettings(refuse: { Response($0.status) })
            ) { _, _ in Router([Route(.get, "/hello", bodyBytesMax: 0) { _ in Response(.ok) }]) }
            #expect(try await newcomer.answer().status == 200)
            async let ended: Void = next.stop()
            _ = try? await newcomer.rest()
            await ended
        }
    }

    @Test("what takes longer than it may is cut, and the stop ends", arguments: PollerKind.allCases)
    func bounded(poller: PollerKind) async throws {
        var limits = Limits()
        limits.stopSeconds = 1
        let gate = Gate()
        try await Scene.play(on: poller, limits: limits, routes: [Self.held(by: gate)]) { scene in
            let client = try scene.connect()
            try await client.send(Wire.get("/held"))
            #expect(await scene.eventually { gate.waiterCount == 1 })
            await scene.server.stop()
            #expect(scene.serverSockets == 0)
            await #expect(throws: StreamFailure.self) { try await client.answer() }
            gate.open()
        }
    }

    @Test("a client that does not read its answer does not hold up the stop", arguments: PollerKind.allCases)
    func stalledReader(poller: PollerKind) async throws {
        var limits = Limits()
        limits.stopSeconds = 1
        let big = Route(.get, "/big", bodyBytesMax: 0) { _ in
            Response(.ok, body: [UInt8](repeating: 120, count: 8 * 1024 * 1024))
        }
        try await Scene.play(on: poller, limits: limits, routes: [big]) { scene in
            let listening = scene.serverSockets
            let client = try scene.connect()
            try await client.send(Wire.get("/big"))
            #expect(await scene.eventually { scene.serverSockets == listening + 1 })
            await scene.server.stop()
            #expect(scene.serverSockets == 0)
        }
    }

    @Test("stopping twice, also at once, is stopping once", arguments: PollerKind.allCases)
    func twice(poller: PollerKind) async throws {
        let gate = Gate()
        try await Scene.play(on: poller, routes: [Self.held(by: gate)]) { scene in
            let client = try scene.connect()
            try await client.send(Wire.get("/held"))
            #expect(await scene.eventually { gate.waiterCount == 1 })
            let server = scene.server
            async let first: Void = server.stop()
            async let second: Void = server.stop()
            gate.open()
            #expect(try await client.answer().body == "held")
            _ = await (first, second)
            await server.stop()
        }
    }
}
