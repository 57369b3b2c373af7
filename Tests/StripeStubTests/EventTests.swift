// What fires, in which order, and what an event tells.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct EventTests {
    @Test("a payment's life fires Stripe's events in Stripe's order")
    func payments() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let hold = try stripe.hold()
        var types = try stripe.eventTypes()
        #expect(
            types == [
                "customer.created", "payment_method.attached", "payment_intent.created", "charge.succeeded",
                "payment_intent.amount_capturable_updated",
            ])
        types = try stripe.fired("/v1/payment_intents/\(hold.id)/capture")
        #expect(types == ["charge.captured", "payment_intent.succeeded"])
        types = try stripe.fired("/v1/refunds", "payment_intent=\(hold.id)&amount=100")
        #expect(types == ["refund.created", "charge.refunded"])
        let last = try stripe.lastEvent()
        let declined = try stripe.pay("pm_card_visa_chargeDeclined", "&capture_method=automatic")
        #expect(declined.status == 402)
        types = try stripe.eventTypes(after: last)
        #expect(types == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"])
        let intent = declined["error.payment_intent.id"] ?? ""
        types = try stripe.fired("/v1/payment_intents/\(intent)", "description=x&amount=700")
        #expect(types == [])
        types = try stripe.fired(
            "/v1/payment_intents/\(intent)/confirm", "payment_method=pm_card_authenticationRequired")
        #expect(types == ["payment_intent.requires_action"])
        types = try stripe.fired("/v1/payment_intents/\(intent)/cancel")
        #expect(types == ["payment_intent.canceled"])
    }

    @Test("off-session, a card that asks for authentication fires a failed payment and no charge")
    func offSession() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: "pm_card_authenticationRequired")
        let card = try stripe.card(of: customer)
        let types = try stripe.fired(
            "/v1/payment_intents",
            "amount=1000&currency=usd&customer=\(customer)&payment_method=\(card)&confirm=true"
                + "&off_session=true")
        #expect(types == ["payment_intent.created", "payment_intent.payment_failed"])
    }

    @Test("before acacia a refund fires only what belongs to its charge")
    func refundsByVersion() throws {
        for (version, expected) in [
            (TestStripe.old, ["charge.refunded"]), ("2024-09-30.acacia", ["charge.refunded"]),
            ("2024-10-28.acacia", ["refund.created", "charge.refunded"]),
        ] {
            var stripe = TestStripe(version: version)
            let paid = try stripe.payment()
            let types = try stripe.fired("/v1/refunds", "payment_intent=\(paid.id)")
            #expect(types == expected, "\(version)")
        }
    }

    @Test("an event tells whose request it was, and holds the object as it was then")
    func snapshot() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let customer = try stripe.post("/v1/customers", "name=Ada", key: "key-1")
        let event = try #require(try stripe.events().first)
        let id = event["id"]?.string ?? ""
        #expect(id.hasPrefix("evt_"))
        #expect(event["object"]?.string == "event")
        #expect(event["api_version"]?.string == TestStripe.old)
        #expect(event["created"]?.integer == stripe.now)
        #expect(event["livemode"]?.bool == false)
        #expect(event["pending_webhooks"]?.integer == 0)
        #expect(event["request"]?["id"]?.string == customer.response.field("request-id"))
        #expect(event["request"]?["idempotency_key"]?.string == "key-1")
        #expect(event["data"]?["previous_attributes"] == nil)
        _ = try stripe.post("/v1/customers/\(customer.id)", "name=Bob")
        let read = try stripe.get("/v1/events/\(id)")
        #expect(read["data.object.name"] == "Ada")
        #expect(read["data.object.id"] == customer.id)
    }

    @Test("a replayed answer and a refused request fire nothing")
    func nothing() throws {
        var stripe = TestStripe()
        _ = try stripe.post("/v1/customers", "name=Ada", key: "k")
        let last = try stripe.lastEvent()
        _ = try stripe.post("/v1/customers", "name=Ada", key: "k")
        _ = try stripe.post("/v1/customers", "nonsense=1")
        _ = try stripe.post("/v1/payment_intents", "amount=1&currency=usd")
        let types = try stripe.eventTypes(after: last)
        #expect(types == [])
    }

    @Test("customers that were there before the first request fired nothing, and reach no endpoint")
    func seeded() throws {
        var stripe = TestStripe()
        _ = try stripe.post("/v1/webhook_endpoints", "url=http://127.0.0.1:9&enabled_events[]=*")
        let seeded = stripe.stub.seedSandbox(now: stripe.now)
        #expect(!seeded.isEmpty)
        let types = try stripe.eventTypes()
        #expect(types == [])
        let due = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(due.isEmpty)
    }

    @Test("an update tells what it changed, leaf by leaf, and is none when it changed nothing")
    func previous() throws {
        var stripe = TestStripe()
        let customer = try stripe.post(
            "/v1/customers", "name=Ada&address[city]=Graz&address[line1]=Ring&metadata[a]=1"
        ).id
        let last = try stripe.lastEvent()
        _ = try stripe.post("/v1/customers/\(customer)", "name=Ada")
        _ = try stripe.post(
            "/v1/customers/\(customer)", "email=a@b.c&address[city]=Linz&metadata[a]=&metadata[b]=2")
        let events = try stripe.events(after: last)
        #expect(events.count == 1)
        let previous = try #require(events.first?["data"]?["previous_attributes"])
        #expect(Set(previous.members.map(\.name)) == ["email", "address", "metadata"])
        #expect(previous["email"]?.isNull == true)
        #expect(previous["address"]?.members.map(\.name) == ["city"])
        #expect(previous["address"]?["city"]?.string == "Graz")
        #expect(previous["metadata"]?["a"]?.string == "1")
        #expect(previous["metadata"]?["b"]?.isNull == true)
    }

    @Test("customers and their cards fire too: attached once, detached with the customer they had")
    func customers() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        var types = try stripe.fired("/v1/payment_methods/\(card)/attach", "customer=\(customer)")
        #expect(types == [])
        types = try stripe.fired("/v1/payment_methods/\(card)/detach")
        #expect(types == ["payment_method.detached"])
        let detached = try #require(try stripe.events().last)
        #expect(detached["data"]?["previous_attributes"]?["customer"]?.string == customer)
        #expect(detached["data"]?["object"]?["customer"]?.isNull == true)
        let last = try stripe.lastEvent()
        _ = try stripe.delete("/v1/customers/\(customer)")
        let deleted = try stripe.events(after: last)
        #expect(deleted.map { $0["type"]?.string } == ["customer.deleted"])
        #expect(deleted.first?["data"]?["object"]?["name"]?.string == "Ada")
    }

    @Test("the list filters by type, by family, by several types and by time")
    func filters() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let hold = try stripe.hold()
        stripe.now += 100
        _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture")
        for (query, types) in [
            ("type=charge.captured", ["charge.captured"]),
            ("type=charge.*", ["charge.captured", "charge.succeeded"]),
            (
                "types[]=charge.succeeded&types[]=payment_intent.created",
                ["charge.succeeded", "payment_intent.created"]
            ),
            ("created[gte]=\(stripe.now)", ["payment_intent.succeeded", "charge.captured"]),
            ("type=nothing", []), ("delivery_success=false", []),
        ] {
            let list = try stripe.get("/v1/events", query)
            #expect(list.json["data"]?.elements.map { $0["type"]?.string } == types, "\(query)")
        }
        let both = try stripe.get("/v1/events", "type=charge.captured&types[]=charge.captured")
        #expect(both.status == 400)
        let gone = try stripe.get("/v1/events/evt_x")
        #expect(gone["error.message"] == "No such event: 'evt_x'")
    }

    @Test("events go back 30 days")
    func oldEvents() throws {
        var stripe = TestStripe()
        _ = try stripe.post("/v1/customers")
        let id = try stripe.lastEvent()
        stripe.now += 30 * 86_400 - 1
        let kept = try stripe.get("/v1/events/\(id)")
        #expect(kept.status == 200)
        stripe.now += 1
        let gone = try stripe.get("/v1/events/\(id)")
        #expect(gone.status == 404)
        let list = try stripe.get("/v1/events")
        #expect(list.ids.isEmpty)
    }

    @Test("past their limit the oldest events are forgotten, and the newest are still found")
    func bounded() throws {
        var stripe = TestStripe(settings: StubSettings(seed: 7, eventsMax: 5))
        for number in 1...23 { _ = try stripe.post("/v1/customers", "name=\(number)") }
        let list = try stripe.get("/v1/events", "limit=100")
        #expect((5..<10).contains(list.ids.count))
        #expect(list["data.0.data.object.name"] == "23")
        let newest = try stripe.get("/v1/events/\(list.ids[0])")
        #expect(newest["data.object.name"] == "23")
        let next = try stripe.get("/v1/events", "limit=1&starting_after=\(list.ids[0])")
        #expect(next["data.0.data.object.name"] == "22")
    }
}
