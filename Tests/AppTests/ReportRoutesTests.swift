// Proves the two report routes from outside, on an account that the lesson routes made.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Report routes", .timeLimit(.minutes(5)), .serialized)
struct ReportRoutesTests {
    private static let total = "/calculate-lesson-total"
    private static let failed = "/find-customers-with-failed-payments"

    @Test("an account without lessons answers zeros")
    func empty() async throws {
        try await Shop.open { shop in
            let reply = try await shop.get(Self.total)
            #expect(reply.status == 200)
            #expect(reply.text == #"{"payment_total":0,"fee_total":0,"net_total":0}"#)
        }
    }

    @Test(
        "a capture counts with its fee, a part of it with that part's, a hold not at all",
        arguments: Self.versions)
    func captures(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            _ = try await shop.schedule(amount: 9000)
            _ = try await shop.complete(try await shop.schedule(amount: 1000).intent)
            _ = try await shop.complete(try await shop.schedule(amount: 5000).intent, amount: 2000)
            let reply = try await shop.get(Self.total)
            // 2.9 % and 30 cents each.
            #expect(reply.text == #"{"payment_total":3000,"fee_total":147,"net_total":2853}"#)
        }
    }

    private static let versions = ["2022-11-15", "2026-08-26.dahlia"]

    @Test("a refund is a cost, and the payment stays what it was")
    func refund() async throws {
        try await Shop.open { shop in
            let intent = try await shop.schedule(amount: 1000).intent
            _ = try await shop.complete(intent)
            _ = try await shop.refund(intent, amount: 400)
            let reply = try await shop.get(Self.total)
            #expect(reply.text == #"{"payment_total":1000,"fee_total":459,"net_total":541}"#)
        }
    }

    @Test("payments that are no lessons do not count, and other currencies are not added to dollars")
    func others() async throws {
        try await Shop.open { shop in
            try await Self.pay(shop, "amount=700&currency=usd&metadata[type]=concert")
            try await Self.pay(shop, "amount=1000&currency=eur&metadata[type]=lessons-payment")
            _ = try await shop.complete(try await shop.schedule(amount: 1000).intent)
            let reply = try await shop.get(Self.total)
            #expect(
                reply.text == #"{"payment_total":1000,"fee_total":59,"net_total":941,"other_currencies":"#
                    + #"[{"currency":"eur","payment_total":1000,"fee_total":59,"net_total":941}]}"#)
        }
    }

    @Test(
        "who was captured more than 36 hours ago does not count, and who was held then and captured now does")
    func window() async throws {
        let now = WallClock.system.nowSeconds
        try await Shop.open { shop in
            let version = "2022-11-15"
            func call(_ path: String, _ form: String, ago: Int64) throws -> JSON {
                let request = StubRequest(
                    method: "POST", path: "/v1/\(path)",
                    headers: [("authorization", "Bearer sk_test_1"), ("stripe-version", version)],
                    body: Array(form.utf8))
                return try JSON(shop.stripe.withStub { $0.handle(request, now: now - ago) }.body)
            }
            // The stub's clock never goes back, and the shop's customers were made now: an account of its own.
            shop.stripe.withStub { $0 = Stub() }
            let held =
                "amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&off_session=true"
                + "&capture_method=manual&metadata[type]=lessons-payment"
            let old = try call("payment_intents", held, ago: 50 * 3600)
            let new = try call("payment_intents", held, ago: 50 * 3600)
            _ = try call("payment_intents/\(old["id"]?.string ?? "")/capture", "", ago: 37 * 3600)
            _ = try call("payment_intents/\(new["id"]?.string ?? "")/capture", "", ago: 35 * 3600)
            let reply = try await shop.get(Self.total)
            #expect(reply.text == #"{"payment_total":2000,"fee_total":88,"net_total":1912}"#)
        }
    }

    @Test("a customer whose last payment failed is told of, with card, code and reason")
    func failure() async throws {
        try await Shop.open { shop in
            let declined = try await shop.schedule("cus_SandboxDecline", amount: 1250)
            #expect(declined.status == 400)
            let reply = try await shop.get(Self.failed)
            #expect(reply.status == 200)
            let found = try #require(reply.json[0])
            #expect(found["customer"]?["id"]?.string == "cus_SandboxDecline")
            #expect(found["customer"]?["email"]?.string == "dan@example.com")
            #expect(found["customer"]?["name"]?.string == "Dan Decline")
            #expect(found["payment_intent"]?["created"]?.integer ?? 0 > 1_700_000_000)
            #expect(found["payment_intent"]?["description"]?.string == "Guitar lesson")
            #expect(found["payment_intent"]?["status"]?.string == "failed")
            #expect(found["payment_intent"]?["error"]?.string == "issuer_declined")
            #expect(found["payment_intent"]?["decline_code"]?.string == "generic_decline")
            #expect(found["payment_method"]?["last4"]?.string == "0341")
            #expect(found["payment_method"]?["brand"]?.string == "visa")
            #expect(reply.json.elements.count == 1)
        }
    }

    @Test("with another card, or gone, the customer is not told of any more", arguments: [true, false])
    func mended(isDeleted: Bool) async throws {
        try await Shop.open { shop in
            let dan = "cus_SandboxDecline"
            _ = try await shop.schedule(dan)
            if isDeleted {
                _ = try await shop.askStripe(.delete, "/v1/customers/\(dan)")
            } else {
                shop.stripe.withStub { $0.saveCard("pm_card_visa", on: dan) }
                _ = try await shop.schedule(dan)
            }
            let reply = try await shop.get(Self.failed)
            #expect(reply.status == 200)
            #expect(reply.text == "[]")
        }
    }

    @Test("while a report waits for Stripe, lessons go on")
    func beside() async throws {
        try await Shop.open(["LOOPS": "1"]) { shop in
            shop.stripe.inject(StubFault(.hold, pathSuffix: "/v1/balance_transactions"))
            let isReported = Lock(false)
            async let report = {
                let reply = try await shop.get(Self.total)
                isReported.withLock { $0 = true }
                return reply
            }()
            while !shop.stripe.calls.contains(where: { $0.path == "/v1/balance_transactions" }) {
                await Task.yield()
            }
            let scheduled = try await shop.schedule()
            #expect(scheduled.status == 200)
            #expect(!isReported.withLock { $0 })
            shop.stripe.removeFaults()
            let reply = try await report
            #expect(reply.status == 200)
        }
    }

    @Test("ten who ask while a report is read share the next one, which knows what was paid meanwhile")
    func shared() async throws {
        try await Shop.open { shop in
            let list = "/v1/balance_transactions"
            shop.stripe.inject(StubFault(.delay(milliseconds: 3_000), pathSuffix: list, count: 1))
            async let first = shop.get(Self.total)
            while !shop.stripe.calls.contains(where: { $0.path == list }) { await Task.yield() }
            _ = try await shop.complete(try await shop.schedule(amount: 1000).intent)
            try await withThrowingTaskGroup(of: JSON.self) { group in
                for _ in 0..<10 { group.addTask { try await shop.get(Self.total).json } }
                for try await total in group { #expect(total["payment_total"]?.integer == 1000) }
            }
            #expect(try await first.status == 200)
            #expect(shop.stripe.calls.count { $0.path == list } < 11)
        }
    }

    @Test(
        "when Stripe fails for good there is no report, but an error that says so",
        arguments: [total, failed])
    func broken(path: String) async throws {
        try await Shop.open { shop in
            let page = StubResponse(status: 401, headers: [], body: Array(#"{"error":{"type":"x"}}"#.utf8))
            shop.stripe.inject(StubFault(.answer(page), method: "GET", rate: 1))
            let reply = try await shop.get(path)
            #expect(reply.status == 502)
            #expect(reply.errorCode == "stripe_key_refused")
            #expect(shop.log.text.contains("report_failed"))
        }
    }

    @Test("a page that came broken is asked for again, and the total is right")
    func mendedPage() async throws {
        try await Shop.open { shop in
            _ = try await shop.complete(try await shop.schedule(amount: 1000).intent)
            shop.stripe.inject(StubFault(.truncatedBody, pathSuffix: "/v1/balance_transactions"))
            let reply = try await shop.get(Self.total)
            #expect(reply.json["payment_total"]?.integer == 1000)
        }
    }

    private static func pay(_ shop: Shop, _ form: String) async throws {
        let reply = try await shop.askStripe(
            .post, "/v1/payment_intents", form + "&payment_method=pm_card_visa&confirm=true&off_session=true")
        try #require(reply.status == 200, "\(reply.text)")
    }
}
