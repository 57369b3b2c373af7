// Over real sockets, on both pollers: bodies, and what is refused before or while they come.
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerBodyTests {
    private static let expecting =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"

    @Test(
        "a chunked body reaches the handler whole, and the next request follows it",
        arguments: PollerKind.allCases)
    func chunked(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            try await client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x\r\nhel")
            try await client.send("lo\r\n6\r\n world\r\n0\r\nTrailer: 1\r\n\r\n" + Wire.get("/hello"))
            #expect(try await client.answer().body == "hello world")
            #expect(try await client.answer().body == "hello")
        }
    }

    @Test("a body as large as the limit arrives byte for byte", arguments: PollerKind.allCases)
    func large(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let body = String((0..<(1024 * 1024)).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
            let answer = try await client.ask(Wire.post("/echo", body))
            #expect(answer.body == body)
            #expect(try await client.ask(Wire.get("/hello")).body == "hello")
        }
    }

    @Test("100 Continue comes before the body is sent", arguments: PollerKind.allCases)
    func continues(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let interim = try await client.ask(Self.expecting)
            #expect(interim.status == 100)
            #expect(interim.lines.isEmpty)
            let answer = try await client.ask("hello")
            #expect(answer.status == 200)
            #expect(answer.body == "hello")
        }
    }

    @Test("100 Continue is left out when the body has already come", arguments: PollerKind.allCases)
    func continuesNot(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            #expect(try await client.ask(Self.expecting + "hello").status == 200)
        }
    }

    private static let refused: [(String, Int)] = [
        ("POST /short HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", 413),
        ("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", 404),
        ("GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", 405),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: a miracle\r\n\r\n", 417),
        ("POST /short HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413),
        ("POST /short HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 9000))\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\n", 505), ("\u{16}\u{3}\u{1}\r\n", 400),
    ]

    @Test(
        "a refusal comes at once, says that it closes, and closes: what follows is not taken for a request",
        arguments: PollerKind.allCases, refused.indices)
    func refuses(poller: PollerKind, index: Int) async throws {
        let (request, status) = Self.refused[index]
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let answer = try await client.ask(request)
            #expect(answer.status == status)
            #expect(answer.value("Connection") == "close")
            #expect(answer.value("Content-Type") == "application/json; charset=utf-8")
            try await client.send(Wire.get("/hello"))
            client.halfClose()
            #expect(try await client.rest() == "")
            #expect(await scene.eventually { scene.exchanges.entries.count == 1 })
        }
    }

    @Test("a refusal is not lost although the client is still sending", arguments: PollerKind.allCases)
    func lingers(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            try await client.send("nonsense\r\n" + String(repeating: "x", count: 100_000))
            try await client.send(String(repeating: "y", count: 100_000))
            #expect(try await client.answer().status == 400)
            client.halfClose()
            #expect(try await client.rest() == "", "an end, not a reset")
        }
    }

    @Test(
        "a client that goes on sending after a refusal is read for a bounded while",
        arguments: PollerKind.allCases)
    func lingersNotForEver(poller: PollerKind) async throws {
        var limits = Limits()
        limits.lingerMilliseconds = 60_000
        limits.lingerBytesMax = 10_000
        try await Scene.play(on: poller, limits: limits) { scene in
            let client = try scene.connect()
            #expect(try await client.ask("nonsense\r\n").status == 400)
            await #expect(throws: StreamFailure.self) {
                while true { try await client.send(String(repeating: "x", count: 10_000)) }
            }
        }
    }
}
