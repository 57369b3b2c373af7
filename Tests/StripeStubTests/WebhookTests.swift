// Endpoints, and the deliveries that wait for them.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct WebhookTests {
    private static let url = "http://127.0.0.1:9/webhook"

    private func endpoint(_ stripe: inout TestStripe, _ more: String = "&enabled_events[]=*") throws -> Reply
    {
        let made = try stripe.post("/v1/webhook_endpoints", "url=\(Self.url)\(more)")
        try #require(made.status == 200, "\(made.text)")
        return made
    }

    private func types(_ deliveries: [Delivery]) throws -> [String] {
        try deliveries.map { try JSON($0.body)["type"]?.string ?? "" }
    }

    @Test("an endpoint shows its secret once, when it is made")
    func secret() throws {
        var stripe = TestStripe()
        let made = try endpoint(
            &stripe, "&enabled_events[]=charge.*&enabled_events[]=refund.created&description=d&metadata[a]=b")
        #expect(made.id.hasPrefix("we_"))
        #expect(made["object"] == "webhook_endpoint")
        #expect(made["secret"]?.hasPrefix("whsec_") == true)
        #expect(made["status"] == "enabled")
        #expect(made["url"] == Self.url)
        #expect(made["enabled_events.1"] == "refund.created")
        #expect(made["api_version"] == "null")
        let read = try stripe.get("/v1/webhook_endpoints/\(made.id)")
        #expect(read["secret"] == nil)
        #expect(read["metadata.a"] == "b")
        let changed = try stripe.post(
            "/v1/webhook_endpoints/\(made.id)", "disabled=true&url=http://localhost:1/x")
        #expect(changed["status"] == "disabled")
        #expect(changed["secret"] == nil)
        #expect(changed["enabled_events.0"] == "charge.*")
        let list = try stripe.get("/v1/webhook_endpoints")
        #expect(list.ids == [made.id])
        #expect(list["data.0.secret"] == nil)
        let deleted = try stripe.delete("/v1/webhook_endpoints/\(made.id)")
        #expect(deleted.json.members.map(\.name).sorted() == ["deleted", "id", "object"])
        let gone = try stripe.get("/v1/webhook_endpoints/\(made.id)")
        #expect(gone.status == 404)
        let empty = try stripe.get("/v1/webhook_endpoints")
        #expect(empty.ids.isEmpty)
    }

    @Test(
        "what an endpoint needs is asked for",
        arguments: [
            ("enabled_events[]=*", "url"), ("url=https://a.example", "enabled_events"),
            ("url=shop.example&enabled_events[]=*", "url"),
            ("url=https://shop.example&enabled_events[]=*", "url"),
        ])
    func refusals(form: String, param: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.post("/v1/webhook_endpoints", form)
        #expect(reply.status == 400)
        #expect(reply["error.param"] == param)
    }

    @Test("an endpoint hears of what it asked for, in the order in which it happened, once")
    func deliveries() throws {
        var stripe = TestStripe()
        _ = try endpoint(
            &stripe,
            "&enabled_events[]=payment_intent.created&enabled_events[]=charge.*&enabled_events[]=nothing.ever"
        )
        _ = try stripe.hold()
        let due = stripe.stub.takeDeliveries(now: stripe.now)
        let types = try self.types(due)
        #expect(types == ["payment_intent.created", "charge.succeeded"])
        #expect(due.allSatisfy { $0.url == Self.url && $0.attempt == 1 })
        #expect(Set(due.map(\.id)).count == 2)
        let again = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(again.isEmpty)
    }

    @Test("the signature is the HMAC of the time, a dot and the very bytes, with the whole secret")
    func signature() throws {
        var stripe = TestStripe()
        let secret = try endpoint(&stripe)["secret"] ?? ""
        _ = try stripe.post("/v1/customers", "name=Caf%C3%A9+%E2%82%AC")
        stripe.now += 5
        let delivery = try #require(stripe.stub.takeDeliveries(now: stripe.now).first)
        let field = try #require(delivery.headers.first { $0.name == "Stripe-Signature" }?.value)
        let code = try #require(
            Digest.hmacSHA256(
                key: Array(secret.utf8), Array("\(stripe.now).".utf8) + delivery.body))
        #expect(field == "t=\(stripe.now),v1=\(Hex.encode(code))")
        #expect(String(decoding: delivery.body, as: UTF8.self).contains("Café €"))
    }

    @Test("the HMAC gives Stripe's own client's codes")
    func vectors() throws {
        for (body, expected) in [
            (
                #"{"id":"evt_1","object":"event"}"#,
                "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"
            ),
            (#"{"n":"café €"}"#, "b5e8e5f2945e9d514a66de6d94b59f294019786822f762b1b58beaea27aa42ba"),
        ] {
            let message = Array("1700000000.\(body)".utf8)
            let code = try #require(Digest.hmacSHA256(key: Array("whsec_test_secret".utf8), message))
            #expect(Hex.encode(code) == expected)
        }
    }

    @Test(
        "a delivery that failed comes again three times over a few hours, with a new time, and then no more")
    func retries() throws {
        var stripe = TestStripe()
        _ = try endpoint(&stripe)
        _ = try stripe.post("/v1/customers")
        var event: String?
        for (attempt, wait) in [(1, 0), (2, 600), (3, 3600), (4, 7200)] {
            if wait > 0 {
                stripe.now += Int64(wait) - 1
                let early = stripe.stub.takeDeliveries(now: stripe.now)
                #expect(early.isEmpty)
                stripe.now += 1
            }
            let due = stripe.stub.takeDeliveries(now: stripe.now)
            let delivery = try #require(due.first)
            #expect(due.count == 1)
            #expect(delivery.attempt == attempt)
            let id = try JSON(delivery.body)["id"]?.string
            #expect(event == nil || event == id)
            event = id
            let field = delivery.headers.first { $0.name == "Stripe-Signature" }?.value
            #expect(field?.hasPrefix("t=\(stripe.now),") == true)
            stripe.stub.delivered(delivery.id, succeeded: false, now: stripe.now)
        }
        stripe.now += 86_400
        let over = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(over.isEmpty)
        let failed = try stripe.get("/v1/events", "delivery_success=false")
        #expect(failed["data.0.pending_webhooks"] == "1")
    }

    @Test("a delivery that succeeded is over, and its event says so")
    func success() throws {
        var stripe = TestStripe()
        _ = try endpoint(&stripe)
        _ = try stripe.post("/v1/customers")
        let delivery = try #require(stripe.stub.takeDeliveries(now: stripe.now).first)
        #expect(try JSON(delivery.body)["pending_webhooks"]?.integer == 1)
        let before = try stripe.get("/v1/events", "delivery_success=true")
        #expect(before.ids.isEmpty)
        stripe.stub.delivered(delivery.id, succeeded: true, now: stripe.now)
        stripe.stub.delivered(delivery.id, succeeded: true, now: stripe.now)
        let event = try stripe.get("/v1/events", "delivery_success=true")
        #expect(event["data.0.pending_webhooks"] == "0")
        stripe.now += 86_400
        let none = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(none.isEmpty)
    }

    @Test("an endpoint that is disabled or deleted hears nothing, not even what already waited")
    func silenced() throws {
        var stripe = TestStripe()
        let first = try endpoint(&stripe)
        let second = try endpoint(&stripe)
        _ = try stripe.post("/v1/customers")
        _ = try stripe.post("/v1/webhook_endpoints/\(first.id)", "disabled=true")
        _ = try stripe.delete("/v1/webhook_endpoints/\(second.id)")
        _ = try stripe.post("/v1/customers")
        let due = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(due.isEmpty)
        _ = try stripe.post("/v1/webhook_endpoints/\(first.id)", "disabled=false")
        _ = try stripe.post("/v1/customers")
        let heard = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(heard.count == 1)
    }

    @Test("events are written in the endpoint's version, or the account's, not in the request's")
    func versions() throws {
        var stripe = TestStripe(version: TestStripe.endive)
        let old = try endpoint(&stripe).id
        let new = try endpoint(
            &stripe, "&enabled_events[]=payment_intent.created&api_version=\(TestStripe.dahlia)"
        ).id
        _ = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        let bodies = try stripe.stub.takeDeliveries(now: stripe.now).map { try JSON($0.body) }
        #expect(old != new)
        #expect(bodies.map { $0["api_version"]?.string } == [TestStripe.old, TestStripe.dahlia])
        #expect(bodies.map { $0["data"]?["object"]?["invoice"]?.isNull } == [true, nil])
        let unknown = try stripe.post(
            "/v1/webhook_endpoints", "url=\(Self.url)&enabled_events[]=*&api_version=soon")
        #expect(unknown.status == 400)
    }

    @Test(
        "only this machine's addresses can be posted to",
        arguments: [
            ("http://127.0.0.1:8080/hook", true), ("http://127.255.0.9", true), ("https://localhost/x", true),
            ("http://localhost:65535?a=b", true), ("http://[::1]:80/", true), ("http://127.0.0.1#a", true),
            ("http://127.0.0.1.example.com/", false), ("http://localhost.example.com/", false),
            ("http://127.0.0.1@example.com/", false), ("http://localhost:80@example.com/", false),
            ("http://localhost\\@example.com/", false), ("http://127.1/", false),
            ("http://127.0.0.256", false),
            ("http://0.0.0.0:80/", false), ("http://10.0.0.1/", false), ("ftp://127.0.0.1/", false),
            ("http://127.0.0.1:65536/", false), ("http://127.0.0.1:/", false), ("http://[::2]/", false),
            ("http:///x", false), ("http://127.0.0.1/\r\nX: y", false), ("", false),
        ])
    func loopback(url: String, isTaken: Bool) {
        #expect((StubWebhook(url: url, secret: "whsec_x") != nil) == isTaken)
    }
}
