// Over real sockets, on both pollers: nobody holds a connection by being slow. Limits are whole seconds, so each
// of these tests takes one or more.
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerTimeTests {
    @Test("a head that drips in for too long is answered with 408", arguments: PollerKind.allCases)
    func head(poller: PollerKind) async throws {
        var limits = Limits()
        limits.headSeconds = 1
        try await Scene.play(on: poller, limits: limits) { scene in
            let client = try scene.connect()
            try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: ")
            repeat { try await client.send("x") } while await !client.hears(withinMilliseconds: 100)
            #expect(try await client.answer().status == 408)
            client.halfClose()
            #expect(try await client.rest() == "")
        }
    }

    @Test("a body that does not arrive in time is answered with 408", arguments: PollerKind.allCases)
    func body(poller: PollerKind) async throws {
        var limits = Limits()
        limits.bodySeconds = 1
        try await Scene.play(on: poller, limits: limits) { scene in
            let client = try scene.connect()
            #expect(
                try await client.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell").status
                    == 408)
        }
    }

    @Test("a body slower than the least rate is answered with 408", arguments: PollerKind.allCases)
    func slowBody(poller: PollerKind) async throws {
        var limits = Limits()
        limits.bodyGraceSeconds = 1
        try await Scene.play(on: poller, limits: limits) { scene in
            let client = try scene.connect()
            try await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            repeat { try await client.send("1\r\nx\r\n") } while await !client.hears(withinMilliseconds: 100)
            #expect(try await client.answer().status == 408)
        }
    }

    @Test("bytes earn a body its time beyond the grace", arguments: PollerKind.allCases)
    func earnedTime(poller: PollerKind) async throws {
        var limits = Limits()
        limits.bodyGraceSeconds = 1
        try await Scene.play(on: poller, limits: limits) { scene in
            let client = try scene.connect()
            let body = String(repeating: "b", count: 10 * 1024)
            try await client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count + 1)\r\n\r\n\(body)")
            let started = scene.loop.nowMilliseconds
            while scene.loop.nowMilliseconds < started + 1500 {
                #expect(await !client.hears(withinMilliseconds: 100))
            }
            #expect(try await client.ask("!").body == "\(body)!")
        }
    }

    @Test("a connection that is idle for too long is closed without a word", arguments: PollerKind.allCases)
    func idle(poller: PollerKind) async throws {
        var limits = Limits()
        limits.idleSeconds = 3
        try await Scene.play(on: poller, limits: limits) { scene in
            let silent = try scene.connect()
            let client = try scene.connect()
            #expect(try await client.ask(Wire.get("/hello")).status == 200)
            #expect(try await client.rest() == "")
            #expect(try await silent.rest() == "")
        }
    }

    @Test("a reader that stopped reading is cut", arguments: PollerKind.allCases)
    func stalledReader(poller: PollerKind) async throws {
        var limits = Limits()
        limits.writeSeconds = 1
        let bytes = 8 * 1024 * 1024
        let big = Route(.get, "/big", bodyBytesMax: 0) { _ in
            Response(.ok, body: [UInt8](repeating: 120, count: bytes))
        }
        try await Scene.play(on: poller, limits: limits, routes: [big]) { scene in
            let listening = scene.serverSockets
            let client = try scene.connect()
            try await client.send(Wire.get("/big"))
            #expect(await scene.eventually { scene.serverSockets == listening + 1 })
            #expect(await scene.eventually { scene.serverSockets == listening })
            #expect(scene.exchanges.entries.isEmpty)
            let received = try? await client.rest()
            #expect(received?.utf8.count ?? 0 < bytes)
        }
    }
}
