// Refunds of payments for a connected account: who pays them.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct DestinationRefundTests {
    @Test("by default the platform pays the whole refund, and account and fee stay as they are")
    func byDefault() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
        #expect(refund["transfer_reversal"] == "null")
        #expect(refund["source_transfer_reversal"] == "null")
        #expect(stripe.teacherBalance == 900)
        #expect(stripe.stub.platformBalance == 41 - 1000)
        #expect(try stripe.movements().first == "refund -1000")
    }

    @Test("a whole refund with both flags takes everything back; what Stripe took stays lost to the platform")
    func whole() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        let last = try stripe.lastEvent()
        let refund = try stripe.refundBoth(
            paid.id, "&expand[]=transfer_reversal.transfer&expand[]=charge.application_fee")
        #expect(refund["transfer_reversal.object"] == "transfer_reversal", "\(refund.text)")
        #expect(refund["transfer_reversal.amount"] == "1000")
        #expect(refund["transfer_reversal.source_refund"] == refund.id)
        #expect(refund["transfer_reversal.transfer.reversed"] == "true")
        #expect(refund["transfer_reversal.transfer.amount_reversed"] == "1000")
        #expect(refund["charge.application_fee.refunded"] == "true")
        #expect(refund["charge.application_fee.amount_refunded"] == "100")
        #expect(
            try stripe.movements().prefix(3)
                == ["application_fee_refund -100", "transfer_refund 1000", "refund -1000"])
        #expect(
            try stripe.eventTypes(after: last)
                == ["refund.created", "charge.refunded", "transfer.reversed", "application_fee.refunded"])
        #expect(stripe.teacherBalance == 0)
        #expect(stripe.stub.platformBalance == -59)
    }

    @Test("a part refund takes its parts back, rounded down, and the one that completes it what is left")
    func remainder() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson(amount: 1001, fee: 100)
        var fees: [Int64] = []
        for amount in [333, 334, 334] {
            _ = try stripe.refundBoth(paid.id, "&amount=\(amount)")
            let fee = try stripe.get("/v1/application_fees", "limit=1&expand[]=data.refunds")
            fees.append(fee.json["data"]?[0]?["refunds"]?["data"]?[0]?["amount"]?.integer ?? -1)
        }
        // 100 * 333 / 1001 = 33.27, 100 * 334 / 1001 = 33.37
        #expect(fees == [33, 33, 34])
        #expect(stripe.teacherBalance == 0)
        let charge = try stripe.charge(of: paid, "expand[]=transfer&expand[]=application_fee")
        #expect(charge["transfer.reversed"] == "true")
        #expect(charge["application_fee.refunded"] == "true")
        #expect(stripe.stub.platformBalance == -59)
    }

    @Test("after a part capture the parts go by what was captured")
    func partCapture() throws {
        var stripe = TestStripe.withTeacher()
        let hold = try stripe.heldLesson(fee: 100)
        _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=500")
        _ = try stripe.refundBoth(hold.id, "&amount=250")
        // 500 - 100 - 250 + 50
        #expect(stripe.teacherBalance == 200)
    }

    @Test("of a refund that the platform paid alone, a later one takes back no part")
    func mixed() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson(amount: 999, fee: 100)
        _ = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&amount=333")
        _ = try stripe.refundBoth(paid.id)
        // The last has 100 - 33 of the fee, and 666 of the transfer: 999 - 100 - 666 + 67.
        #expect(stripe.teacherBalance == 300)
    }

    @Test("each flag works without the other")
    func oneFlag() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        _ = try stripe.post(
            "/v1/refunds", "payment_intent=\(paid.id)&amount=500&refund_application_fee=true")
        #expect(stripe.teacherBalance == 950)
        _ = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&amount=500&reverse_transfer=true")
        #expect(stripe.teacherBalance == 450)
        let off = try stripe.lesson()
        let refund = try stripe.post(
            "/v1/refunds", "payment_intent=\(off.id)&reverse_transfer=false&refund_application_fee=false")
        #expect(refund["transfer_reversal"] == "null")
    }

    @Test("so small a refund takes no fee back, and no movement of nothing is made")
    func tiny() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        _ = try stripe.refundBoth(paid.id, "&amount=1")
        #expect(try stripe.movements().prefix(2) == ["transfer_refund 1", "refund -1"])
        #expect(stripe.teacherBalance == 899)
    }

    @Test("a charge without a transfer, or without a fee, has none to take back")
    func nothingThere() throws {
        var stripe = TestStripe.withTeacher()
        let plain = try stripe.payment()
        let charge = plain["latest_charge"] ?? ""
        let reply = try stripe.post("/v1/refunds", "payment_intent=\(plain.id)&reverse_transfer=true")
        #expect(reply.status == 400)
        #expect(reply.error?["code"] == nil)
        #expect(reply["error.param"] == "reverse_transfer")
        #expect(
            reply["error.message"]
                == "Cannot reverse transfer on charge \(charge) because it does not have an associated transfer."
        )
        let free = try stripe.lesson(fee: nil)
        let fee = try stripe.refundBoth(free.id)
        #expect(fee.status == 400)
        #expect(fee["error.param"] == "refund_application_fee")
        #expect(stripe.stub.books.refundCount == 0)
        #expect(stripe.teacherBalance == 1000)
    }

    @Test("an account whose balance is short has the refund refused whole, and nothing moves")
    func short() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        #expect(stripe.stub.payOut(TestStripe.teacher, 1) == 899)
        let (platform, last) = (stripe.stub.platformBalance, try stripe.lastEvent())
        let reply = try stripe.refundBoth(paid.id)
        #expect(reply.status == 400)
        #expect(reply["error.code"] == "balance_insufficient")
        #expect(reply["error.type"] == "invalid_request_error")
        #expect(stripe.teacherBalance == 899)
        #expect(stripe.stub.platformBalance == platform)
        #expect(stripe.stub.books.amountRefunded == 0)
        #expect(stripe.stub.books.refundCount == 0)
        #expect(try stripe.lastEvent() == last)
        let charge = try stripe.charge(of: paid, "expand[]=transfer")
        #expect(charge["transfer.amount_reversed"] == "0")
        // A cent more would do, and so does less: 899 - 998 + 99.
        let less = try stripe.refundBoth(paid.id, "&amount=998")
        #expect(less.status == 200, "\(less.text)")
        #expect(stripe.teacherBalance == 0)
    }

    @Test("just enough is enough: the fee that comes back counts")
    func enough() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson()
        let alone = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&reverse_transfer=true")
        #expect(alone["error.code"] == "balance_insufficient")
        let refund = try stripe.refundBoth(paid.id)
        #expect(refund.status == 200)
        #expect(stripe.teacherBalance == 0)
    }

    @Test("a refund that fails later leaves what came back with the platform")
    func failing() throws {
        var stripe = TestStripe.withTeacher()
        let paid = try stripe.lesson(card: "pm_card_refundFail")
        _ = try stripe.refundBoth(paid.id)
        stripe.now += 60
        #expect(try stripe.movements().first == "refund_failure 1000")
        #expect(stripe.teacherBalance == 0)
        #expect(stripe.stub.platformBalance == 941)
        let again = try stripe.refundBoth(paid.id)
        #expect(again["transfer_reversal"] == "null", "\(again.text)")
        #expect(stripe.teacherBalance == 0)
    }
}
