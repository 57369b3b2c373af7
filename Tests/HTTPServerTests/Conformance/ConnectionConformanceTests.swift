// The law of the connection: RFC 9112 section 9; RFC 9110 sections 7.8, 10.1.1 and 15; and the server's own limits.
import Reactor
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ConnectionConformanceTests {
    private static func get(_ lines: String..., version: String = "1.1") -> String {
        "GET /hello HTTP/\(version)\r\nHost: a\r\n" + lines.map { "\($0)\r\n" }.joined() + "\r\n"
    }

    private static let hello = Wire.get("/hello")
    private static let chunked =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n"

    private static let endings: [ConformanceCase] = [
        .accepted("9.3: HTTP/1.1 stays", get()),
        .refused("9.3: close ends it", get("Connection: close"), 200),
        .refused("9110 7.6.1: options have no case", get("Connection: CLOSE"), 200),
        .refused("9110 7.6.1: close in a list", get("Connection: x, close ,y"), 200),
        .refused("9110 7.6.1: close in a second field", get("Connection: x", "Connection: close"), 200),
        .refused("9.3: close wins over keep-alive", get("Connection: keep-alive, close"), 200),
        .accepted("9.3: keep-alive says nothing new", get("Connection: keep-alive")),
        .accepted("9110 7.6.1: nearly close", get("Connection: closed")),
        .accepted("9110 7.6.1: empty elements", get("Connection: ,, ,")),
        .accepted(
            "9110 7.6.1: a named field is no option of ours", get("Connection: X-Close", "X-Close: close")),
        .accepted("9110 7.6.1: Host cannot be named away", get("Connection: Host")),
        .refused("9.3: HTTP/1.0 ends", get(version: "1.0"), 200),
        .accepted("9.3: HTTP/1.0 stays when asked", get("Connection: keep-alive", version: "1.0")),
        .accepted("9.3: in any case", get("Connection: Keep-Alive", version: "1.0")),
        .refused("9.3: HTTP/1.0 with both ends", get("Connection: keep-alive, close", version: "1.0"), 200),
        .refused(
            "9.3: Proxy-Connection is no field of ours", get("Proxy-Connection: keep-alive", version: "1.0"),
            200),
        .accepted("9110 7.8: an upgrade is not taken", get("Connection: Upgrade", "Upgrade: websocket")),
        .accepted(
            "9110 7.8: nor one to HTTP/2",
            get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")),
        .accepted("9110 10.1.4: TE is not needed", get("Connection: TE", "TE: trailers")),
    ]

    private static let pipelines: [ConformanceCase] = [
        ConformanceCase("9.3.2: two requests", hello + hello, .stays([200, 200])),
        ConformanceCase("9.3.2: an empty line between them", hello + "\r\n" + hello, .stays([200, 200])),
        ConformanceCase(
            "9.3.2: two empty lines between them", hello + "\r\n\r\n" + hello, .closes([200, 400])),
        ConformanceCase(
            "9.3.2: bodies of both kinds", Wire.post("/echo", "one") + chunked + Wire.post("/echo", ""),
            .stays([200, 200, 200])),
        ConformanceCase(
            "9.3.2: a body that looks like a request", Wire.post("/echo", hello) + hello, .stays([200, 200])),
        ConformanceCase("9.3.2: a missing path is no end", Wire.get("/none") + hello, .stays([404, 200])),
        ConformanceCase("9.3.2: nor a wrong method", Wire.get("/echo") + hello, .stays([405, 200])),
        ConformanceCase(
            "9.3.2: a refusal is the end", hello + "GET /hello\r\n" + hello, .closes([200, 400])),
        ConformanceCase(
            "9.3.2: so is one within a body",
            hello + "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n" + hello,
            .closes([200, 400])),
        ConformanceCase("9.6: so is a close", get("Connection: close") + hello, .closes([200])),
        ConformanceCase("9.3: so is HTTP/1.0", get(version: "1.0") + hello, .closes([200])),
        ConformanceCase("6.3: a body that nobody reads", Wire.post("/none", hello) + hello, .closes([404])),
        ConformanceCase(
            "6.3: the same by a wrong method", Wire.post("/hello", hello) + hello, .closes([405])),
        ConformanceCase(
            "6.3: the same by OPTIONS", "OPTIONS /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
            .closes([204])),
        ConformanceCase(
            "6.3: more than its length is another request", Wire.post("/echo", "") + "(hello)",
            .closes([200, 400])),
        ConformanceCase(
            "6.3: less than its length eats the next",
            "POST /short HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", .closes([200, 400])),
        ConformanceCase(
            "9110 9.3.2: HEAD among others", Wire.get("/none") + "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n",
            .stays([404, 200]), isToHead: true),
        ConformanceCase(
            "9110 9.3.7: OPTIONS among others", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + hello,
            .stays([204, 200])),
        ConformanceCase(
            "9.3.2: fifty of them", String(repeating: hello, count: 50),
            .stays([Int](repeating: 200, count: 50))),
    ]

    private static func line(_ byteCount: Int) -> String { String(repeating: "a", count: byteCount) }

    private static let limits: [ConformanceCase] = [
        .accepted("9112 3: a line of 8 KiB", "GET /\(line(8178)) HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        .refused("9110 15.5.15: a byte more", "GET /\(line(8179)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        .refused("9110 15.5.15: a query", "GET /hello?\(line(9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        .refused("9110 15.5.15: a line without an end", "GET /\(line(70_000))", 414),
        .refused("9110 15.5.15: a method without an end", line(70_000), 414),
        .accepted("6585 5: a field of 8 KiB", get("X: \(line(8189))")),
        .refused("6585 5: a byte more", get("X: \(line(8190))"), 431),
        .refused("6585 5: a name", get("\(line(8190)): x"), 431),
        .refused(
            "6585 5: a field without an end", "GET /hello HTTP/1.1\r\nHost: a\r\nX: \(line(70_000))", 431),
        .accepted("6585 5: a hundred fields", get(String(repeating: "X: y\r\n", count: 98) + "X: y")),
        .refused("6585 5: one more", get(String(repeating: "X: y\r\n", count: 99) + "X: y"), 431),
        .refused(
            "6585 5: 32 KiB in all", get(String(repeating: "X: \(line(4000))\r\n", count: 9) + "X: y"), 431),
    ]

    @Test("a connection stays or ends as was said", arguments: PollerKind.allCases, endings)
    func holdsEndings(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test(
        "requests in a row are answered in their order, until one ends it", arguments: PollerKind.allCases,
        pipelines)
    func holdsPipelines(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("what is too long has a status of its own", arguments: PollerKind.allCases, limits)
    func holdsLimits(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }
}

/// Expectations are a dialogue, so each of these says when the body is sent (RFC 9110 section 10.1.1).
@Suite(.timeLimit(.minutes(5)), .serialized)
struct ExpectationConformanceTests {
    private static func head(_ lines: String, target: String = "/echo", version: String = "1.1") -> String {
        "POST \(target) HTTP/\(version)\r\nHost: a\r\n\(lines)\r\n\r\n"
    }

    /// Heads, and the first status that is heard while no byte of the body has been sent.
    private static let firsts: [(String, Int)] = [
        (head("Expect: 100-continue\r\nContent-Length: 5"), 100),
        (head("expect: 100-CONTINUE\r\nContent-Length: 5"), 100),
        (head("Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5"), 100),
        (head("Expect: 100-continue\r\nTransfer-Encoding: chunked"), 100),
        (head("Expect: 100-continue\r\nContent-Length: 5", version: "1.2"), 100),
        (head("Expect: 100-continue\r\nContent-Length: 0"), 200),
        (head("Expect: 100-continue"), 200),
        (head("Expect: 100-continue\r\nContent-Length: 5", target: "/short"), 413),
        (head("Expect: 100-continue\r\nContent-Length: 5", target: "/none"), 404),
        (head("Expect: 100-continue\r\nContent-Length: 5", target: "/hello"), 405),
        (head("Expect: 100-continue\r\nContent-Length: 5, 5"), 400),
        (head("Expect: 100-continue\r\nTransfer-Encoding: gzip"), 501),
        (head("Expect: a miracle\r\nContent-Length: 5"), 417),
        (head("Expect:\r\nContent-Length: 5"), 417),
        (head("Expect: 100-continue, a miracle\r\nContent-Length: 5"), 417),
        (head("Expect: 100-continue\r\nExpect: a miracle\r\nContent-Length: 5"), 417),
        (head("Expect: a miracle", version: "1.0"), 417),
    ]

    @Test(
        "100 Continue is said when the body is wanted, and only then", arguments: PollerKind.allCases,
        firsts.indices)
    func first(poller: PollerKind, index: Int) async throws {
        let (head, status) = Self.firsts[index]
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            #expect(try await client.ask(head).status == status, "\(head)")
        }
    }

    @Test("HTTP/1.0 is never told to continue", arguments: PollerKind.allCases)
    func old(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            try await client.send(Self.head("Expect: 100-continue\r\nContent-Length: 5", version: "1.0"))
            // A round trip of another client: the server has read the head.
            #expect(try await scene.connect().ask(Wire.get("/hello")).status == 200)
            #expect(try await client.ask("hello").status == 200)
        }
    }
}
