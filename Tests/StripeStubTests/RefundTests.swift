// Money that goes back, and every reason why it does not.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct RefundTests {
    @Test("a refund without an amount gives back what is left, and the intent stays as it is")
    func whole() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        let refund = try stripe.post(
            "/v1/refunds", "payment_intent=\(paid.id)&amount=250&reason=requested_by_customer&metadata[a]=1")
        #expect(refund.status == 200)
        #expect(refund["object"] == "refund")
        #expect(refund["amount"] == "250")
        #expect(refund["status"] == "succeeded")
        #expect(refund["reason"] == "requested_by_customer")
        #expect(refund["balance_transaction"]?.hasPrefix("txn_") == true)
        let charge = try stripe.get("/v1/charges/\(paid["latest_charge"] ?? "")")
        #expect(charge["amount_refunded"] == "250")
        #expect(charge["refunded"] == "false")
        let rest = try stripe.post("/v1/refunds", "charge=\(charge.id)&expand[]=charge")
        #expect(rest["amount"] == "750")
        #expect(rest["charge.refunded"] == "true")
        let intent = try stripe.get("/v1/payment_intents/\(paid.id)")
        #expect(intent["status"] == "succeeded")
        #expect(intent["amount_received"] == "1000")
        #expect(stripe.stub.books.amountRefunded == 1000)
        let again = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
        #expect(again["error.code"] == "charge_already_refunded")
        #expect(again["error.message"] == "Charge \(charge.id) has already been refunded.")
        #expect(stripe.stub.books.refundCount == 2)
    }

    @Test("after a part capture only what was captured can be refunded, in both families of versions")
    func afterPartCapture() throws {
        for version in [TestStripe.old, TestStripe.basil] {
            var stripe = TestStripe(version: version)
            let hold = try stripe.hold()
            _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=750")
            let tooMuch = try stripe.post("/v1/refunds", "payment_intent=\(hold.id)&amount=2000")
            #expect(tooMuch.status == 400)
            #expect(tooMuch.error?["code"] == nil)
            #expect(tooMuch["error.param"] == "amount")
            #expect(
                tooMuch["error.message"]
                    == "Refund amount ($20.00) is greater than unrefunded amount on charge ($7.50)")
            let refund = try stripe.post("/v1/refunds", "payment_intent=\(hold.id)&expand[]=charge")
            #expect(refund["amount"] == "750")
            #expect(refund["charge.refunded"] == "true")
            #expect(refund["charge.amount_refunded"] == (version == TestStripe.old ? "1000" : "750"))
            #expect(stripe.stub.books.amountRefunded == 750)
        }
    }

    @Test("a hold is not refunded: Stripe says without a code to cancel the intent")
    func ofHold() throws {
        var stripe = TestStripe()
        let hold = try stripe.hold()
        let reply = try stripe.post("/v1/refunds", "payment_intent=\(hold.id)&reason=bored")
        #expect(reply.status == 400)
        #expect(reply.error?["code"] == nil)
        #expect(
            reply["error.message"]
                == "This uncaptured Charge was created by a PaymentIntent (\(hold.id)). You must cancel the "
                + "PaymentIntent to reverse the authorization instead of refunding the Charge directly. For more "
                + "information, see https://stripe.com/docs/payments/place-a-hold-on-a-payment-method")
        #expect(stripe.stub.books.amountCapturable == 1000)
    }

    @Test("an intent without a good charge has nothing to refund: open, declined or canceled")
    func withoutCharge() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let open = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        let declined = try stripe.pay("pm_card_chargeCustomerFail")["error.payment_intent.id"] ?? ""
        let canceled = try stripe.hold()
        _ = try stripe.post("/v1/payment_intents/\(canceled.id)/cancel")
        for id in [open.id, declined, canceled.id] {
            let reply = try stripe.post("/v1/refunds", "payment_intent=\(id)")
            #expect(reply.status == 400)
            #expect(reply.error?["code"] == nil)
            #expect(
                reply["error.message"]
                    == "This PaymentIntent (\(id)) does not have a successful charge to refund.")
        }
        #expect(stripe.stub.books.refundCount == 0)
    }

    @Test(
        "a refund's parameters are checked in Stripe's order",
        arguments: [
            (
                "reason=bored&amount=0", nil, "reason",
                "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer"
            ),
            (
                "amount=0", "parameter_invalid_integer", "amount",
                "This value must be greater than or equal to 1."
            ),
            (
                "amount=-1", "parameter_invalid_integer", "amount",
                "This value must be greater than or equal to 1."
            ),
            ("amount=x", "parameter_invalid_integer", "amount", "Invalid integer: x"),
        ] as [(String, String?, String, String)])
    func parameters(form: String, code: String?, param: String, message: String) throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        let reply = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&\(form)")
        #expect(reply.status == 400)
        #expect(reply["error.code"] == code)
        #expect(reply["error.param"] == param)
        #expect(reply["error.message"] == message)
        #expect(stripe.stub.books.refundCount == 0)
    }

    @Test("a refund needs an intent or a charge that exists")
    func unknown() throws {
        var stripe = TestStripe()
        let neither = try stripe.post("/v1/refunds")
        #expect(neither.status == 400)
        #expect(
            neither["error.message"]
                == "One of the following params should be provided for this request: payment_intent or charge."
        )
        let intent = try stripe.post("/v1/refunds", "payment_intent=pi_invalid")
        #expect(intent["error.code"] == "resource_missing")
        #expect(intent["error.message"] == "No such payment_intent: 'pi_invalid'")
        let charge = try stripe.post("/v1/refunds", "charge=ch_x")
        #expect(charge.status == 404)
        #expect(charge["error.param"] == "id")
    }

    @Test("a refund cannot be taken back, and can be read")
    func readAndCancel() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
        let cancel = try stripe.post("/v1/refunds/\(refund.id)/cancel")
        #expect(cancel.status == 400)
        #expect(cancel["error.message"] == "Canceling this refund is unsupported.")
        let read = try stripe.get("/v1/refunds/\(refund.id)")
        #expect(read.text == refund.text)
    }

    @Test("the card for pending refunds has them pending first, then done")
    func pending() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment(card: "pm_card_pendingRefund")
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)")
        #expect(refund["status"] == "pending")
        stripe.now += 60
        let later = try stripe.get("/v1/refunds/\(refund.id)")
        #expect(later["status"] == "succeeded")
    }
}
