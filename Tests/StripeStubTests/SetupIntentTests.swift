// Cards made ready for later, without a payment.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct SetupIntentTests {
    private static let silent =
        "automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"

    /// A SetupIntent for a customer, confirmed with that card.
    private func setUp(_ stripe: inout TestStripe, _ customer: String, _ card: String) throws -> Reply {
        try stripe.post(
            "/v1/setup_intents", "customer=\(customer)&payment_method=\(card)&confirm=true&\(Self.silent)")
    }

    @Test("a set-up waits for a method, then for its confirmation, then attaches the card to its customer")
    func life() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let last = try stripe.lastEvent()
        let made = try stripe.post("/v1/setup_intents", "customer=\(customer)&metadata[a]=b")
        #expect(made.id.hasPrefix("seti_"))
        #expect(made["object"] == "setup_intent")
        #expect(made["status"] == "requires_payment_method")
        #expect(made["usage"] == "off_session")
        #expect(made["client_secret"]?.hasPrefix("\(made.id)_secret_") == true)
        let chosen = try stripe.post("/v1/setup_intents/\(made.id)", "payment_method=pm_card_visa")
        #expect(chosen["status"] == "requires_confirmation")
        let done = try stripe.post("/v1/setup_intents/\(made.id)/confirm", "expand[]=payment_method")
        #expect(done["status"] == "succeeded")
        #expect(done["payment_method.customer"] == customer)
        #expect(done["payment_method.card.checks.cvc_check"] == "pass")
        let card = try stripe.card(of: customer)
        #expect(card == done["payment_method.id"])
        let types = try stripe.eventTypes(after: last)
        #expect(types == ["setup_intent.created", "payment_method.attached", "setup_intent.succeeded"])
        let read = try stripe.get("/v1/setup_intents/\(made.id)")
        #expect(read["metadata.a"] == "b")
        #expect(read["payment_method"] == card)
    }

    @Test("a card that belongs to the customer already is not attached again")
    func savedCard() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let last = try stripe.lastEvent()
        let done = try setUp(&stripe, customer, try stripe.card(of: customer))
        #expect(done["status"] == "succeeded")
        let types = try stripe.eventTypes(after: last)
        #expect(types == ["setup_intent.created", "setup_intent.succeeded"])
    }

    @Test(
        "a card that declines does so at the set-up, which goes back and can be confirmed again",
        arguments: [
            ("visa_chargeDeclined", "card_declined", "generic_decline", nil),
            ("chargeDeclinedExpiredCard", "expired_card", nil, "exp_month"),
            ("chargeDeclinedIncorrectCvc", "incorrect_cvc", nil, "cvc"),
        ] as [(String, String, String?, String?)])
    func declined(card: String, code: String, decline: String?, param: String?) throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let last = try stripe.lastEvent()
        let reply = try setUp(&stripe, customer, "pm_card_\(card)")
        #expect(reply.status == 402)
        #expect(reply["error.type"] == "card_error")
        #expect(reply["error.code"] == code)
        #expect(reply["error.decline_code"] == decline)
        #expect(reply["error.param"] == param)
        #expect(reply["error.setup_intent.status"] == "requires_payment_method")
        #expect(reply["error.setup_intent.payment_method"] == "null")
        #expect(reply["error.setup_intent.last_setup_error.code"] == code)
        #expect(reply["error.payment_intent"] == nil)
        let types = try stripe.eventTypes(after: last)
        #expect(types == ["setup_intent.created", "setup_intent.setup_failed"])
        let id = reply["error.setup_intent.id"] ?? ""
        let retry = try stripe.post("/v1/setup_intents/\(id)/confirm", "payment_method=pm_card_visa")
        #expect(retry["status"] == "succeeded")
        #expect(retry["last_setup_error"] == "null")
    }

    @Test("the card that declines at charges only is set up like a good one")
    func declinesLater() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let done = try setUp(&stripe, customer, "pm_card_chargeCustomerFail")
        #expect(done["status"] == "succeeded")
        let paid = try stripe.pay(
            done["payment_method"] ?? "", "&customer=\(customer)&off_session=true")
        #expect(paid["error.code"] == "card_declined")
    }

    @Test("a card that asks for authentication waits for it; passed, it is charged without the cardholder")
    func challenge() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let last = try stripe.lastEvent()
        let asked = try setUp(&stripe, customer, "pm_card_authenticationRequiredOnSetup")
        #expect(asked.status == 200)
        #expect(asked["status"] == "requires_action")
        #expect(asked["next_action.type"] == "use_stripe_sdk")
        let unsaved = try stripe.card(of: customer)
        #expect(unsaved.isEmpty)
        let finished = stripe.stub.finishAuthentication(of: asked.id, passed: true, now: stripe.now)
        #expect(finished)
        let types = try stripe.eventTypes(after: last)
        #expect(
            types == [
                "setup_intent.created", "setup_intent.requires_action", "payment_method.attached",
                "setup_intent.succeeded",
            ])
        let card = try stripe.card(of: customer)
        let paid = try stripe.pay(card, "&customer=\(customer)&off_session=true")
        #expect(paid["status"] == "succeeded")
        let again = try setUp(&stripe, customer, card)
        #expect(again["status"] == "succeeded")
    }

    @Test("a challenge that was failed leaves the error, and the customer without the card")
    func challengeFailed() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let asked = try stripe.post(
            "/v1/setup_intents",
            "customer=\(customer)&payment_method=pm_card_authenticationRequired&confirm=true"
                + "&return_url=https://shop.example/back")
        #expect(asked["next_action.type"] == "redirect_to_url")
        #expect(asked["next_action.redirect_to_url.return_url"] == "https://shop.example/back")
        let finished = stripe.stub.finishAuthentication(of: asked.id, passed: false, now: stripe.now)
        #expect(finished)
        let after = try stripe.get("/v1/setup_intents/\(asked.id)")
        #expect(after["status"] == "requires_payment_method")
        #expect(after["last_setup_error.code"] == "setup_intent_authentication_failure")
        let saved = try stripe.card(of: customer)
        #expect(saved.isEmpty)
    }

    @Test("without a method the confirmation is refused: the customer's default is not taken")
    func noMethod() throws {
        var stripe = TestStripe()
        let customer = try stripe.post(
            "/v1/customers",
            "payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa"
        ).id
        let setup = try stripe.post("/v1/setup_intents", "customer=\(customer)")
        let reply = try stripe.post("/v1/setup_intents/\(setup.id)/confirm")
        #expect(reply.status == 400)
        #expect(reply["error.code"] == "setup_intent_unexpected_state")
        #expect(
            reply["error.message"]?.hasPrefix(
                "You cannot confirm this SetupIntent because it's missing a payment method. ") == true)
        #expect(reply["error.setup_intent.id"] == setup.id)
    }

    @Test("what is over cannot be confirmed or canceled, in Stripe's words")
    func over() throws {
        var stripe = TestStripe()
        let done = try stripe.post(
            "/v1/setup_intents", "payment_method=pm_card_visa&confirm=true&\(Self.silent)")
        let open = try stripe.post("/v1/setup_intents")
        let last = try stripe.lastEvent()
        let canceled = try stripe.post(
            "/v1/setup_intents/\(open.id)/cancel", "cancellation_reason=abandoned")
        #expect(canceled["status"] == "canceled")
        #expect(canceled["cancellation_reason"] == "abandoned")
        let types = try stripe.eventTypes(after: last)
        #expect(types == ["setup_intent.canceled"])
        for (id, verb, message) in [
            (done.id, "confirm", "You cannot confirm this SetupIntent because it has already succeeded."),
            (open.id, "confirm", "You cannot confirm this SetupIntent because it has been canceled."),
            (open.id, "cancel", "You cannot cancel this SetupIntent because it is already canceled."),
            (
                done.id, "cancel",
                "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent "
                    + "with one of the following statuses may be canceled: `requires_payment_method`, "
                    + "`requires_confirmation`, or `requires_action`."
            ),
        ] {
            let reply = try stripe.post("/v1/setup_intents/\(id)/\(verb)")
            #expect(reply.status == 400)
            #expect(reply["error.code"] == "setup_intent_unexpected_state")
            #expect(reply["error.message"] == message)
            #expect(reply["error.setup_intent.id"] == id)
        }
    }

    @Test("methods that redirect want a return_url from 2023-08-16 on, and an unknown id is a setupintent")
    func rules() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let reply = try stripe.post("/v1/setup_intents", "payment_method=pm_card_visa&confirm=true")
        #expect(reply.status == 400)
        #expect(reply["error.message"]?.contains("you must provide a `return_url`") == true)
        let gone = try stripe.get("/v1/setup_intents/seti_x")
        #expect(gone.status == 404)
        #expect(gone["error.message"] == "No such setupintent: 'seti_x'")
        #expect(gone["error.param"] == "intent")
    }

    @Test("the list filters by customer and by method")
    func list() throws {
        var stripe = TestStripe()
        let (ada, bob) = (try stripe.customer(card: nil), try stripe.customer(card: nil))
        let first = try setUp(&stripe, ada, "pm_card_visa")
        let second = try setUp(&stripe, bob, "pm_card_visa")
        let third = try setUp(&stripe, ada, "pm_card_mastercard")
        let all = try stripe.get("/v1/setup_intents")
        #expect(all.ids == [third.id, second.id, first.id])
        let ofAda = try stripe.get("/v1/setup_intents", "customer=\(ada)")
        #expect(ofAda.ids == [third.id, first.id])
        let byMethod = try stripe.get(
            "/v1/setup_intents", "payment_method=\(first["payment_method"] ?? "")")
        #expect(byMethod.ids == [first.id])
        let unknown = try stripe.get("/v1/setup_intents", "payment_method=pm_x")
        #expect(unknown["error.code"] == "resource_missing")
    }

    @Test("the latest try can be seen whole: how it stands, with which card, and why it failed")
    func latestAttempt() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        func attempt(_ card: String) throws -> Reply {
            let made = try stripe.post(
                "/v1/setup_intents",
                "customer=\(customer)&payment_method=pm_card_\(card)&confirm=true"
                    + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
            )
            let id = made["error.setup_intent.id"] ?? made.id
            return try stripe.get("/v1/setup_intents/\(id)", "expand[]=latest_attempt.customer")
        }
        let done = try attempt("visa")
        #expect(done["latest_attempt.object"] == "setup_attempt")
        #expect(done["latest_attempt.status"] == "succeeded")
        #expect(done["latest_attempt.setup_intent"] == done.id)
        #expect(done["latest_attempt.payment_method"] == done["payment_method"])
        #expect(done["latest_attempt.customer.id"] == customer)
        #expect(done["latest_attempt.payment_method_details.card.last4"] == "4242")
        let failed = try attempt("visa_chargeDeclined")
        #expect(failed["latest_attempt.status"] == "failed")
        #expect(failed["latest_attempt.setup_error.decline_code"] == "generic_decline")
        let asked = try attempt("authenticationRequired")
        #expect(asked["latest_attempt.status"] == "requires_action")
        _ = stripe.stub.finishAuthentication(of: asked.id, passed: true, now: stripe.now)
        let passed = try stripe.get("/v1/setup_intents/\(asked.id)", "expand[]=latest_attempt")
        #expect(passed["latest_attempt.status"] == "succeeded")
        #expect(passed["latest_attempt.payment_method_details.card.three_d_secure.result"] == "authenticated")
        let plain = try stripe.get("/v1/setup_intents/\(done.id)")
        #expect(plain["latest_attempt"]?.hasPrefix("setatt_") == true)
    }
}
