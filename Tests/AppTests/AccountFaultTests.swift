// Stripe slow, down or cut off under the account routes: a clear error or the true answer, and nothing done twice.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Stripe's faults under the account routes", .timeLimit(.minutes(5)), .serialized)
struct AccountFaultTests {
    @Test(
        "a fault that passes is not noticed: one customer, one card, one deletion",
        arguments: StripeFaultTests.passing.indices)
    func passes(index: Int) async throws {
        let (name, effect) = StripeFaultTests.passing[index]
        try await Shop.open { shop in
            func strike(_ method: String, _ suffix: String) {
                shop.stripe.inject(StubFault(effect, method: method, pathSuffix: suffix))
            }
            strike("POST", "/customers")
            let opened = try await shop.signUp()
            #expect(opened.status == 200, "\(name): \(opened.text)")
            #expect(try await shop.customers("grace@example.com").count == 1, "\(name)")

            strike("GET", "/customers")
            strike("POST", "/setup_intents")
            #expect(try await shop.signUp().customer == opened.customer, "\(name)")

            _ = try await shop.askStripe(
                .post, "/v1/payment_methods/pm_card_amex/attach", "customer=\(opened.customer)")
            let setup = try await shop.confirm(opened)
            strike("GET", "/\(setup)")
            strike("POST", "/detach")
            let kept = try await shop.saveCard(opened.customer, setup: setup)
            #expect(kept.status == 200, "\(name): \(kept.text)")
            #expect(try await shop.cards(opened.customer).count == 1, "\(name)")

            strike("DELETE", "/\(opened.customer)")
            let deleted = try await shop.deleteAccount(opened.customer)
            #expect(deleted.text == #"{"deleted":true}"#, "\(name)")
        }
    }

    /// Every route once, on a customer with a card.
    private static func calls(_ shop: Shop) -> [@Sendable () async throws -> Reply] {
        [
            { try await shop.signUp() },
            { try await shop.get("/payment-method/\(Shop.good)") },
            { try await shop.account(Shop.good, name: "Ada", email: "new@example.com") },
            { try await shop.saveCard(Shop.good, setup: "seti_1") },
            { try await shop.deleteAccount(Shop.good) },
        ]
    }

    @Test("Stripe down is 502, and says that it may be asked again")
    func down() async throws {
        try await Shop.open { shop in
            try await shop.withoutStripe {
                for call in Self.calls(shop) {
                    let reply = try await call()
                    #expect(reply.status == 502, "\(reply.text)")
                    #expect(reply.errorCode == "stripe_unreachable")
                    #expect(reply.errorMessage?.contains("again") == true)
                }
            }
        }
    }

    @Test("Stripe that answers no JSON, or refuses this server's key, is 502 and nothing of it is passed on")
    func broken() async throws {
        try await Shop.open { shop in
            let page = StubResponse(status: 200, headers: [], body: Array("<html>secret".utf8))
            let refusal = StubResponse(
                status: 401, headers: [("Content-Type", "application/json")],
                body: Array(#"{"error":{"type":"invalid_request_error","message":"sk_test_***secret"}}"#.utf8)
            )
            for (answer, code, count) in [
                (page, "stripe_unavailable", 3), (refusal, "stripe_key_refused", 1),
            ] {
                for call in Self.calls(shop) {
                    shop.stripe.inject(StubFault(.answer(answer), count: count))
                    let reply = try await call()
                    #expect(reply.status == 502, "\(reply.text)")
                    #expect(reply.errorCode == code, "\(reply.text)")
                    #expect(!reply.text.contains("secret"))
                }
            }
        }
    }

    @Test("Stripe that limits the rate is 400 with its own code, and a slow one 504")
    func limitedAndSlow() async throws {
        try await Shop.open(["STRIPE_DEADLINE_SECONDS": "3"]) { shop in
            let limited = StubResponse(
                status: 429, headers: [("Content-Type", "application/json")],
                body: Array(
                    #"{"error":{"type":"invalid_request_error","code":"rate_limit","message":"slow down"}}"#
                        .utf8))
            for call in Self.calls(shop) {
                shop.stripe.inject(StubFault(.answer(limited)))
                let reply = try await call()
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.errorCode == "rate_limit")
            }
            shop.stripe.inject(StubFault(.hold, count: 5))
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for call in Self.calls(shop) { group.addTask { try await call() } }
                for try await reply in group {
                    #expect(reply.status == 504, "\(reply.text)")
                    #expect(reply.errorCode == "stripe_timed_out")
                }
            }
        }
    }

    @Test("a sign-up that Stripe keeps waiting holds up nobody beyond its time, and no other address at all")
    func turnTooLate() async throws {
        try await Shop.open(["STRIPE_DEADLINE_SECONDS": "4"]) { shop in
            shop.stripe.inject(StubFault(.hold, method: "GET", pathSuffix: "/customers"))
            async let late = shop.signUp()
            while shop.stripe.calls.isEmpty { _ = try await shop.get("/healthz") }
            async let behind = shop.signUp()
            let other = try await shop.signUp("other@example.com")
            #expect(other.status == 200, "\(other.text)")
            let lateStatus = try await late.status
            #expect(lateStatus == 504)
            // Its turn came with what was left of its own time.
            let behindStatus = try await behind.status
            #expect([200, 504].contains(behindStatus))
            let next = try await shop.signUp()
            #expect(next.status == 200, "\(next.text)")
            #expect(try await shop.customers("grace@example.com").count == 1)
        }
    }

    @Test("a swap that failed half-way keeps the old card, and is finished by the same request")
    func swapHalfWay() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            let opened = try await shop.account(customer, name: "Grace", email: "grace@example.com")
            let setup = try await shop.confirm(opened, card: "pm_card_amex")
            let new = try #require(try await shop.cards(customer).first?["id"]?.string)
            shop.stripe.inject(
                StubFault(
                    .answer(StripeFaultTests.serverError(500)), method: "POST", pathSuffix: "/\(new)",
                    count: 3))
            let failed = try await shop.saveCard(customer, setup: setup)
            #expect(failed.status == 502, "\(failed.text)")
            #expect(
                try await shop.cards(customer).count == 2,
                "the old one is there until all is well with the new")
            #expect(try await shop.saveCard(customer, setup: setup).status == 200)
            #expect(try await shop.cards(customer).map { $0["id"]?.string } == [new])
        }
    }
}
