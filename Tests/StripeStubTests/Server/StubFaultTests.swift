// Around the stub: each fault as a client meets it.
import Basics
import CurlClient
import Reactor
import StripeStub
import Testing

@Suite("The stub's faults", .timeLimit(.minutes(5)), .serialized)
struct StubFaultTests {
    /// The fault's JSON, the answer's status, its error's code, and whether the thing was done.
    static let answered: [(json: String, status: Int, code: String?, done: Bool)] = [
        (#"{"kind":"rate_limit"}"#, 429, "rate_limit", false),
        (#"{"kind":"lock_timeout"}"#, 429, "lock_timeout", false),
        (#"{"kind":"key_in_use"}"#, 409, "idempotency_key_in_use", false),
        (#"{"kind":"error_500"}"#, 500, nil, false),
        (#"{"kind":"error_500_after"}"#, 500, nil, true),
        (#"{"kind":"error_503"}"#, 503, nil, false),
        (#"{"kind":"garbage_body"}"#, 200, nil, true),
        (#"{"kind":"html_200"}"#, 200, nil, true),
        (#"{"kind":"slow_body","bytes_per_second":100000}"#, 200, nil, true),
        (#"{"kind":"delay","milliseconds":20}"#, 200, nil, true),
    ]

    @Test("answers what it should, does the thing or not, and passes", arguments: answered.indices)
    func answers(index: Int) async throws {
        let wanted = Self.answered[index]
        try await StubScene.play { scene in
            try await scene.fault(wanted.json)
            let spoiled = try await scene.makeCustomer()
            #expect(spoiled.status == wanted.status)
            #expect(spoiled.json?["error"]?["code"]?.string == wanted.code)
            #expect(scene.customersMade == (wanted.done ? 1 : 0))
            let next = try await scene.makeCustomer()
            #expect(next.status == 200)
            #expect(next.json?["object"]?.string == "customer")
        }
    }

    @Test(
        "a connection that is cut is no answer, and the thing was done or not",
        arguments: [("reset_before", 0), ("reset_after", 1), ("truncated_body", 1)])
    func cut(kind: String, made: Int) async throws {
        try await StubScene.play { scene in
            try await scene.fault(#"{"kind":"\#(kind)"}"#)
            do throws(CurlFailure) {
                let response = try await scene.makeCustomer()
                Issue.record("answered \(response.status)")
            } catch {
                guard case .noAnswer = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            #expect(scene.customersMade == made)
            let next = try await scene.makeCustomer()
            #expect(next.status == 200)
        }
    }

    @Test("HTML and garbage are no JSON")
    func notJSON() async throws {
        try await StubScene.play { scene in
            for kind in ["html_200", "garbage_body"] {
                try await scene.fault(#"{"kind":"\#(kind)"}"#)
                let response = try await scene.makeCustomer()
                #expect(response.json == nil, "\(kind)")
            }
        }
    }

    @Test("a 429 says whether to retry, and which limit it was")
    func retryFields() async throws {
        try await StubScene.play { scene in
            try await scene.fault(#"{"kind":"rate_limit","should_retry":false}"#)
            let limited = try await scene.makeCustomer()
            #expect(limited.header("Stripe-Rate-Limited-Reason") == "global-rate")
            #expect(limited.header("Stripe-Should-Retry") == "false")
            try await scene.fault(#"{"kind":"lock_timeout"}"#)
            let locked = try await scene.makeCustomer()
            #expect(locked.header("Stripe-Rate-Limited-Reason") == nil)
            #expect(locked.header("Stripe-Should-Retry") == "true")
            #expect(locked.header("Request-Id") == nil)
        }
    }

    @Test(
        "a 500 is answered again to the same key, and to no other",
        arguments: ["error_500", "error_500_after"])
    func storedServerError(kind: String) async throws {
        try await StubScene.play { scene in
            try await scene.fault(#"{"kind":"\#(kind)"}"#)
            let first = try await scene.makeCustomer(key: "a")
            #expect(first.status == 500)
            #expect(first.header("Idempotent-Replayed") == nil)
            let again = try await scene.makeCustomer(key: "a")
            #expect(again.status == 500)
            #expect(again.header("Idempotent-Replayed") == "true")
            #expect(again.header("Original-Request") == first.header("Request-Id"))
            #expect(scene.customersMade == (kind == "error_500" ? 0 : 1))
            let other = try await scene.makeCustomer(key: "b")
            #expect(other.status == 200)
        }
    }

    @Test("a slow body takes its time")
    func slow() async throws {
        try await StubScene.play { scene in
            try await scene.fault(#"{"kind":"slow_body","bytes_per_second":4000}"#)
            let began = scene.loop.nowMilliseconds
            let response = try await scene.makeCustomer()
            let milliseconds = scene.loop.nowMilliseconds - began
            #expect(milliseconds >= response.body.count * 1000 / 4000)
            #expect(response.json?["object"]?.string == "customer")
        }
    }

    @Test("only requests of its method and path meet it")
    func matched() async throws {
        try await StubScene.play { scene in
            try await scene.fault(
                #"{"kind":"error_503","method":"GET","path_suffix":"/customers","count":2}"#)
            let made = try await scene.makeCustomer()
            #expect(made.status == 200)
            let other = try await scene.ask(.get, "/v1/charges")
            #expect(other.status == 200)
            for status in [503, 503, 200] {
                let listed = try await scene.ask(.get, "/v1/customers")
                #expect(listed.status == status)
            }
        }
    }

    @Test(
        "what is held is done when the faults are removed or all is reset, and not before",
        arguments: ["faults", "reset"])
    func held(path: String) async throws {
        try await StubScene.play { scene in
            let scene = scene
            try await scene.fault(#"{"kind":"hold"}"#)
            async let held = scene.makeCustomer()
            while scene.server.calls.isEmpty { _ = try await scene.control(.get, "state") }
            let passed = try await scene.makeCustomer()
            #expect(passed.status == 200)
            #expect(scene.customersMade == 1)
            _ = try await scene.control(path == "reset" ? .post : .delete, path)
            let done = try await held
            #expect(done.status == 200)
            #expect(scene.customersMade == (path == "reset" ? 1 : 2))
        }
    }

    @Test("delays come on top of what else goes wrong")
    func delayAndAnswer() async throws {
        var settings = StubServerSettings()
        settings.faults = [StubFault(.delay(milliseconds: 60), rate: 1)]
        try await StubScene.play(settings: settings) { scene in
            try await scene.fault(#"{"kind":"error_503"}"#)
            let began = scene.loop.nowMilliseconds
            let response = try await scene.makeCustomer()
            #expect(response.status == 503)
            #expect(scene.loop.nowMilliseconds - began >= 60)
        }
    }

    private static func sequence(seed: UInt64, rate: Double) async throws -> [Int] {
        var settings = StubServerSettings()
        settings.faults = [
            StubFault(.serverError(done: false), rate: rate),
            StubFault(.answer(StubResponse.busy), rate: rate),
        ]
        var statuses: [Int] = []
        try await StubScene.play(seed: seed, settings: settings) { scene in
            for _ in 0..<200 {
                let response = try await scene.makeCustomer()
                statuses.append(response.status)
            }
        }
        return statuses
    }

    @Test("the same seed gives the same faults in the same order, another seed others")
    func repeatable() async throws {
        let first = try await Self.sequence(seed: 7, rate: 0.2)
        let second = try await Self.sequence(seed: 7, rate: 0.2)
        let other = try await Self.sequence(seed: 8, rate: 0.2)
        #expect(first == second)
        #expect(first != other)
        // 200 draws of 0.2: a mean of 40, and 17 is three standard deviations.
        for status in [500, 503] { #expect((15...57).contains(first.count { $0 == status })) }
    }

    @Test("above the rate limit it answers 429, and takes calls again a moment later")
    func rateLimit() async throws {
        var settings = StubServerSettings()
        settings.requestsPerSecondMax = 5
        try await StubScene.play(settings: settings) { scene in
            var statuses: [Int] = []
            var reason: String?
            for _ in 0..<40 {
                let response = try await scene.makeCustomer(key: "same")
                statuses.append(response.status)
                reason = response.header("Stripe-Rate-Limited-Reason") ?? reason
            }
            #expect(statuses.prefix(5).allSatisfy { $0 == 200 })
            #expect(statuses.contains(429))
            #expect(reason == "global-rate")
            var later = 429
            while later == 429 { later = try await scene.makeCustomer(key: "same").status }
            #expect(later == 200)
        }
    }
}

extension StubResponse {
    fileprivate static let busy = StubResponse(status: 503, headers: [], body: [])
}
