// Movements on the balance: what each payment leaves, when it is there, and what Stripe keeps of it.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct BalanceTests {
    @Test(
        "the fee is 2.9 % rounded half up and 30 cents",
        arguments: [
            (50, 31), (100, 33), (1000, 59), (2599, 105), (4999, 175), (5000, 175), (12345, 388),
        ])
    func fee(amount: Int, fee: Int) throws {
        var stripe = TestStripe()
        let paid = try stripe.hold(
            amount: amount, "capture_method=automatic&expand[]=latest_charge.balance_transaction")
        let movement = "latest_charge.balance_transaction"
        #expect(paid["\(movement).object"] == "balance_transaction")
        #expect(paid["\(movement).amount"] == "\(amount)")
        #expect(paid["\(movement).fee"] == "\(fee)")
        #expect(paid["\(movement).net"] == "\(amount - fee)")
        #expect(paid["\(movement).fee_details.0.amount"] == "\(fee)")
        #expect(paid["\(movement).fee_details.0.type"] == "stripe_fee")
        #expect(paid["\(movement).fee_details.0.description"] == "Stripe processing fees")
        #expect(paid["\(movement).type"] == "charge")
        #expect(paid["\(movement).source"] == paid["latest_charge.id"])
    }

    @Test("a refund has no fee and does not bring the charge's back")
    func refund() throws {
        var stripe = TestStripe()
        let paid = try stripe.hold(amount: 1000, "capture_method=automatic&description=Guitar")
        let refund = try stripe.post(
            "/v1/refunds", "payment_intent=\(paid.id)&expand[]=balance_transaction")
        #expect(refund["balance_transaction.amount"] == "-1000")
        #expect(refund["balance_transaction.fee"] == "0")
        #expect(refund["balance_transaction.fee_details"] == "[]")
        #expect(refund["balance_transaction.net"] == "-1000")
        #expect(refund["balance_transaction.type"] == "refund")
        #expect(refund["balance_transaction.description"] == "REFUND FOR CHARGE (Guitar)")
        #expect(refund["balance_transaction.source"] == refund.id)
        let net = try nets(&stripe).reduce(0, +)
        #expect(net == -59)
    }

    @Test("a part capture is one movement from basil on; before, two, with a part of the fee returned")
    func partCapture() throws {
        for (version, amounts, nets) in [
            (TestStripe.old, ["-600", "1000"], [-583, 941] as [Int64]), (TestStripe.basil, ["400"], [358]),
        ] {
            var stripe = TestStripe(version: version)
            let hold = try stripe.hold()
            let before = try stripe.get("/v1/balance_transactions")
            #expect(before.ids.isEmpty)
            _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=400")
            let list = try stripe.get("/v1/balance_transactions")
            #expect(list.json["data"]?.elements.map { String($0["amount"]?.integer ?? 0) } == amounts)
            let found = try self.nets(&stripe)
            #expect(found == nets)
            #expect(found.reduce(0, +) == 358)
        }
    }

    @Test("money is available at midnight of a later day; until then it is pending")
    func availability() throws {
        var stripe = TestStripe()
        let paid = try stripe.hold(
            "capture_method=automatic&expand[]=latest_charge.balance_transaction")
        let id = paid["latest_charge.balance_transaction.id"] ?? ""
        let available = Int64(paid["latest_charge.balance_transaction.available_on"] ?? "") ?? 0
        #expect(available % 86_400 == 0)
        #expect(available > stripe.now + 86_400)
        #expect(paid["latest_charge.balance_transaction.status"] == "pending")
        stripe.now = available - 1
        let pending = try stripe.get("/v1/balance_transactions/\(id)")
        #expect(pending["status"] == "pending")
        stripe.now = available
        let there = try stripe.get("/v1/balance_transactions/\(id)")
        #expect(there["status"] == "available")
        let bypassing = try stripe.pay(
            "pm_card_bypassPending", "&expand[]=latest_charge.balance_transaction")
        #expect(bypassing["latest_charge.balance_transaction.status"] == "available")
    }

    @Test("the list filters by source, type, currency and time, and knows no payout")
    func filters() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        stripe.now += 10
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&amount=100")
        stripe.now += 10
        let euro = try stripe.post(
            "/v1/payment_intents",
            "amount=700&currency=eur&payment_method=pm_card_visa&confirm=true&capture_method=automatic")
        let charge = try stripe.get("/v1/charges/\(paid["latest_charge"] ?? "")")
        let (first, second) = (charge["balance_transaction"] ?? "", refund["balance_transaction"] ?? "")
        let third = try stripe.get("/v1/charges/\(euro["latest_charge"] ?? "")")["balance_transaction"] ?? ""
        for (query, ids) in [
            ("", [third, second, first]), ("source=\(charge.id)", [first]), ("source=\(refund.id)", [second]),
            ("type=charge", [third, first]), ("type=refund", [second]), ("type=payout", []),
            ("currency=eur", [third]), ("type=charge&source=\(refund.id)", []),
            ("created[gte]=\(stripe.now - 10)", [third, second]),
            ("limit=1&starting_after=\(third)", [second]),
            ("source=ch_x", []),
        ] {
            let list = try stripe.get("/v1/balance_transactions", query)
            #expect(list.ids == ids, "\(query)")
        }
        let payout = try stripe.get("/v1/balance_transactions", "payout=po_x")
        #expect(payout["error.message"] == "No such payout: 'po_x'")
        let gone = try stripe.get("/v1/balance_transactions/txn_x")
        #expect(gone.status == 404)
        #expect(gone["error.message"] == "No such balance transaction: 'txn_x'")
    }

    @Test("a movement and its source are expanded into each other, in lists behind data")
    func expansion() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&amount=100")
        let list = try stripe.get(
            "/v1/balance_transactions", "expand[]=data.source&expand[]=data.source.payment_intent")
        #expect(list["data.0.source.object"] == "refund")
        #expect(list["data.0.source.id"] == refund.id)
        #expect(list["data.1.source.object"] == "charge")
        #expect(list["data.1.source.payment_intent.id"] == paid.id)
        let charges = try stripe.get("/v1/charges", "expand[]=data.balance_transaction")
        #expect(charges["data.0.balance_transaction.net"] == "941")
    }

    @Test("captured asynchronously, the movement comes a moment after the answer, with charge.updated")
    func asynchronous() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let paid = try stripe.pay("pm_card_visa", "&expand[]=latest_charge")
        #expect(paid["latest_charge.balance_transaction"] == "null")
        let last = try stripe.lastEvent()
        let none = try stripe.get("/v1/balance_transactions")
        #expect(none.ids.isEmpty)
        stripe.now += 1
        let charge = try stripe.get("/v1/charges/\(paid["latest_charge.id"] ?? "")")
        #expect(charge["balance_transaction"]?.hasPrefix("txn_") == true)
        let event = try #require(try stripe.events(after: last).first)
        #expect(event["type"]?.string == "charge.updated")
        #expect(event["data"]?["previous_attributes"]?["balance_transaction"]?.isNull == true)
        #expect(event["request"]?["id"]?.isNull == true)
    }

    /// Newest first.
    private func nets(_ stripe: inout TestStripe) throws -> [Int64] {
        try stripe.get("/v1/balance_transactions").json["data"]?.elements.compactMap { $0["net"]?.integer }
            ?? []
    }
}
