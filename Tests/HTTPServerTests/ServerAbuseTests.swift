// Over real sockets, on both pollers: clients that leave, push or do not read cost nothing but their connection.
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerAbuseTests {
    @Test("a client that has closed its sending side gets all its answers", arguments: PollerKind.allCases)
    func halfClose(poller: PollerKind) async throws {
        let gate = Gate()
        let held = Route(.get, "/held", bodyBytesMax: 0) { _ in
            await gate.wait()
            return Response(.ok, body: Array("held".utf8))
        }
        try await Scene.play(on: poller, routes: [held]) { scene in
            let client = try scene.connect()
            try await client.send(Wire.get("/held") + Wire.post("/echo", "last"))
            client.halfClose()
            let other = try scene.connect()
            #expect(try await other.ask(Wire.get("/hello")).status == 200)
            gate.open()
            #expect(try await client.answer().body == "held")
            #expect(try await client.answer().body == "last")
            #expect(try await client.rest() == "")
        }
    }

    @Test("resets and ends in every phase leave no descriptor behind", arguments: PollerKind.allCases)
    func leavers(poller: PollerKind) async throws {
        let gate = Gate()
        let held = Route(.get, "/held", bodyBytesMax: 0) { _ in
            await gate.wait()
            return Response(.ok, body: [UInt8](repeating: 0, count: 100_000))
        }
        let phases = [
            "", "GET", "GET /hello HTTP/1.1\r\nHost",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", Wire.get("/held"),
            Wire.get("/hello"), "nonsense\r\n", Wire.get("/held") + Wire.get("/held"),
        ]
        try await Scene.play(on: poller, routes: [held]) { scene in
            let listening = scene.serverSockets
            for round in 0..<6 {
                for phase in phases {
                    let client = try scene.connect()
                    try await client.send(phase)
                    // A round trip of another client: the server has seen the bytes.
                    if round < 4 { #expect(try await scene.connect().ask(Wire.get("/hello")).status == 200) }
                    if round % 2 == 0 { client.reset() }
                }
            }
            gate.open()
            #expect(await scene.eventually { scene.serverSockets == listening })
            #expect(try await scene.connect().ask(Wire.get("/hello")).body == "hello")
        }
    }

    @Test(
        "a slow reader is held back, others are served, and it gets its answer whole",
        arguments: PollerKind.allCases)
    func slowReader(poller: PollerKind) async throws {
        let bytes = 8 * 1024 * 1024
        let big = Route(.get, "/big", bodyBytesMax: 0) { _ in
            Response(.ok, body: [UInt8](repeating: 120, count: bytes))
        }
        try await Scene.play(on: poller, routes: [big]) { scene in
            let slow = try scene.connect()
            try await slow.send(Wire.get("/big", "Connection: close"))
            let other = try scene.connect()
            for _ in 0..<20 { #expect(try await other.ask(Wire.get("/hello")).status == 200) }
            #expect(scene.exchanges.entries.allSatisfy { $0.route == "/hello" })
            let received = try await slow.rest()
            #expect(received.utf8.count > bytes)
            #expect(received.hasSuffix("xxx"))
            #expect(await scene.eventually { scene.exchanges.entries.contains { $0.route == "/big" } })
        }
    }

    @Test(
        "at the connection limit newcomers wait, those inside go on, and a free place is taken",
        arguments: PollerKind.allCases)
    func connectionLimit(poller: PollerKind) async throws {
        var limits = Limits()
        limits.connectionsMax = 2
        try await Scene.play(on: poller, limits: limits) { scene in
            let listening = scene.serverSockets
            let first = try scene.connect()
            let second = try scene.connect()
            for client in [first, second] { #expect(try await client.ask(Wire.get("/hello")).status == 200) }
            let third = try scene.connect()
            try await third.send(Wire.get("/hello/third"))
            for _ in 0..<20 { #expect(try await first.ask(Wire.get("/hello")).status == 200) }
            #expect(scene.serverSockets == listening + 2)
            #expect(scene.exchanges.entries.allSatisfy { $0.path == "/hello" })
            second.reset()
            #expect(try await third.answer().body == "third")
        }
    }

    @Test(
        "what nobody may read yet does not keep the loop busy: bytes, ends, resets and newcomers over the limit",
        arguments: PollerKind.allCases)
    func doesNotSpin(poller: PollerKind) async throws {
        let gate = Gate()
        let held = Route(.get, "/held", bodyBytesMax: 0) { _ in
            await gate.wait()
            return Response(.ok)
        }
        var limits = Limits()
        limits.connectionsMax = 3
        try await Scene.play(on: poller, limits: limits, routes: [held]) { scene in
            let clients = try (0..<3).map { _ in try scene.connect() }
            for client in clients { try await client.send(Wire.get("/held") + Wire.get("/hello")) }
            #expect(await scene.eventually { gate.waiterCount == 3 })
            clients[1].halfClose()
            clients[2].reset()
            let newcomer = try scene.connect()
            try await newcomer.send(Wire.get("/hello"))
            #expect(await scene.serverRounds(inMilliseconds: 100) < 50)
            gate.open()
            #expect(try await newcomer.answer().status == 200)
        }
    }

    @Test("an answer that is a reset cuts the connection without a byte", arguments: PollerKind.allCases)
    func resetEnding(poller: PollerKind) async throws {
        let broken = Route(.get, "/broken", bodyBytesMax: 0) { _ in
            var response = Response(.ok, body: Array("never seen".utf8))
            response.ending = .reset
            return response
        }
        let closing = Route(.get, "/closing", bodyBytesMax: 0) { _ in
            var response = Response(.ok)
            response.ending = .close
            return response
        }
        try await Scene.play(on: poller, routes: [broken, closing]) { scene in
            let client = try scene.connect()
            try await client.send(Wire.get("/broken"))
            await #expect(throws: StreamFailure.self) { try await client.answer() }
            let polite = try scene.connect()
            #expect(try await polite.ask(Wire.get("/closing")).value("Connection") == "close")
            #expect(try await polite.rest() == "")
        }
    }
}
