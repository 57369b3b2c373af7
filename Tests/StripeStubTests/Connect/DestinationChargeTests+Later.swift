// A payment for a connected account: what is told of it, what is listed, and what goes wrong later.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct DestinationChargeLaterTests {
    @Test("the transfer and the fee are told after the charge, and before the intent's success")
    func events() throws {
        var stripe = TestStripe.withTeacher()
        let hold = try stripe.heldLesson()
        let fired = try stripe.fired("/v1/payment_intents/\(hold.id)/capture")
        #expect(
            fired == [
                "charge.captured", "transfer.created", "application_fee.created", "payment_intent.succeeded",
            ])
        let last = try stripe.lastEvent()
        _ = try stripe.lesson()
        let types = try stripe.eventTypes(after: last).filter {
            !$0.hasPrefix("customer.") && !$0.hasPrefix("payment_method.")
        }
        #expect(
            types == [
                "payment_intent.created", "charge.succeeded", "transfer.created", "application_fee.created",
                "payment_intent.succeeded",
            ])
    }

    @Test("an event keeps the transfer as it was, whatever came back since")
    func snapshot() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        _ = try stripe.refundBoth(paid.id, "&amount=500")
        let events = try stripe.events()
        func last(_ type: String) -> JSON? {
            events.last { $0["type"]?.string == type }?["data"]?["object"]
        }
        #expect(last("transfer.created")?["amount_reversed"]?.integer == 0)
        #expect(last("transfer.created")?["reversals"]?["data"]?.elements.count == 0)
        #expect(last("transfer.reversed")?["amount_reversed"]?.integer == 500)
        #expect(last("transfer.reversed")?["reversals"]?["data"]?.elements.count == 1)
        #expect(last("application_fee.refunded")?["amount_refunded"]?.integer == 50)
    }

    @Test("of an asynchronous capture the transfer and the fee come later, with charge.updated")
    func asynchronous() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.hold(
            "capture_method=automatic_async&\(TestStripe.toTeacher)&application_fee_amount=100"
                + "&expand[]=latest_charge")
        #expect(paid.json["latest_charge"]?["transfer"] == nil)
        #expect(stripe.teacherBalance == 0)
        let last = try stripe.lastEvent()
        stripe.now += 1
        let types = try stripe.eventTypes(after: last)
        #expect(types == ["charge.updated", "transfer.created", "application_fee.created"])
        #expect(stripe.teacherBalance == 900)
    }

    @Test("a refund of an asynchronous capture finds the transfer, however early it comes")
    func earlyRefund() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.hold(
            "capture_method=automatic_async&\(TestStripe.toTeacher)&application_fee_amount=100")
        let refund = try stripe.refundBoth(paid.id)
        #expect(refund["transfer_reversal"]?.hasPrefix("trr_") == true, "\(refund.text)")
        stripe.now += 60
        #expect(try stripe.get("/v1/transfers").ids.count == 1)
        #expect(stripe.teacherBalance == 0)
        #expect(stripe.stub.platformBalance == -59)
    }

    @Test("a declined payment moves nothing and still shows its terms")
    func declined() throws {
        var stripe = TestStripe.withTeacher()
        let reply = try stripe.lesson(card: "pm_card_chargeCustomerFail")
        #expect(reply.status == 402)
        let charge = try stripe.get("/v1/charges/\(reply["error.charge"] ?? "")")
        #expect(charge["transfer_data.destination"] == TestStripe.teacher)
        #expect(charge.json["transfer"] == nil)
        #expect(stripe.teacherBalance == 0)
    }

    @Test("a dispute takes its money from the platform alone, also when it is won")
    func dispute() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.hold(
            "capture_method=manual&\(TestStripe.toTeacher)&application_fee_amount=100&expand[]=latest_charge")
        #expect(paid.status == 200)
        let disputed = try stripe.lesson(card: "pm_card_createDispute")
        #expect(stripe.teacherBalance == 900)
        #expect(stripe.stub.platformBalance == 41 - 1000 - 1500)
        let list = try stripe.get("/v1/disputes", "payment_intent=\(disputed.id)")
        let movement = list.json["data"]?[0]?["balance_transactions"]?[0]
        #expect(movement?["amount"]?.integer == -1000)
        #expect(movement?["fee"]?.integer == 1500)
        #expect(movement?["net"]?.integer == -2500)
        let dispute = list.ids.first ?? ""
        _ = try stripe.post("/v1/disputes/\(dispute)", "evidence[uncategorized_text]=winning_evidence")
        #expect(stripe.teacherBalance == 900)
        #expect(stripe.stub.platformBalance == 41 - 1500)
        let closed = try stripe.get("/v1/disputes/\(dispute)")
        #expect(closed.json["balance_transactions"]?.elements.compactMap { $0["fee"]?.integer } == [1500, 0])
    }

    @Test("transfers and fees are found by id, by account, by charge and by payment")
    func lists() throws {
        var stripe = TestStripe.withTeacher()
        var charges: [String] = []
        for number in 0..<3 {
            let paid = try stripe.hold(
                "capture_method=automatic&\(TestStripe.toTeacher)&application_fee_amount=100"
                    + "&transfer_group=g\(number)")
            charges.append(paid["latest_charge"] ?? "")
        }
        let transfers = try stripe.get("/v1/transfers", "destination=\(TestStripe.teacher)&limit=2")
        #expect(transfers["url"] == "/v1/transfers")
        #expect(transfers["has_more"] == "true")
        #expect(transfers["data.0.source_transaction"] == charges[2])
        let group = try stripe.get("/v1/transfers", "transfer_group=g1")
        #expect(group["data.0.source_transaction"] == charges[1])
        #expect(group.ids.count == 1)
        let read = try stripe.get("/v1/transfers/\(group.ids[0])", "expand[]=source_transaction")
        #expect(read["source_transaction.id"] == charges[1])
        let fees = try stripe.get("/v1/application_fees", "charge=\(charges[0])")
        #expect(fees["data.0.originating_transaction"] == charges[0])
        let payment = try stripe.get("/v1/application_fees", "charge=\(fees["data.0.charge"] ?? "")")
        #expect(payment.ids == fees.ids)
        let all = try stripe.get("/v1/application_fees")
        #expect(all.ids.count == 3)
        let movements = try stripe.get(
            "/v1/balance_transactions", "type=transfer&source=\(group.ids[0])&expand[]=data.source")
        #expect(movements["data.0.source.object"] == "transfer")
        #expect(movements["data.0.reporting_category"] == "transfer")
        for path in ["transfers", "application_fees"] {
            let missing = try stripe.get("/v1/\(path)/x")
            #expect(missing.status == 404)
            #expect(missing["error.code"] == "resource_missing")
        }
        #expect(try stripe.get("/v1/transfers", "destination=acct_x").status == 400)
        #expect(try stripe.get("/v1/application_fees", "charge=ch_x").status == 400)
    }
}
