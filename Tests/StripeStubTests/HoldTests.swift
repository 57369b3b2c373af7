// A hold's life in both families of versions: authorize, capture, cancel, expire.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct HoldTests {
    @Test("a good hold is requires_capture, and its charge says succeeded though nothing was taken")
    func hold() throws {
        var stripe = TestStripe()
        let intent = try stripe.hold(amount: 123, "capture_method=manual&expand[]=latest_charge")
        #expect(intent.status == 200)
        #expect(intent["object"] == "payment_intent")
        #expect(intent["status"] == "requires_capture")
        #expect(intent["amount_capturable"] == "123")
        #expect(intent["amount_received"] == "0")
        #expect(intent["charges"] == nil)
        #expect(intent["latest_charge.status"] == "succeeded")
        #expect(intent["latest_charge.paid"] == "true")
        #expect(intent["latest_charge.captured"] == "false")
        #expect(intent["latest_charge.amount_captured"] == "0")
        #expect(intent["latest_charge.amount_refunded"] == "0")
        #expect(intent["latest_charge.refunded"] == "false")
        #expect(intent["latest_charge.balance_transaction"] == "null")
        #expect(intent["latest_charge.payment_method_details.card.amount_authorized"] == "123")
    }

    @Test(
        "a hold lasts 7 days; on Visa without the cardholder 4 days and 18 hours",
        arguments: [
            ("pm_card_visa", true, 410_400), ("pm_card_visa", false, 604_800),
            ("pm_card_mastercard", true, 604_800), ("pm_card_amex", true, 604_800),
        ])
    func holdLengths(card: String, offSession: Bool, seconds: Int64) throws {
        var stripe = TestStripe()
        let reply = try stripe.pay(
            card, "&capture_method=manual&off_session=\(offSession)&expand[]=latest_charge")
        let end = reply["latest_charge.payment_method_details.card.capture_before"]
        #expect(end == String(stripe.now + seconds))
    }

    @Test(
        "a whole capture takes everything and shows its movement at once",
        arguments: [TestStripe.old, TestStripe.basil])
    func wholeCapture(version: String) throws {
        var stripe = TestStripe(version: version)
        let hold = try stripe.hold()
        let intent = try stripe.post(
            "/v1/payment_intents/\(hold.id)/capture", "expand[]=latest_charge.refunds")
        #expect(intent["status"] == "succeeded")
        #expect(intent["amount_capturable"] == "0")
        #expect(intent["amount_received"] == "1000")
        #expect(intent["latest_charge.captured"] == "true")
        #expect(intent["latest_charge.amount_captured"] == "1000")
        #expect(intent["latest_charge.balance_transaction"]?.hasPrefix("txn_") == true)
        #expect(intent["latest_charge.refunds.data"] == "[]")
        let books = stripe.stub.books
        #expect(books.amountReceived == 1000)
        #expect(books.refundCount == 0)
    }

    @Test("a part capture releases the rest: before basil by a Refund, from basil on without a trace")
    func partCapture() throws {
        for (version, refunds, refunded) in [(TestStripe.old, 1, "600"), (TestStripe.basil, 0, "0")] {
            var stripe = TestStripe(version: version)
            let hold = try stripe.hold()
            let intent = try stripe.post(
                "/v1/payment_intents/\(hold.id)/capture",
                "amount_to_capture=400&expand[]=latest_charge.refunds")
            #expect(intent["status"] == "succeeded")
            #expect(intent["amount"] == "1000")
            #expect(intent["amount_received"] == "400")
            #expect(intent["latest_charge.amount"] == "1000")
            #expect(intent["latest_charge.amount_captured"] == "400")
            #expect(intent["latest_charge.amount_refunded"] == refunded)
            #expect(intent["latest_charge.refunded"] == "false")
            #expect(intent.json["latest_charge"]?["refunds"]?["data"]?.elements.count == refunds)
            #expect(stripe.stub.books.refundCount == refunds)
            // Money that was never taken is no refund in the books.
            #expect(stripe.stub.books.amountRefunded == 0)
        }
    }

    @Test("a second capture is an error and moves nothing; its text depends on whether a rest was released")
    func secondCapture() throws {
        for (amount, text) in [
            ("1000", "This PaymentIntent could not be captured because it has already been captured."),
            (
                "400",
                "The remaining amount on this PaymentIntent could not be captured because the remainder of the "
                    + "authorized amount has been released."
            ),
        ] {
            var stripe = TestStripe()
            let hold = try stripe.hold()
            _ = try stripe.post("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=\(amount)")
            let before = stripe.stub.books
            let again = try stripe.post("/v1/payment_intents/\(hold.id)/capture")
            #expect(again.status == 400)
            #expect(again["error.code"] == "payment_intent_unexpected_state")
            #expect(again["error.message"] == text)
            #expect(again["error.payment_intent.id"] == hold.id)
            #expect(stripe.stub.books == before)
        }
    }

    @Test(
        "a capture of an amount that cannot be is refused with the whole intent, and the hold stays",
        arguments: [
            (
                "1001", "amount_too_large", "amount_to_capture",
                "The payment could not be captured because the requested capture amount is greater than the "
                    + "amount you can capture for this charge. Contact us via "
                    + "https://support.stripe.com/contact/ for help."
            ),
            ("0", "parameter_invalid_integer", "amount", "This value must be greater than or equal to 1."),
            ("-1", nil, "amount_to_capture", "Invalid non-negative integer"),
            ("x", "parameter_invalid_integer", "amount_to_capture", "Invalid integer: x"),
        ] as [(String, String?, String, String)])
    func captureAmounts(amount: String, code: String?, param: String, message: String) throws {
        var stripe = TestStripe()
        let hold = try stripe.hold()
        let reply = try stripe.post("/v1/payment_intents/\(hold.id)/capture", "amount_to_capture=\(amount)")
        #expect(reply.status == 400)
        #expect(reply["error.code"] == code)
        #expect(reply["error.param"] == param)
        #expect(reply["error.message"] == message)
        #expect(reply["error.payment_intent.status"] == "requires_capture")
        #expect(stripe.stub.books.amountCapturable == 1000)
    }

    @Test("an intent that holds nothing cannot be captured")
    func captureTooEarly() throws {
        var stripe = TestStripe()
        let intent = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        let reply = try stripe.post("/v1/payment_intents/\(intent.id)/capture")
        #expect(
            reply["error.message"]
                == "This PaymentIntent could not be captured because it has a status of requires_payment_method. "
                + "Only a PaymentIntent with one of the following statuses may be captured: requires_capture."
        )
    }

    @Test("a cancel lets the hold go: before basil by a Refund, from basil on without one")
    func cancel() throws {
        for (version, refunds) in [(TestStripe.old, 1), (TestStripe.basil, 0)] {
            var stripe = TestStripe(version: version)
            let hold = try stripe.hold()
            let intent = try stripe.post(
                "/v1/payment_intents/\(hold.id)/cancel",
                "cancellation_reason=requested_by_customer&expand[]=latest_charge.refunds")
            #expect(intent["status"] == "canceled")
            #expect(intent["cancellation_reason"] == "requested_by_customer")
            #expect(intent["canceled_at"] == String(stripe.now))
            #expect(intent["amount_capturable"] == "0")
            #expect(intent["latest_charge.captured"] == "false")
            #expect(intent["latest_charge.refunded"] == String(refunds == 1))
            #expect(intent["latest_charge.amount_refunded"] == (refunds == 1 ? "1000" : "0"))
            let list = try stripe.get("/v1/refunds", "payment_intent=\(hold.id)")
            #expect(list.ids.count == refunds)
            #expect(intent["latest_charge.refunds.data.0.id"] == list.ids.first)
            if refunds == 1 {
                #expect(list["data.0.reason"] == "requested_by_customer")
                #expect(list["data.0.balance_transaction"] == "null")
            }
        }
    }

    @Test(
        "what is over cannot be canceled; the list of statuses grew with the versions",
        arguments: [
            (
                TestStripe.old,
                "requires_payment_method, requires_capture, requires_confirmation, requires_action, processing"
            ),
            (
                TestStripe.dahlia,
                "requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, "
                    + "requires_action, expired, processing"
            ),
        ])
    func cancelTwice(version: String, statuses: String) throws {
        var stripe = TestStripe(version: version)
        let hold = try stripe.hold()
        _ = try stripe.post("/v1/payment_intents/\(hold.id)/cancel")
        let paid = try stripe.payment()
        for (id, status) in [(hold.id, "canceled"), (paid.id, "succeeded")] {
            let reply = try stripe.post("/v1/payment_intents/\(id)/cancel")
            #expect(reply.status == 400)
            #expect(reply["error.code"] == "payment_intent_unexpected_state")
            #expect(
                reply["error.message"]
                    == "You cannot cancel this PaymentIntent because it has a status of \(status). Only a "
                    + "PaymentIntent with one of the following statuses may be canceled: \(statuses).")
            #expect(reply["error.payment_intent.status"] == status)
        }
        let bad = try stripe.post("/v1/payment_intents/\(hold.id)/cancel", "cancellation_reason=bored")
        #expect(
            bad["error.message"]
                == "Invalid cancellation_reason: must be one of duplicate, fraudulent, requested_by_customer, or "
                + "abandoned")
    }

    @Test(
        "a hold that nobody ends, ends by itself: automatic with a Refund before basil, expired from then on")
    func expiry() throws {
        for (version, reason, refunds) in [
            (TestStripe.old, "automatic", 1), (TestStripe.basil, "expired", 0),
        ] {
            var stripe = TestStripe(version: version)
            let hold = try stripe.hold()
            stripe.now += 410_399
            let before = try stripe.get("/v1/payment_intents/\(hold.id)")
            #expect(before["status"] == "requires_capture")
            stripe.now += 1
            let after = try stripe.get("/v1/payment_intents/\(hold.id)")
            #expect(after["status"] == "canceled")
            #expect(after["cancellation_reason"] == reason)
            #expect(after["canceled_at"] == String(stripe.now))
            let list = try stripe.get("/v1/refunds", "payment_intent=\(hold.id)")
            #expect(list.ids.count == refunds)
            if refunds == 1 { #expect(list["data.0.reason"] == "expired_uncaptured_charge") }
            let capture = try stripe.post("/v1/payment_intents/\(hold.id)/capture")
            #expect(capture["error.code"] == "payment_intent_unexpected_state")
        }
    }

    @Test("a captured hold and a canceled one do not expire; of two, the one whose time is over does")
    func expiryOfOthers() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let captured = try stripe.hold()
        _ = try stripe.post("/v1/payment_intents/\(captured.id)/capture")
        let canceled = try stripe.hold()
        _ = try stripe.post("/v1/payment_intents/\(canceled.id)/cancel")
        let short = try stripe.hold()
        let long = try stripe.hold(card: "pm_card_mastercard")
        stripe.now += 500_000
        stripe.stub.advance(to: stripe.now)
        let books = stripe.stub.books
        #expect(books.intents[captured.id]?.status == "succeeded")
        #expect(books.intents[short.id]?.status == "canceled")
        #expect(books.intents[long.id]?.status == "requires_capture")
        let read = try stripe.get("/v1/payment_intents/\(canceled.id)")
        #expect(read["cancellation_reason"] == "null")
        stripe.now += 200_000
        stripe.stub.advance(to: stripe.now)
        #expect(stripe.stub.books.intents[long.id]?.status == "canceled")
    }
}
