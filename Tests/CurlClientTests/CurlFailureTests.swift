// How a request fails, told apart by the question that matters to money: can the other side have acted?
import HTTPServer
import Reactor
import TestSupport
import Testing

@testable import CurlClient

@Suite(.timeLimit(.minutes(5)), .serialized)
struct CurlFailureTests {
    /// What the request fails with, by name; nil when it does not fail.
    private static func failure(of request: CurlRequest, from client: CurlClient) async -> String? {
        do throws(CurlFailure) {
            _ = try await client.send(request)
            return nil
        } catch {
            switch error {
            case .notSent: return "not sent"
            case .noAnswer: return "no answer"
            case .timedOut: return "timed out"
            }
        }
    }

    private static func get(_ url: String, milliseconds: Int = 30_000) -> CurlRequest {
        CurlRequest(.get, url, timeoutMilliseconds: milliseconds)
    }

    /// `/reset` cuts the connection, `/silent` never answers, `/large` and `/large-head` answer too much.
    private static func answer(by gate: Gate) -> @Sendable (Request) async -> Response {
        { request in
            switch String(decoding: request.head.path, as: UTF8.self) {
            case "/reset":
                var response = Response(.ok)
                response.ending = .reset
                return response
            case "/silent":
                await gate.wait()
                return Response(.ok)
            case "/large": return Response(.ok, body: [UInt8](repeating: 120, count: 100_001))
            case "/exact": return Response(.ok, body: [UInt8](repeating: 120, count: 100_000))
            case "/large-head":
                let fields = (0..<20).compactMap {
                    Response.Field(name: "X-\($0)", value: String(repeating: "x", count: 1000))
                }
                return Response(.ok, fields: fields)
            default: return Response(.ok)
            }
        }
    }

    @Test("a port where nobody listens: not sent", arguments: PollerKind.allCases)
    func refused(poller: PollerKind) async throws {
        let loop = try EventLoop(poller)
        try loop.start()
        let port = try BoundPort()
        await withTaskExecutorPreference(loop) {
            await port.held {
                let request = Self.get("http://127.0.0.1:\(port.number)/")
                #expect(await Self.failure(of: request, from: CurlClient(on: loop)) == "not sent")
            }
        }
        loop.stop()
    }

    @Test(
        "a reset before the answer: no answer, and the next request is answered",
        arguments: PollerKind.allCases)
    func reset(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller, answer: Self.answer(by: Gate())) { scene in
            let request = Self.get("\(scene.base)/reset")
            #expect(await Self.failure(of: request, from: scene.client) == "no answer")
            let next = try await scene.get("/")
            #expect(next.status == 200)
        }
    }

    @Test(
        "a POST that is cut on a kept connection: no answer, and it was sent once",
        arguments: PollerKind.allCases)
    func resetOnKept(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller, answer: Self.answer(by: Gate())) { scene in
            let first = try await scene.get("/")
            #expect(first.status == 200)
            let request = CurlRequest(
                .post, "\(scene.base)/reset", body: Array("a=1".utf8), timeoutMilliseconds: 30_000)
            #expect(await Self.failure(of: request, from: scene.client) == "no answer")
            #expect(scene.asked.entries.count == 2)
        }
    }

    @Test(
        "a peer that never answers: timed out, in its time, and the client goes on",
        arguments: PollerKind.allCases)
    func silent(poller: PollerKind) async throws {
        let gate = Gate()
        try await CurlScene.play(on: poller, answer: Self.answer(by: gate)) { scene in
            let started = scene.loop.nowMilliseconds
            let request = Self.get("\(scene.base)/silent", milliseconds: 1500)
            #expect(await Self.failure(of: request, from: scene.client) == "timed out")
            #expect(scene.loop.nowMilliseconds - started >= 1490)
            let next = try await scene.get("/")
            #expect(next.status == 200)
            gate.open()
        }
    }

    @Test("an answer over a limit: no answer, and the client goes on", arguments: PollerKind.allCases)
    func tooLarge(poller: PollerKind) async throws {
        var settings = CurlSettings()
        settings.answerBytesMax = 100_000
        settings.headBytesMax = 10_000
        try await CurlScene.play(on: poller, settings: settings, answer: Self.answer(by: Gate())) { scene in
            for path in ["/large", "/large-head"] {
                await #expect(throws: CurlFailure.noAnswer("the answer is too large")) {
                    try await scene.get(path)
                }
                let exact = try await scene.get("/exact")
                #expect(exact.body.count == 100_000)
            }
        }
    }

    @Test("where long answers are cut off, the status counts and the rest is dropped")
    func cut() async throws {
        var settings = CurlSettings()
        settings.answerBytesMax = 50_000
        settings.headBytesMax = 10_000
        settings.cutsLongAnswers = true
        let answer = Self.answer(by: Gate())
        try await CurlScene.play(on: .standard, settings: settings, answer: answer) { scene in
            let long = try await scene.get("/large")
            #expect(long.status == 200)
            #expect(long.body.count <= 50_000)
            await #expect(throws: CurlFailure.noAnswer("the answer is too large")) {
                try await scene.get("/large-head")
            }
            let next = try await scene.get("/")
            #expect(next.status == 200 && next.body.isEmpty)
        }
    }

    @Test(
        "https to a port that speaks plain HTTP: nothing of the request was sent",
        arguments: PollerKind.allCases)
    func plainPort(poller: PollerKind) async throws {
        try await CurlScene.play(on: poller) { scene in
            let url = scene.base.replacing("http://", with: "https://") + "/"
            let request = CurlRequest(.post, url, body: Array("secret".utf8), timeoutMilliseconds: 30_000)
            #expect(await Self.failure(of: request, from: scene.client) == "not sent")
            #expect(scene.asked.entries.isEmpty)
        }
    }

    @Test(
        "an address that is none, or not of the web: not sent",
        arguments: ["", "nonsense", "file:///etc/hostname", "ftp://127.0.0.1/"])
    func otherSchemes(url: String) async throws {
        try await CurlScene.play(on: .standard) { scene in
            #expect(await Self.failure(of: Self.get(url), from: scene.client) == "not sent")
        }
    }

    @Test(
        "kept connections that the peer closed are replaced without a failure", arguments: PollerKind.allCases
    )
    func staleConnection(poller: PollerKind) async throws {
        let closing: @Sendable (Request) -> Response = { request in
            var response = Response(.ok)
            if request.head.path.elementsEqual("/close".utf8) { response.ending = .close }
            return response
        }
        try await CurlScene.play(on: poller, answer: closing) { scene in
            for path in ["/", "/close", "/", "/close", "/"] {
                let response = try await scene.get(path)
                #expect(response.status == 200)
            }
            #expect(scene.asked.entries.count == 5)
            #expect(scene.connections == 3)
        }
    }
}
