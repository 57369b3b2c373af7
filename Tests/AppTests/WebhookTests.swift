// Stripe tells of a saved card: only what it signed is believed, and twice or out of order changes nothing.
import App
import Basics
import CurlClient
import HTTPServer
import Payments
import StripeStub
import Testing

@Suite("Webhook", .timeLimit(.minutes(5)), .serialized)
struct WebhookTests {
    static let secret = "whsec_test_secret"
    static let withSecret = ["STRIPE_WEBHOOK_SECRET": secret]

    // MARK: Whose it is

    /// Made with Stripe's own Python library.
    @Test(
        "a body that Stripe's library signed is taken, to the byte",
        arguments: [
            (
                #"{"id":"evt_1","object":"event"}"#,
                "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"
            ),
            (#"{"n":"café €"}"#, "b5e8e5f2945e9d514a66de6d94b59f294019786822f762b1b58beaea27aa42ba"),
        ])
    func vectors(body: String, code: String) async throws {
        try await Shop.open(Self.withSecret, clock: WallClock { 1_700_000_000_000 }) { shop in
            let header = "Stripe-Signature: t=1700000000,v1=\(code)"
            let taken = try await shop.post("/webhook", Array(body.utf8), headers: [header])
            // Signed rightly; that neither is a whole event is the next thing to be found.
            #expect(taken.errorCode == "body_invalid", "\(taken.text)")
            let changed = try await shop.post("/webhook", Array((body + " ").utf8), headers: [header])
            #expect(changed.status == 400)
            #expect(changed.errorCode == "webhook_signature_invalid")
        }
    }

    @Test("no signature, another's, a broken one and an old one are 400, and Stripe is not asked")
    func badSignatures() async throws {
        try await Shop.open(Self.withSecret) { shop in
            let body = Self.event("setup_intent.succeeded", object: "seti_1")
            let now = WallClock.system.nowSeconds
            for (header, mentions) in [
                ("", "missing"), ("t=1", "cannot be read"), ("v1=00", "cannot be read"),
                (Self.signature(body, secret: "whsec_other", at: now), "does not fit"),
                (Self.signature(body + " ", at: now), "does not fit"),
                (Self.signature(body, at: now - 301), "too old"),
                (Self.signature(body, at: now).replacing("v1=", with: "v0="), "cannot be read"),
            ] {
                let reply = try await shop.deliver(body, signature: header)
                #expect(reply.status == 400, "\(header): \(reply.text)")
                #expect(reply.errorCode == "webhook_signature_invalid")
                #expect(reply.errorMessage?.contains(mentions) == true, "\(header): \(reply.text)")
            }
            #expect(shop.stripe.calls.isEmpty)
        }
    }

    @Test("while a secret is rolled, either proves an event")
    func rolledSecret() async throws {
        try await Shop.open(["STRIPE_WEBHOOK_SECRET": "whsec_old, whsec_new"]) { shop in
            let body = Self.event("charge.captured", object: "ch_1")
            for secret in ["whsec_old", "whsec_new"] {
                let reply = try await shop.deliver(body, signature: Self.signature(body, secret: secret))
                #expect(reply.status == 200, "\(reply.text)")
            }
            let reply = try await shop.deliver(body, signature: Self.signature(body, secret: "whsec_older"))
            #expect(reply.status == 400)
        }
    }

    @Test("without a secret nothing is believed, and the answer names the setting")
    func noSecret() async throws {
        try await Shop.open(["STRIPE_SECRET_KEY": "sk_test_shop"]) { shop in
            let body = Self.event("charge.captured", object: "ch_1")
            let reply = try await shop.deliver(body, signature: Self.signature(body, secret: ""))
            #expect(reply.status == 503, "\(reply.text)")
            #expect(reply.errorCode == "webhook_secret_missing")
            #expect(reply.errorMessage?.contains("STRIPE_WEBHOOK_SECRET") == true)
        }
    }

    @Test("it comes by whatever name the server has, and from no browser")
    func access() async throws {
        try await Shop.open(Self.withSecret) { shop in
            let body = Self.event("charge.captured", object: "ch_1")
            let reply = try await shop.deliver(
                body, signature: Self.signature(body), headers: ["Host: tunnel.example"])
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.text == #"{"received":true}"#)
        }
    }

    @Test("events of other kinds, of the other mode, and of objects that are gone are taken and left alone")
    func ignored() async throws {
        try await Shop.open(Self.withSecret) { shop in
            for body in [
                Self.event("charge.captured", object: "ch_1"),
                Self.event("setup_intent.succeeded", object: "seti_1", live: true),
                Self.event("setup_intent.succeeded", object: "../x"),
            ] {
                let taken = try await shop.deliver(body)
                #expect(taken.status == 200, "\(taken.text)")
            }
            #expect(shop.stripe.calls.isEmpty)
            for (type, object) in [
                ("setup_intent.succeeded", "seti_gone"), ("payment_method.attached", "pm_gone"),
            ] {
                let taken = try await shop.deliver(Self.event(type, object: object))
                #expect(taken.status == 200, "\(taken.text)")
            }
            #expect(shop.stripe.calls.count == 2)
            #expect(shop.log.text.contains("webhook_ignored"))
        }
    }

    // MARK: What it does

    @Test(
        "a browser that never comes back: the event swaps the card, and the page's own call finds it done",
        arguments: LessonRoutesTests.versions)
    func browserGone(version: String) async throws {
        let settings = Self.withSecret.merging(["STRIPE_API_VERSION": version]) { $1 }
        try await Shop.open(settings) { shop in
            let customer = try await shop.student()
            let opened = try await shop.account(
                customer, name: "Grace B. Hopper", email: "grace@navy.example")
            let setup = try await shop.confirm(opened, card: "pm_card_mastercard")
            #expect(try await shop.cards(customer).count == 2)

            let taken = try await shop.deliver(Self.event("setup_intent.succeeded", object: setup))
            #expect(taken.status == 200, "\(taken.text)")
            let cards = try await shop.cards(customer)
            #expect(cards.map { $0["card"]?["last4"]?.string } == ["4444"])
            #expect(cards.first?["billing_details"]?["name"]?.string == "Grace B. Hopper")
            #expect(cards.first?["billing_details"]?["email"]?.string == "grace@navy.example")
            #expect(try await shop.saveCard(customer, setup: setup).status == 200)
            #expect(shop.log.text.contains("webhook_applied"))
        }
    }

    @Test("a card that was attached to a student any other way takes the place of the old one too")
    func attached() async throws {
        try await Shop.open(Self.withSecret) { shop in
            let customer = try await shop.student()
            let attached = try await shop.askStripe(
                .post, "/v1/payment_methods/pm_card_amex/attach", "customer=\(customer)")
            let card = try #require(attached.json["id"]?.string)
            let taken = try await shop.deliver(Self.event("payment_method.attached", object: card))
            #expect(taken.status == 200, "\(taken.text)")
            #expect(try await shop.cards(customer).map { $0["id"]?.string } == [card])
        }
    }

    @Test("customers and set-ups of another business on the same Stripe account keep all their cards")
    func notOurs() async throws {
        try await Shop.open(Self.withSecret) { shop in
            let customer = try await shop.askStripe(.post, "/v1/customers", "email=x@example.com").json["id"]?
                .string
            let owner = try #require(customer)
            for card in ["pm_card_visa", "pm_card_amex"] {
                let made = try await shop.askStripe(
                    .post, "/v1/setup_intents",
                    "customer=\(owner)&payment_method=\(card)&confirm=true&payment_method_types[]=card")
                let setup = try #require(made.json["id"]?.string)
                let saved = try #require(made.json["payment_method"]?.string)
                for event in [
                    Self.event("setup_intent.succeeded", object: setup),
                    Self.event("payment_method.attached", object: saved),
                ] {
                    let taken = try await shop.deliver(event)
                    #expect(taken.status == 200, "\(taken.text)")
                }
            }
            #expect(try await shop.cards(owner).count == 2)
        }
    }

    @Test("events ten times, at once and the newest first leave the newest card")
    func duplicatesAndDisorder() async throws {
        try await Shop.open(Self.withSecret) { shop in
            let customer = try await shop.student()
            var setups: [String] = []
            for card in ["pm_card_visa", "pm_card_mastercard", "pm_card_amex"] {
                let opened = try await shop.account(customer, name: "Grace", email: "grace@example.com")
                setups.append(try await shop.confirm(opened, card: card))
            }
            let newest = try #require(try await shop.cards(customer).first?["id"]?.string)
            let events = setups.reversed().map { Self.event("setup_intent.succeeded", object: $0) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    for event in events { group.addTask { try await shop.deliverUntilTaken(event) } }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 30))
            #expect(try await shop.cards(customer).map { $0["id"]?.string } == [newest])
        }
    }

