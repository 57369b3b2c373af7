// The facts about Stripe that are most often got wrong, a test each, which a simpler stub fails: 15 to 25.
import Basics
import StripeStub
import Testing

extension FactsTests {
    @Test("15. after a decline the intent can be confirmed again, and the events tell both")
    func fact15() throws {
        var stripe = TestStripe()
        let declined = try stripe.pay("pm_card_visa_chargeDeclined")
        #expect(declined.status == 402)
        let intent = declined["error.payment_intent.id"] ?? ""
        let types = try stripe.fired(
            "/v1/payment_intents/\(intent)/confirm", "payment_method=pm_card_visa")
        #expect(types == ["charge.succeeded", "payment_intent.succeeded"])
    }

    @Test(
        "16. a card that declines does so at a SetupIntent, save the one that declines at charges only")
    func fact16() throws {
        for (card, status) in [("visa_chargeDeclined", 402), ("chargeCustomerFail", 200)] {
            var stripe = TestStripe()
            let reply = try stripe.post(
                "/v1/setup_intents", "payment_method=pm_card_\(card)&confirm=true")
            #expect(reply.status == status)
        }
    }

    @Test("17. a card that asks is 200 with its owner there, and 402 without, where no charge is made")
    func fact17() throws {
        var stripe = TestStripe()
        let asked = try stripe.pay("pm_card_authenticationRequired")
        #expect(asked.status == 200)
        #expect(asked["status"] == "requires_action")
        let alone = try stripe.hold(card: "pm_card_authenticationRequired")
        #expect(alone.status == 402)
        #expect(alone["error.code"] == "authentication_required")
        #expect(alone["error.charge"] == nil)
        let charges = try stripe.get("/v1/charges")
        #expect(charges.ids.isEmpty)
    }

    @Test("18. an error of the business is replayed with its key, and fires nothing the second time")
    func fact18() throws {
        var stripe = TestStripe()
        let form = "payment_method=pm_card_visa_chargeDeclined&confirm=true"
        let first = try stripe.post("/v1/setup_intents", form, key: "k")
        let last = try stripe.lastEvent()
        let second = try stripe.post("/v1/setup_intents", form, key: "k")
        #expect(second.status == 402)
        #expect(second.text == first.text)
        let types = try stripe.eventTypes(after: last)
        #expect(types == [])
    }

    @Test("20. events of one second keep a stable order, and the cursor is an id")
    func fact20() throws {
        var stripe = TestStripe()
        for _ in 0..<5 { _ = try stripe.post("/v1/customers") }
        let all = try stripe.get("/v1/events", "limit=101").ids
        let page = try stripe.get("/v1/events", "limit=2&starting_after=\(all[1])")
        #expect(page.ids == [all[2], all[3]])
        let least = try stripe.get("/v1/events", "limit=0")
        #expect(least.ids == [all[0]])
        let both = try stripe.get("/v1/events", "starting_after=\(all[0])&ending_before=\(all[1])")
        #expect(both.status == 400)
    }

    @Test("21. a deleted customer reads as three members; two may share a mail, and its case matters")
    func fact21() throws {
        var stripe = TestStripe()
        let ids = [try stripe.customer(card: nil), try stripe.customer(card: nil)]
        let both = try stripe.get("/v1/customers", "email=ada@example.com")
        #expect(Set(both.ids) == Set(ids))
        let capital = try stripe.get("/v1/customers", "email=Ada@example.com")
        #expect(capital.ids.isEmpty)
        _ = try stripe.delete("/v1/customers/\(ids[0])")
        let deleted = try stripe.get("/v1/customers/\(ids[0])")
        #expect(deleted.status == 200)
        #expect(deleted.json.members.map(\.name).sorted() == ["deleted", "id", "object"])
        let used = try stripe.post("/v1/setup_intents", "customer=\(ids[0])")
        #expect(used.status == 400)
        #expect(used["error.code"] == "resource_missing")
    }

    @Test("22. a method's name makes a new one each time, an unattached one pays once, a detached one never")
    func fact22() throws {
        var stripe = TestStripe()
        let used = try stripe.pay("pm_card_visa")["payment_method"] ?? ""
        let other = try stripe.pay("pm_card_visa")["payment_method"]
        #expect(used != other)
        let again = try stripe.pay(used)
        #expect(again.status == 400)
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        _ = try stripe.post("/v1/payment_methods/\(card)/detach")
        let reply = try stripe.post(
            "/v1/setup_intents", "customer=\(customer)&payment_method=\(card)&confirm=true")
        #expect(reply.status == 400)
    }

    @Test("23. an update of an intent fires nothing: there is no payment_intent.updated")
    func fact23() throws {
        var stripe = TestStripe()
        let intent = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        let types = try stripe.fired(
            "/v1/payment_intents/\(intent.id)", "amount=200&description=x&metadata[a]=b")
        #expect(types == [])
    }

    @Test("24. the whole secret signs, with its prefix, over the raw bytes")
    func fact24() throws {
        var stripe = TestStripe()
        let made = try stripe.post(
            "/v1/webhook_endpoints", "url=http://127.0.0.1:9&enabled_events[]=customer.created")
        _ = try stripe.post("/v1/customers")
        let delivery = try #require(stripe.stub.takeDeliveries(now: stripe.now).first)
        let field = delivery.headers.first { $0.name == "Stripe-Signature" }?.value ?? ""
        let signed = Array("\(stripe.now).".utf8) + delivery.body
        let secret = made["secret"] ?? ""
        let whole = Hex.encode(try #require(Digest.hmacSHA256(key: Array(secret.utf8), signed)))
        let bare = Hex.encode(try #require(Digest.hmacSHA256(key: Array(secret.utf8.dropFirst(6)), signed)))
        #expect(field.hasSuffix("v1=\(whole)"))
        #expect(!field.contains(bare))
    }

    @Test("25. holds last as long as the card and the manner say, which capture_before alone tells")
    func fact25() throws {
        var stripe = TestStripe()
        for (card, seconds) in [("pm_card_visa", 410_400), ("pm_card_mastercard", 604_800)] {
            let hold = try stripe.hold(card: card)
            let charge = try stripe.get("/v1/charges/\(hold["latest_charge"] ?? "")")
            let end = charge["payment_method_details.card.capture_before"]
            #expect(end == "\(Int(stripe.now) + seconds)")
        }
    }
}
