// Proves what the client sends, and how it goes on after each kind of answer.
import Basics
import StripeClient
import Testing

@Suite("Stripe client", .timeLimit(.minutes(5)), .serialized)
struct StripeClientTests {
    static let intent = #"{"id":"pi_1","object":"payment_intent","status":"succeeded"}"#

    @Test("every call carries the key, the pinned version and, when it posts, an idempotency key")
    func headers() async throws {
        let bench = Bench([.answer(200, Self.intent), .answer(200, Self.intent)])
        _ = try await bench.capture(key: "mine")
        _ = try await bench.client.retrievePaymentIntent(
            bench.id, expand: ["a.b"], deadline: bench.client.deadline())
        let (post, get) = (bench.requests[0], bench.requests[1])
        for request in [post, get] {
            #expect(request.header("Authorization") == "Bearer sk_test_secret")
            #expect(request.header("Stripe-Version") == "2022-11-15")
        }
        #expect("\(post)" == "POST /v1/payment_intents/pi_1/capture")
        #expect(post.text == "amount_to_capture=5")
        #expect(post.header("Idempotency-Key") == "mine")
        #expect(get.method == .get)
        #expect(get.target == "/v1/payment_intents/pi_1?expand[0]=a.b")
        #expect(get.header("Idempotency-Key") == nil)
        #expect(get.body.isEmpty)
    }

    @Test("without a key of the caller's each call has its own")
    func randomKeys() async throws {
        let bench = Bench([.answer(200, Self.intent), .answer(200, Self.intent)])
        _ = try await bench.capture(key: nil)
        _ = try await bench.capture(key: nil)
        let keys = bench.requests.map { $0.header("Idempotency-Key") ?? "" }
        #expect(keys[0].hasPrefix("fermata-"))
        #expect(keys[0].utf8.count == 8 + 32)
        #expect(keys[0] != keys[1])
    }

    @Test("the answer's bytes are Stripe's, and a replay is told")
    func answer() async throws {
        let body = "{\n  \"id\": \"pi_1\",\n  \"object\": \"payment_intent\", \"status\": \"caf\\u00e9\"\n}\n"
        let bench = Bench([
            .answer(200, body, headers: ["idempotent-replayed": "true", "REQUEST-ID": "req_1"]),
            .answer(200, body),
        ])
        let replay = try await bench.capture(key: nil)
        #expect(replay.answer.body == Array(body.utf8))
        #expect(replay.answer.replayed)
        #expect(replay.answer.requestID == "req_1")
        #expect(replay.object.status == .other("café"))
        let fresh = try await bench.capture(key: nil)
        #expect(!fresh.answer.replayed)
        #expect(fresh.answer.requestID == nil)
    }