    @Test("what cannot be applied now is kept, answered 200, and applied by a job, or when it is sent again")
    func appliedLater() async throws {
        let clock = TestClock()
        try await Shop.open(Self.withSecret, clock: clock.clock) { shop in
            let customer = try await shop.student()
            let opened = try await shop.account(customer, name: "Grace", email: "grace@example.com")
            let event = Self.event(
                "setup_intent.succeeded", object: try await shop.confirm(opened, card: "pm_card_amex"))
            shop.stripe.inject(
                .init(.answer(StripeFaultTests.serverError(503)), pathSuffix: "/detach", count: 3))
            let kept = try await shop.deliver(event)
            #expect(kept.status == 200, "\(kept.text)")
            #expect(try await shop.cards(customer).count == 2)
            #expect(shop.log.text.contains("webhook_postponed"))
            // Not yet due: whoever was quick to fail is not quick to try again.
            #expect(try await shop.run(.applyWebhooks)?.count == 0)
            clock.advance(seconds: 60)
            #expect(try await shop.run(.applyWebhooks)?.count == 1)
            #expect(try await shop.cards(customer).count == 1)
        }
    }

    // MARK: Events

    static func event(_ type: String, object: String, live: Bool = false) -> String {
        // Events differ in their ids; the same one again is the same.
        let id = "evt_" + Hex.encode(Digest.sha256(Array("\(type) \(object)".utf8))).prefix(24)
        return #"{"id":"\#(id)","object":"event","type":"\#(type)","livemode":\#(live),"#
            + #""data":{"object":{"id":"\#(object)","status":"out of date"}}}"#
    }

    /// Signed by hand, not with the code that is to be tested.
    static func signature(
        _ body: String, secret: String = secret, at seconds: Int64 = WallClock.system.nowSeconds
    ) -> String {
        let code = Digest.hmacSHA256(key: Array(secret.utf8), Array("\(seconds).\(body)".utf8)) ?? []
        return "t=\(seconds),v1=\(Hex.encode(code))"
    }
}

extension Shop {
    func deliver(_ body: String, signature: String? = nil, headers: [String] = []) async throws -> Reply {
        let signature = signature ?? WebhookTests.signature(body)
        return try await post(
            "/webhook", Array(body.utf8),
            headers: headers + ["Content-Type: application/json", "Stripe-Signature: \(signature)"])
    }

    /// As Stripe does: what could not be applied in its time, on a busy machine, is sent again.
    func deliverUntilTaken(_ body: String) async throws -> Int {
        for _ in 0..<5 {
            let status = try await deliver(body).status
            guard status == 500 else { return status }
        }
        return 500
    }
}
