// What happens by itself when time passes.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ClockTests {
    @Test("a hold that ends by itself fires its events, by version, at the time it ended")
    func expiry() throws {
        for (version, reason, between) in [
            (TestStripe.old, "automatic", ["charge.refunded"]), (TestStripe.basil, "expired", []),
        ] {
            var stripe = TestStripe(version: version)
            let hold = try stripe.hold()
            let last = try stripe.lastEvent()
            let end = stripe.now + 410_400
            stripe.stub.advance(to: end - 1)
            let books = stripe.stub.books
            #expect(books.amountCapturable == 1000)
            stripe.stub.advance(to: end + 5000)
            stripe.now = end + 5000
            let events = try stripe.events(after: last)
            #expect(
                events.map { $0["type"]?.string }
                    == ["charge.expired"] + between + ["payment_intent.canceled"])
            #expect(events.allSatisfy { $0["created"]?.integer == end })
            #expect(events.allSatisfy { $0["request"]?["id"]?.isNull == true })
            let intent = try stripe.get("/v1/payment_intents/\(hold.id)")
            #expect(intent["cancellation_reason"] == reason)
            #expect(intent["canceled_at"] == "\(end)")
        }
    }

    @Test("the clock never goes back, and what was due happens in the order of its time")
    func order() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let long = try stripe.hold(card: "pm_card_mastercard")
        stripe.now += 100
        let short = try stripe.hold()
        let last = try stripe.lastEvent()
        stripe.stub.advance(to: stripe.now + 700_000)
        stripe.stub.advance(to: 5)
        stripe.now += 700_000
        let ended = try stripe.events(after: last)
            .filter { $0["type"]?.string == "payment_intent.canceled" }
            .map { $0["data"]?["object"]?["id"]?.string }
        #expect(ended == [short.id, long.id])
    }

    @Test("a slow refund is pending until the bank answers, and then tells so")
    func pendingRefund() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let paid = try stripe.payment(card: "pm_card_pendingRefund")
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
        #expect(refund["status"] == "pending")
        #expect(refund["pending_reason"] == "processing")
        let last = try stripe.lastEvent()
        stripe.now += 59
        let early = try stripe.get("/v1/refunds/\(refund.id)")
        #expect(early["status"] == "pending")
        stripe.now += 1
        let events = try stripe.events(after: last)
        #expect(events.map { $0["type"]?.string } == ["refund.updated", "charge.refund.updated"])
        #expect(events.first?["data"]?["object"]?["status"]?.string == "succeeded")
        #expect(events.first?["data"]?["previous_attributes"]?["status"]?.string == "pending")
        let later = try stripe.get("/v1/refunds/\(refund.id)")
        #expect(later["status"] == "succeeded")
        #expect(later["pending_reason"] == nil)
    }

    @Test("a refund that fails later brings the money back, and can be made again")
    func failedRefund() throws {
        for (version, types) in [
            (TestStripe.old, ["charge.refund.updated"]),
            (TestStripe.basil, ["refund.failed", "charge.refund.updated"]),
        ] {
            var stripe = TestStripe(version: version)
            let paid = try stripe.payment(card: "pm_card_refundFail")
            let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
            #expect(refund["status"] == "succeeded")
            #expect(stripe.stub.books.amountRefunded == 1000)
            let last = try stripe.lastEvent()
            stripe.now += 60
            let failed = try stripe.get(
                "/v1/refunds/\(refund.id)", "expand[]=failure_balance_transaction&expand[]=charge")
            #expect(failed["status"] == "failed")
            #expect(failed["failure_balance_transaction.amount"] == "1000")
            #expect(failed["failure_balance_transaction.fee"] == "0")
            #expect(failed["failure_balance_transaction.type"] == "refund_failure")
            #expect(failed["charge.amount_refunded"] == "0")
            #expect(failed["charge.refunded"] == "false")
            #expect(stripe.stub.books.amountRefunded == 0)
            let fired = try stripe.eventTypes(after: last)
            #expect(fired == types)
            let again = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
            #expect(again.status == 200)
        }
    }
}