    @Test("retries repeat the request to the letter, with one key, and wait longer each time")
    func retries() async throws {
        let bench = Bench([
            .answer(500, #"{"error":{"type":"api_error"}}"#), .failure(.noAnswer(reason: "reset")),
            .answer(200, Self.intent),
        ])
        _ = try await bench.capture(key: nil)
        #expect(bench.requests.count == 3)
        #expect(Set(bench.requests.map { $0.header("Idempotency-Key") ?? "" }).count == 1)
        #expect(Set(bench.requests.map(\.text)) == ["amount_to_capture=5"])
        #expect(Set(bench.requests.map(\.target)).count == 1)
        #expect(bench.time.waits.count == 2)
        #expect(bench.time.waits[0] == 500)
        #expect((500...1_000).contains(bench.time.waits[1]))
    }

    @Test(
        "a definite no is not asked again",
        arguments: [
            (400, [:]), (402, [:]), (404, [:]), (429, [:]), (500, ["Stripe-Should-Retry": "false"]),
            (409, ["Stripe-Should-Retry": "false"]),
        ] as [(Int, [String: String])])
    func definite(status: Int, headers: [String: String]) async {
        let bench = Bench([.answer(status, error(type: "invalid_request_error"), headers: headers)])
        await #expect(throws: StripeFailure.self) { try await bench.capture(key: nil) }
        #expect(bench.requests.count == 1)
        #expect(bench.time.waits.isEmpty)
    }

    @Test(
        "what Stripe asks to be repeated is, like conflicts and faults",
        arguments: [
            (400, ["Stripe-Should-Retry": "true"]), (429, ["stripe-should-retry": "true"]), (409, [:]),
            (500, [:]),
            (503, [:]),
        ] as [(Int, [String: String])])
    func repeated(status: Int, headers: [String: String]) async throws {
        let bench = Bench([
            .answer(status, error(type: "api_error", code: "lock_timeout"), headers: headers),
            .answer(200, Self.intent),
        ])
        _ = try await bench.capture(key: nil)
        #expect(bench.requests.count == 2)
    }

    @Test(
        "a 200 that is not Stripe's JSON is an unknown outcome, asked for again with the same key",
        arguments: ["<html>hello</html>", "", "{\"id\":\"pi_1\"", "[]", "\"pi_1\"", "{\"id\":\"\u{FFFD}\"}}"])
    func garbage(body: String) async throws {
        let bench = Bench([.answer(200, body), .answer(200, Self.intent)])
        _ = try await bench.capture(key: nil)
        #expect(bench.requests.count == 2)
        #expect(bench.requests[0].header("Idempotency-Key") == bench.requests[1].header("Idempotency-Key"))
    }

    @Test("two retries, and no more")
    func retriesMax() async {
        let bench = Bench([.answer(500, "oops"), .answer(200, "<html>"), .answer(502, "oops")])
        await bench.expectFailure { failure in
            guard case .broken(let breakage) = failure else { return false }
            return breakage.status == 502
        }
        #expect(bench.requests.count == 3)
    }

    @Test("every attempt is told what is left of the one deadline")
    func deadlineShrinks() async throws {
        let bench = Bench([.answer(500, "oops"), .answer(200, Self.intent)], deadlineMilliseconds: 2_000)
        _ = try await bench.capture(key: nil)
        #expect(bench.requests.map(\.deadlineMilliseconds) == [2_000, 1_500])
    }

    @Test("no retry starts at or past the deadline: the last failure stands")
    func deadlineTooNear() async {
        let bench = Bench([.answer(500, "oops")], deadlineMilliseconds: 500)
        await bench.expectFailure { if case .broken = $0 { true } else { false } }
        #expect(bench.time.waits.isEmpty)
    }

    @Test("calls of one request share its deadline, and none is begun past it")
    func deadlineShared() async throws {
        let bench = Bench([], deadlineMilliseconds: 300)
        let deadline = bench.client.deadline()
        await bench.time.wait(milliseconds: 300)
        await bench.expectFailure(deadline: deadline) { if case .timedOut = $0 { true } else { false } }
        #expect(bench.requests.isEmpty)
    }

    @Test("a time-out ends the call")
    func timedOut() async {
        let bench = Bench([.failure(.timedOut)])
        await bench.expectFailure { if case .timedOut = $0 { true } else { false } }
        #expect(bench.requests.count == 1)
    }

    @Test("every attempt is told of, with the decision and its reason")
    func observed() async throws {
        let bench = Bench([
            .failure(.notSent(reason: "refused")), .answer(409, "x", headers: ["Request-Id": "req_2"]),
            .answer(200, Self.intent),
        ])
        _ = try await bench.capture(key: nil)
        let attempts = bench.attempts
        #expect(attempts.map(\.decision) == [.retry(.notSent), .retry(.conflict), .stop(.answered)])
        #expect(attempts.map(\.status) == [nil, 409, 200])
        #expect(attempts.map(\.retry) == [0, 1, 2])
        #expect(attempts[1].requestID == "req_2")
        #expect(attempts[0].endpoint.template == "/v1/payment_intents/:intent/capture")
    }

    @Test("a deadline that cuts the retries short is told of as that")
    func observedDeadline() async {
        let bench = Bench([.answer(500, "x")], deadlineMilliseconds: 100)
        await bench.expectFailure { _ in true }
        #expect(bench.attempts.map(\.decision) == [.stop(.deadlineTooNear)])
    }

    @Test("neither a request nor the client shows the key when printed")
    func redacted() async throws {
        let bench = Bench([.answer(200, Self.intent)])
        _ = try await bench.capture(key: nil)
        var dumped = "\(bench.client)\(bench.requests)"
        dump(bench.client, to: &dumped)
        dump(bench.requests[0], to: &dumped)
        #expect(dumped.contains("/v1/payment_intents/pi_1/capture"))
        #expect(!dumped.contains("sk_test"))
    }

    private func error(type: String, code: String = "any") -> String {
        #"{"error":{"type":"\#(type)","code":"\#(code)","message":"no"}}"#
    }
}
