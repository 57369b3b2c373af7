// The client against a server of ours: what is sent is what arrives, and connections are kept.
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import CurlClient

@Suite(.timeLimit(.minutes(5)), .serialized)
struct CurlClientTests {
    @Test(
        "a GET arrives with its path, its query and its headers, and no body", arguments: PollerKind.allCases)
    func get(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller) { scene in
            let request = CurlRequest(
                .get, "\(scene.base)/v1/things?limit=3&a=%20",
                headerLines: ["Authorization: Bearer x", "X-Two: 2"],
                timeoutMilliseconds: 30_000)
            #expect(try await scene.client.send(request).status == 200)
            let asked = try #require(scene.asked.entries.first)
            #expect(asked.head.method == .get)
            #expect(String(decoding: asked.head.path, as: UTF8.self) == "/v1/things")
            #expect(String(decoding: asked.head.query, as: UTF8.self) == "limit=3&a=%20")
            #expect(asked.head.text(of: "authorization") == "Bearer x")
            #expect(asked.head.text(of: "x-two") == "2")
            #expect(asked.head.text(of: "user-agent") == "Fermata/1")
            #expect(asked.head.framing.body == .none)
        }
    }

    @Test(
        "a POST arrives byte for byte, small, large or empty", arguments: PollerKind.allCases,
        [0, 5, 1_000_000])
    func post(poller: PollerKind, count: Int) async throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        try await CurlScene.play(on: poller, answer: { Response(.ok, body: $0.body) }) { scene in
            let request = CurlRequest(
                .post, "\(scene.base)/v1/things", headerLines: ["Content-Type: text/x-test"], body: body,
                timeoutMilliseconds: 30_000)
            #expect(try await scene.client.send(request).body == body)
            let asked = try #require(scene.asked.entries.first)
            #expect(asked.head.method == .post)
            #expect(asked.head.text(of: "content-type") == "text/x-test")
            #expect(asked.head.text(of: "content-length") == "\(count)")
            #expect(asked.head.text(of: "expect") == nil)
        }
    }

    @Test("a POST is a form when nothing else is said", arguments: PollerKind.allCases)
    func form(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller) { scene in
            _ = try await scene.client.send(
                CurlRequest(.post, "\(scene.base)/x", body: Array("a=1".utf8), timeoutMilliseconds: 30_000))
            let asked = try #require(scene.asked.entries.first)
            #expect(asked.head.text(of: "content-type") == "application/x-www-form-urlencoded")
        }
    }

    @Test("methods follow one another on one handle and leave nothing behind", arguments: PollerKind.allCases)
    func methods(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller) { scene in
            for (method, body) in [(.post, "a"), (.delete, ""), (.get, ""), (.post, "b"), (.get, "")]
                as [(CurlRequest.Method, String)]
            {
                let lines = method == .delete ? ["X-Only: delete"] : []
                _ = try await scene.client.send(
                    CurlRequest(
                        method, "\(scene.base)/x", headerLines: lines, body: Array(body.utf8),
                        timeoutMilliseconds: 30_000))
            }
            let asked = scene.asked.entries
            #expect(asked.map(\.head.method) == [.post, .delete, .get, .post, .get])
            #expect(asked.map { String(decoding: $0.body, as: UTF8.self) } == ["a", "", "", "b", ""])
            #expect(asked.map { $0.head.text(of: "x-only") } == [nil, "delete", nil, nil, nil])
            #expect(scene.connections == 1)
        }
    }

    @Test(
        "an answer's status, body and headers come back; names compare without case",
        arguments: PollerKind.allCases)
    func answer(poller: PollerKind) async throws {
        let answer: @Sendable (Request) -> Response = { _ in
            var response = Response.json(.paymentRequired, Array("{\"error\":{}}".utf8))
            response.add("Request-Id", FieldValue(constant: "req_1"))
            response.add("X-Spaces", FieldValue(constant: " \t a b \t "))
            response.add("X-Empty", FieldValue(constant: ""))
            response.add("Request-Id", FieldValue(constant: "req_2"))
            return response
        }
        try await CurlScene.play(on: poller, answer: answer) { scene in
            let response = try await scene.get("/")
            #expect(response.status == 402)
            #expect(response.body == Array("{\"error\":{}}".utf8))
            #expect(response.header("REQUEST-id") == "req_1", "the first of that name")
            #expect(response.header("content-type") == "application/json; charset=utf-8")
            #expect(response.header("x-spaces") == "a b")
            #expect(response.header("x-empty") == "")
            #expect(response.header("x-missing") == nil)
            #expect(response.header("request") == nil)
        }
    }

    @Test("an answer without a body has none, also after one that had", arguments: PollerKind.allCases)
    func noBody(poller: PollerKind) async throws {
        let answer: @Sendable (Request) -> Response = {
            $0.head.method == .get ? Response(.ok, body: Array("long".utf8)) : Response(.noContent)
        }
        try await CurlScene.play(on: poller, answer: answer) { scene in
            #expect(try await scene.get("/").body == Array("long".utf8))
            let second = try await scene.client.send(
                CurlRequest(.delete, "\(scene.base)/", timeoutMilliseconds: 30_000))
            #expect(second.status == 204)
            #expect(second.body.isEmpty)
        }
    }

    @Test("a path is sent as it is, dots and all", arguments: PollerKind.allCases)
    func pathAsIs(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller) { scene in
            _ = try await scene.get("/v1/../a/./b//c/%2e%2e")
            let path = scene.asked.entries.first.map { String(decoding: $0.head.path, as: UTF8.self) }
            #expect(path == "/v1/../a/./b//c/%2e%2e")
        }
    }

    @Test("a redirect is an answer, and is not followed", arguments: PollerKind.allCases)
    func redirect(poller: PollerKind) async throws {
        let answer: @Sendable (Request) -> Response = { _ in
            var response = Response(Status(code: 302))
            response.add("Location", FieldValue(constant: "/elsewhere"))
            return response
        }
        try await CurlScene.play(on: poller, answer: answer) { scene in
            let response = try await scene.get("/")
            #expect(response.status == 302)
            #expect(scene.asked.entries.count == 1)
        }
    }

    @Test("a thousand requests, one after another, use one connection", arguments: PollerKind.allCases)
    func keepsConnection(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller) { scene in
            for _ in 0..<1000 {
                let response = try await scene.get("/")
                #expect(response.status == 200)
            }
            #expect(scene.asked.entries.count == 1000)
            #expect(scene.connections == 1)
        }
    }

    @Test(
        "sixty-four requests are under way at once, and again on the kept connections",
        arguments: PollerKind.allCases)
    func concurrent(poller: PollerKind) async throws {
        let gate = Gate()
        let answer: @Sendable (Request) async -> Response = { request in
            await gate.wait()
            return Response(.ok, body: Array(request.head.path))
        }
        try await CurlScene.play(on: poller, answer: answer) { scene in
            let scene = scene
            for _ in 0..<2 {
                try await withThrowingDiscardingTaskGroup { group in
                    for number in 0..<64 {
                        group.addTask {
                            let body = try await scene.get("/\(number)").body
                            #expect(body == Array("/\(number)".utf8))
                        }
                    }
                    #expect(await scene.eventually { scene.asked.entries.count >= 64 })
                    gate.open()
                }
            }
            #expect(scene.asked.entries.count == 128)
            #expect(scene.connections == 64)
        }
    }
}
