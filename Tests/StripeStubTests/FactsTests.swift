// The facts about Stripe that are most often got wrong, a test each, which a simpler stub fails. Those that other
// suites prove in whole are not repeated here.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(1)), .serialized)
struct FactsTests {
    @Test(
        "fact 1: payment_method_types is gone from endive on; automatic methods without redirects always work"
    )
    func fact1() throws {
        for version in [TestStripe.old, TestStripe.dahlia, TestStripe.endive] {
            var stripe = TestStripe(version: version)
            let listed = try stripe.post("/v1/setup_intents", "payment_method_types[]=card")
            #expect(listed.status == (version == TestStripe.endive ? 400 : 200))
            let automatic = try stripe.pay("pm_card_visa")
            #expect(automatic["status"] == "succeeded")
        }
    }

    @Test("fact 2: what a hold gives back fires charge.refunded before basil only")
    func fact2() throws {
        for (version, count) in [(TestStripe.old, 1), (TestStripe.basil, 0)] {
            for (action, form) in [("cancel", ""), ("capture", "amount_to_capture=400")] {
                var stripe = TestStripe(version: version)
                let hold = try stripe.hold()
                let types = try stripe.fired("/v1/payment_intents/\(hold.id)/\(action)", form)
                #expect(types.filter { $0 == "charge.refunded" }.count == count)
                let charge = try stripe.get("/v1/charges/\(hold["latest_charge"] ?? "")")
                #expect((charge["amount_refunded"] == "0") == (count == 0))
            }
        }
    }

    @Test("fact 6: a part capture shrinks neither the intent's amount nor the charge's")
    func fact6() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let hold = try stripe.hold()
        let captured = try stripe.post(
            "/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=400&expand[]=latest_charge")
        #expect(captured["amount"] == "1000")
        #expect(captured["amount_received"] == "400")
        #expect(captured["latest_charge.amount"] == "1000")
        #expect(captured["latest_charge.amount_captured"] == "400")
    }

    @Test("fact 7: a second capture and a second cancel are errors, and fire nothing")
    func fact7() throws {
        for action in ["capture", "cancel"] {
            var stripe = TestStripe(version: TestStripe.dahlia)
            let path = "/v1/payment_intents/\(try stripe.hold().id)/\(action)"
            _ = try stripe.post(path)
            let last = try stripe.lastEvent()
            let again = try stripe.post(path)
            #expect(again["error.code"] == "payment_intent_unexpected_state")
            let types = try stripe.eventTypes(after: last)
            #expect(types == [])
        }
    }

    @Test("fact 8: a missing id is 404 in a path and 400 in a parameter, of all the resources")
    func fact8() throws {
        var stripe = TestStripe()
        for (path, param) in [
            ("setup_intents/x", "intent"), ("balance_transactions/x", "id"), ("disputes/x", "dispute"),
            ("events/x", "id"), ("webhook_endpoints/x", "webhook_endpoint"),
        ] {
            let reply = try stripe.get("/v1/\(path)")
            #expect(reply.status == 404)
            #expect(reply["error.code"] == "resource_missing")
            #expect(reply["error.param"] == param)
        }
        let filter = try stripe.get("/v1/setup_intents", "customer=cus_x")
        #expect(filter.status == 400)
        #expect(filter["error.code"] == "resource_missing")
        let empty = try stripe.get("/v1/setup_intents/")
        #expect(empty["error.message"]?.hasPrefix("Unrecognized request URL") == true)
    }

    @Test("fact 12: a movement exists only after the capture; a hold that was let go never had one")
    func fact12() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let hold = try stripe.hold()
        _ = try stripe.post("/v1/payment_intents/\(hold.id)/cancel")
        stripe.now += 800_000
        let none = try stripe.get("/v1/balance_transactions")
        #expect(none.ids.isEmpty)
        let captured = try stripe.hold()
        let answer = try stripe.post(
            "/v1/payment_intents/\(captured.id)/capture", "expand[]=latest_charge.balance_transaction")
        #expect(answer["latest_charge.balance_transaction.amount"] == "1000")
    }

    @Test("fact 13: a refund gives no fee back, and a dispute costs 1500 even when it is won")
    func fact13() throws {
        var stripe = TestStripe()
        let refunded = try stripe.payment()
        _ = try stripe.post("/v1/refunds", "payment_intent=\(refunded.id)")
        let disputed = try stripe.payment(card: "pm_card_createDispute")
        let dispute = try stripe.get("/v1/disputes", "payment_intent=\(disputed.id)").ids[0]
        _ = try stripe.post("/v1/disputes/\(dispute)", "evidence[uncategorized_text]=winning_evidence")
        let movements = try stripe.get("/v1/balance_transactions").json["data"]?.elements ?? []
        let net = movements.reduce(0) { $0 + ($1["net"]?.integer ?? 0) }
        #expect(movements.count == 5)
        #expect(net == -59 + (1000 - 59) - 1500)
    }

    @Test("fact 15: after a decline the intent can be confirmed again, and the events tell both")
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
        "fact 16: a card that declines does so at a SetupIntent, save the one that declines at charges only")
    func fact16() throws {
        for (card, status) in [("visa_chargeDeclined", 402), ("chargeCustomerFail", 200)] {
            var stripe = TestStripe()
            let reply = try stripe.post(
                "/v1/setup_intents", "payment_method=pm_card_\(card)&confirm=true")
            #expect(reply.status == status)
        }
    }

    @Test("fact 18: an error of the business is replayed with its key, and fires nothing the second time")
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

    @Test("fact 20: events of one second keep a stable order, and the cursor is an id")
    func fact20() throws {
        var stripe = TestStripe()
        for _ in 0..<5 { _ = try stripe.post("/v1/customers") }
        let all = try stripe.get("/v1/events", "limit=101").ids
        let page = try stripe.get("/v1/events", "limit=2&starting_after=\(all[1])")
        #expect(page.ids == [all[2], all[3]])
        let least = try stripe.get("/v1/events", "limit=0")
        #expect(least.ids == [all[0]])
    }

    @Test("fact 22: a detached method can be set up no more")
    func fact22() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        _ = try stripe.post("/v1/payment_methods/\(card)/detach")
        let reply = try stripe.post(
            "/v1/setup_intents", "customer=\(customer)&payment_method=\(card)&confirm=true")
        #expect(reply.status == 400)
    }

    @Test("fact 23: an update of an intent fires nothing: there is no payment_intent.updated")
    func fact23() throws {
        var stripe = TestStripe()
        let intent = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        let types = try stripe.fired(
            "/v1/payment_intents/\(intent.id)", "amount=200&description=x&metadata[a]=b")
        #expect(types == [])
    }

    @Test("fact 24: the whole secret signs, with its prefix, over the raw bytes")
    func fact24() throws {
        var stripe = TestStripe()
        let made = try stripe.post(
            "/v1/webhook_endpoints", "url=https://shop.example&enabled_events[]=customer.created")
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
}
