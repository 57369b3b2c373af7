// Over real sockets, on both pollers: requests and answers, one after another.
import Reactor
import TestSupport
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ServerExchangeTests {
    @Test("a connection is kept for the next request", arguments: PollerKind.allCases)
    func keepAlive(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            for name in ["a", "b", "c"] {
                let answer = try await client.ask(Wire.get("/hello/\(name)"))
                #expect(answer.status == 200)
                #expect(answer.body == name)
                #expect(answer.value("Date")?.hasSuffix(" GMT") == true)
                #expect(answer.value("Connection") == nil)
            }
        }
    }

    @Test("requests in one write are answered one by one, in their order", arguments: PollerKind.allCases)
    func pipelining(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let names = (0..<100).map { "n\($0)" }
            let requests = names.map { Wire.get("/hello/\($0)") + Wire.post("/echo", "body \($0)") }.joined()
            try await client.send(requests)
            for name in names {
                #expect(try await client.answer().body == name)
                #expect(try await client.answer().body == "body \(name)")
            }
        }
    }

    @Test("a head and a body that drip in byte by byte are a request", arguments: PollerKind.allCases)
    func dripped(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            for byte in Wire.post("/echo", "hello").utf8 {
                try await client.send([byte])
                await Task.yield()
            }
            #expect(try await client.answer().body == "hello")
        }
    }

    @Test("HEAD has the fields of GET and no body; the next answer follows", arguments: PollerKind.allCases)
    func head(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            try await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n" + Wire.get("/hello/next"))
            let answer = try await client.answer(isToHead: true)
            #expect(answer.status == 200)
            #expect(answer.value("Content-Length") == "5")
            #expect(try await client.answer().body == "next")
            try await client.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n" + Wire.get("/hello/next"))
            #expect(try await client.answer(isToHead: true).status == 405)
            #expect(try await client.answer().body == "next")
        }
    }

    @Test("a refused HEAD request has no body either", arguments: PollerKind.allCases)
    func refusedHead(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            try await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")
            #expect(try await client.answer(isToHead: true).status == 413)
            #expect(try await client.rest() == "")
        }
    }

    @Test("OPTIONS tells what a path, and the server, can do", arguments: PollerKind.allCases)
    func options(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let path = try await client.ask("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(path.status == 204)
            #expect(path.value("Allow") == "GET, HEAD, OPTIONS")
            #expect(path.value("Content-Length") == nil)
            let server = try await client.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(server.status == 204)
            #expect(server.value("Allow") == "GET, HEAD, POST, OPTIONS")
        }
    }

    @Test("an unknown path is 404, a known one under another method 405", arguments: PollerKind.allCases)
    func unknown(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let missing = try await client.ask(Wire.get("/nothing"))
            #expect(missing.status == 404)
            #expect(missing.body.contains("no such path"))
            for method in ["DELETE", "TRACE", "PATCH"] {
                let answer = try await client.ask("\(method) /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.status == 405)
                #expect(answer.value("Allow") == "GET, HEAD, OPTIONS")
            }
            #expect(try await client.ask(Wire.get("/hello")).status == 200, "the connection went on")
        }
    }

    @Test("HTTP/1.0 closes after the answer unless asked to stay", arguments: PollerKind.allCases)
    func old(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let kept = try await client.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(kept.value("Connection") == "keep-alive")
            let last = try await client.ask("GET /hello HTTP/1.0\r\n\r\n")
            #expect(last.value("Connection") == "close")
            #expect(try await client.rest() == "")
        }
    }

    @Test("Connection: close is obeyed and said", arguments: PollerKind.allCases)
    func close(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let answer = try await client.ask(Wire.get("/hello", "Connection: close") + Wire.get("/hello"))
            #expect(answer.value("Connection") == "close")
            #expect(try await client.rest() == "")
        }
    }

    @Test("a connection ends after its last allowed request", arguments: PollerKind.allCases)
    func requestsMax(poller: PollerKind) async throws {
        var limits = Limits()
        limits.requestsPerConnectionMax = 2
        try await Scene.play(on: poller, limits: limits) { scene in
            let client = try scene.connect()
            #expect(try await client.ask(Wire.get("/hello")).value("Connection") == nil)
            #expect(try await client.ask(Wire.get("/hello")).value("Connection") == "close")
            #expect(try await client.rest() == "")
        }
    }

    @Test(
        "an absolute target is understood, and one without a path is the root", arguments: PollerKind.allCases
    )
    func absolute(poller: PollerKind) async throws {
        let root = Route(.get, "/", bodyBytesMax: 0) { _ in Response(.ok, body: Array("root".utf8)) }
        try await Scene.play(on: poller, routes: [root]) { scene in
            let client = try scene.connect()
            #expect(try await client.ask(Wire.get("http://b/hello?x")).body == "hello")
            #expect(try await client.ask(Wire.get("http://b")).body == "root")
        }
    }

    @Test("each exchange is told with its route, its status and its id", arguments: PollerKind.allCases)
    func observed(poller: PollerKind) async throws {
        try await Scene.play(on: poller) { scene in
            let client = try scene.connect()
            let own = try await client.ask(Wire.get("/hello/you?secret=1", "X-Request-Id: mine-1"))
            #expect(own.value("X-Request-Id") == "mine-1")
            let given = try await client.ask(Wire.get("/nothing", "X-Request-Id: not a token"))
            #expect(given.value("X-Request-Id")?.utf8.count == 15)
            #expect(try await client.ask("nonsense\r\n\r\n").status == 400)
            #expect(await scene.eventually { scene.exchanges.entries.count == 3 })
            let told = scene.exchanges.entries
            #expect(told.map(\.route) == ["/hello/:name", nil, nil])
            #expect(told.map(\.path) == ["/hello/you", "/nothing", ""])
            #expect(told.map(\.status) == [.ok, .notFound, .badRequest])
            #expect(told.map(\.method) == [.get, .get, nil])
            #expect(told[0].requestID == "mine-1")
            #expect(told[0].peer?.isLoopback == true)
        }
    }
}
