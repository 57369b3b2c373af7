// Stripe slow, down, cut off before and after it moved the money: a clear error or the true answer, and one movement.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Stripe's faults", .timeLimit(.minutes(5)), .serialized)
struct StripeFaultTests {
    static func serverError(_ status: Int, headers: [(String, String)] = []) -> StubResponse {
        let body = #"{"error":{"type":"api_error","message":"Something went wrong."}}"#
        return StubResponse(
            status: status, headers: [("Content-Type", "application/json")] + headers, body: Array(body.utf8))
    }

    /// What Stripe does once to a request that moves money, and then no more.
    static let passing: [(String, StubFault.Effect)] = [
        ("cut off before", .resetBefore),
        ("cut off after", .resetAfter),
        ("a 500 before", .answer(serverError(500))),
        ("a 503 after", .answerAfter(serverError(503))),
        (
            "HTML with 200 after",
            .answerAfter(StubResponse(status: 200, headers: [], body: Array("<html>".utf8)))
        ),
        (
            "half of an answer after",
            .answerAfter(StubResponse(status: 200, headers: [], body: Array(#"{"id": "pi_"#.utf8)))
        ),
        ("a conflict", .answer(serverError(409))),
        ("a lock time-out", .answer(serverError(429, headers: [("Stripe-Should-Retry", "true")]))),
    ]

    @Test("a fault that passes is not noticed, and every movement happens once", arguments: passing.indices)
    func passes(index: Int) async throws {
        let (name, effect) = Self.passing[index]
        try await Shop.open { shop in
            shop.stripe.inject(StubFault(effect, method: "POST", pathSuffix: "/payment_intents"))
            let held = try await shop.schedule(amount: 900)
            #expect(held.status == 200, "\(name): \(held.text)")

            shop.stripe.inject(StubFault(effect, method: "POST", pathSuffix: "/capture"))
            let captured = try await shop.complete(held.intent)
            #expect(captured.payment?["status"]?.string == "succeeded", "\(name): \(captured.text)")

            shop.stripe.inject(StubFault(effect, method: "POST", pathSuffix: "/refunds"))
            let refunded = try await shop.refund(held.intent, amount: 400)
            #expect(refunded.status == 200, "\(name): \(refunded.text)")

            let book = try await shop.book(held.intent)
            #expect(book.received == 900)
            #expect(book.refunds == [400])
            let intents = try await shop.askStripe(.get, "/v1/payment_intents?limit=100")
            #expect(intents.json["data"]?.elements.count == 1, "\(name)")
        }
    }

    @Test("Stripe down is 502, and says that nothing was done")
    func down() async throws {
        try await Shop.open { shop in
            try await shop.withoutStripe {
                for reply in [
                    try await shop.schedule(), try await shop.complete("pi_1"),
                    try await shop.refund("pi_1"),
                ] {
                    #expect(reply.status == 502, "\(reply.text)")
                    #expect(reply.errorCode == "stripe_unreachable")
                    #expect(reply.errorMessage?.contains("Nothing was done") == true)
                }
            }
        }
    }

    @Test("Stripe that stays broken is 502, and says that the outcome is unknown; the key settles it")
    func staysBroken() async throws {
        try await Shop.open { shop in
            shop.stripe.inject(
                StubFault(
                    .answerAfter(Self.serverError(500)), method: "POST", pathSuffix: "/payment_intents",
                    count: 3))
            let broken = try await shop.schedule(amount: 900, key: "lesson-7")
            #expect(broken.status == 502, "\(broken.text)")
            #expect(broken.errorCode == "stripe_unavailable")
            #expect(broken.errorMessage?.contains("Idempotency-Key") == true)

            let settled = try await shop.schedule(amount: 900, key: "lesson-7")
            #expect(settled.status == 200, "\(settled.text)")
            let intents = try await shop.askStripe(.get, "/v1/payment_intents?limit=100")
            #expect(intents.json["data"]?.elements.count == 1)
        }
    }

    @Test("Stripe too slow is 504, and other requests are not slowed")
    func slow() async throws {
        try await Shop.open(["STRIPE_DEADLINE_SECONDS": "5", "LOOPS": "1"]) { shop in
            shop.stripe.inject(StubFault(.hold, method: "POST", pathSuffix: "/capture"))
            let intent = try await shop.schedule(amount: 900).intent
            let isLateOver = Lock(false)
            async let late = {
                defer { isLateOver.withLock { $0 = true } }
                return try await shop.complete(intent, key: "c-1")
            }()
            let other = try await shop.schedule(amount: 500)
            let health = try await shop.get("/healthz")
            #expect(other.status == 200)
            #expect(health.status == 200)
            #expect(!isLateOver.withLock { $0 }, "the others waited for the late one")

            let reply = try await late
            #expect(reply.status == 504, "\(reply.text)")
            #expect(reply.errorCode == "stripe_timed_out")
            // Stripe finishes what it began; the same key then brings the true answer. Until it has, 409 is true too.
            shop.stripe.removeFaults()
            var settled = try await shop.complete(intent, key: "c-1")
            while settled.status == 504 || settled.status == 409 {
                settled = try await shop.complete(intent, key: "c-1")
            }
            #expect(settled.payment?["status"]?.string == "succeeded", "\(settled.text)")
            #expect(try await shop.book(intent).received == 900)
        }
    }

    @Test("a plain 429 is not retried and comes through")
    func rateLimit() async throws {
        try await Shop.open { shop in
            let body =
                #"{"error":{"type":"invalid_request_error","code":"rate_limit","message":"Slow down."}}"#
            shop.stripe.inject(
                StubFault(
                    .answer(StubResponse(status: 429, headers: [], body: Array(body.utf8))), method: "POST"))
            let reply = try await shop.schedule()
            #expect(reply.status == 400)
            #expect(reply.errorCode == "rate_limit")
            #expect(shop.stripe.calls.count == 2)
        }
    }

    @Test("a key of ours that Stripe refuses is our trouble, a 502, and is not shown")
    func refusedKey() async throws {
        try await Shop.open(["STRIPE_SECRET_KEY": "sk_test_0123456789abcdef"]) { shop in
            let body =
                #"{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: sk_test_***cdef"}}"#
            shop.stripe.inject(
                StubFault(.answer(StubResponse(status: 401, headers: [], body: Array(body.utf8)))))
            let reply = try await shop.schedule()
            #expect(reply.status == 502)
            #expect(reply.errorCode == "stripe_key_refused")
            #expect(!reply.text.contains("sk_test"))
            #expect(!shop.log.text.contains("sk_test"))
        }
    }

    @Test("no key, client secret or card number reaches the log")
    func nothingSecretIsLogged() async throws {
        try await Shop.open(["STRIPE_SECRET_KEY": "sk_test_0123456789abcdef"]) { shop in
            let intent = try await shop.schedule(key: "order-1").intent
            _ = try await shop.complete(intent)
            _ = try await shop.refund(intent)
            _ = try await shop.schedule("cus_SandboxDecline")
            _ = try await shop.get("/healthz?token=s3cret")
            let log = shop.log.text
            #expect(log.split(separator: "\n").count >= 5)
            #expect(log.contains(#""path":"/schedule-lesson""#))
            for secret in ["sk_test", "_secret_", "4242", "0341", "s3cret", "Bearer", "@"] {
                #expect(!log.contains(secret), "the log holds \(secret)")
            }
        }
    }
}

/// An intent that asks for its card's owner although nobody is there. Stripe answers a decline instead as a rule; where
/// it does not, what is left of the intent must go.
@Suite("A hold that holds nothing", .timeLimit(.minutes(5)), .serialized)
struct UselessHoldTests {
    /// What the stub says of an intent that it has just made, with another status.
    private static func requiresAction(_ shop: Shop) async throws -> (id: String, answer: StubFault) {
        let made = try await shop.askStripe(
            .post, "/v1/payment_intents",
            "amount=900&currency=usd&customer=cus_SandboxAuth3DS&capture_method=manual")
        let id = made.json["id"]?.string ?? ""
        let text = made.text.replacing(
            #""status": "requires_payment_method""#, with: #""status": "requires_action""#)
        let answer = StubResponse(status: 200, headers: [], body: Array(text.utf8))
        return (id, StubFault(.answer(answer), method: "POST", pathSuffix: "/payment_intents"))
    }

    @Test("it is released before the caller reads of it, and the error names it")
    func released() async throws {
        try await Shop.open { shop in
            let (id, fault) = try await Self.requiresAction(shop)
            shop.stripe.inject(fault)
            let before = shop.stripe.calls.count
            let reply = try await shop.schedule("cus_SandboxAuth3DS")
            #expect(reply.status == 400)
            #expect(reply.errorCode == "authentication_required")
            #expect(reply.json["payment_intent_id"]?.string == id)
            #expect(shop.stripe.calls.count == before + 3)
            let book = try await shop.book(id)
            #expect(book.status == "canceled")
        }
    }

    @Test("when even that fails, the error still names it, and the log and the metrics say so")
    func leftBehind() async throws {
        try await Shop.open { shop in
            let (id, fault) = try await Self.requiresAction(shop)
            shop.stripe.inject(fault)
            shop.stripe.inject(
                StubFault(
                    .answer(StripeFaultTests.serverError(500)), method: "POST", pathSuffix: "/cancel",
                    count: 3))
            let reply = try await shop.schedule("cus_SandboxAuth3DS")
            #expect(reply.status == 400)
            #expect(reply.errorCode == "authentication_required")
            #expect(reply.json["payment_intent_id"]?.string == id)
            #expect(shop.log.text.contains(#""event":"intent_left_behind""#))
            #expect(shop.log.text.contains(id))
            let metrics = String(decoding: try await shop.getRaw("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("fermata_intents_left_behind_total 1"))
        }
    }
}
