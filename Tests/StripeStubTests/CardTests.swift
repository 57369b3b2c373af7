// Every test card: what it says at attach, at a charge, with and without the cardholder.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct CardTests {
    @Test(
        "a good card attaches and is charged, by its name and by its token",
        arguments: [
            ("visa", "visa", "4242", "credit"), ("visa_debit", "visa", "5556", "debit"),
            ("mastercard", "mastercard", "4444", "credit"),
            ("mastercard_debit", "mastercard", "8210", "debit"),
            ("mastercard_prepaid", "mastercard", "5100", "prepaid"), ("amex", "amex", "0005", "credit"),
            ("discover", "discover", "1117", "credit"), ("diners", "diners", "0004", "credit"),
            ("jcb", "jcb", "0505", "credit"), ("unionpay", "unionpay", "0005", "credit"),
            ("threeDSecureOptional", "visa", "3055", "credit"),
            ("amex_threeDSecureNotSupported", "amex", "0005", "credit"),
            ("createDispute", "visa", "0259", "credit"), ("bypassPending", "visa", "0077", "credit"),
            ("refundFail", "visa", "5126", "credit"), ("pendingRefund", "visa", "7726", "credit"),
            ("cvcCheckFail", "visa", "0101", "credit"), ("avsZipFail", "visa", "0036", "credit"),
        ])
    func good(name: String, brand: String, last4: String, funding: String) throws {
        var stripe = TestStripe()
        let method = try stripe.post("/v1/payment_methods", "type=card&card[token]=tok_\(name)")
        #expect(method["card.brand"] == brand)
        #expect(method["card.last4"] == last4)
        #expect(method["card.funding"] == funding)
        #expect(method["card.exp_month"] == "4")
        #expect(method["card.exp_year"] == "2030")
        let customer = try stripe.customer(card: "pm_card_\(name)")
        let list = try stripe.get("/v1/customers/\(customer)/payment_methods")
        #expect(list["data.0.card.last4"] == last4)
        #expect(list["data.0.card.fingerprint"] == method["card.fingerprint"])
        let paid = try stripe.hold(card: "pm_card_\(name)")
        #expect(paid["status"] == "requires_capture")
    }

    static let declines: [(name: String, code: String, decline: String?, message: String)] = [
        ("visa_chargeDeclined", "card_declined", "generic_decline", "Your card was declined."),
        (
            "visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds",
            "Your card has insufficient funds."
        ),
        ("visa_chargeDeclinedLostCard", "card_declined", "lost_card", "Your card was declined."),
        ("visa_chargeDeclinedStolenCard", "card_declined", "stolen_card", "Your card was declined."),
        (
            "visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded",
            "Your card was declined."
        ),
        ("chargeDeclinedExpiredCard", "expired_card", nil, "Your card has expired."),
        ("chargeDeclinedIncorrectCvc", "incorrect_cvc", nil, "Your card's security code is incorrect."),
        (
            "chargeDeclinedProcessingError", "processing_error", nil,
            "An error occurred while processing your card. Try again in a little bit."
        ),
        ("radarBlock", "card_declined", "fraudulent", "Your card was declined."),
        ("chargeCustomerFail", "card_declined", "generic_decline", "Your card was declined."),
    ]

    @Test("a declined charge is 402, and the intent wants another method", arguments: declines)
    func declinedCharge(name: String, code: String, decline: String?, message: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.pay("pm_card_\(name)")
        #expect(reply.status == 402)
        #expect(reply["error.type"] == "card_error")
        #expect(reply["error.code"] == code)
        #expect(reply["error.decline_code"] == decline)
        #expect(reply["error.message"] == message)
        #expect(reply["error.payment_method.object"] == "payment_method")
        #expect(reply["error.payment_intent.status"] == "requires_payment_method")
        #expect(reply["error.payment_intent.payment_method"] == "null")
        #expect(reply["error.payment_intent.last_payment_error.code"] == code)
        #expect(reply["error.payment_intent.last_payment_error.decline_code"] == decline)
        let charge = try stripe.get("/v1/charges/\(reply["error.charge"] ?? "")")
        #expect(charge["id"] == reply["error.payment_intent.latest_charge"])
        #expect(charge["status"] == "failed")
        #expect(charge["paid"] == "false")
        #expect(charge["captured"] == "false")
        #expect(charge["failure_code"] == code)
        #expect(charge["failure_message"] == message)
        #expect(charge["outcome.type"] == (name == "radarBlock" ? "blocked" : "issuer_declined"))
        #expect(
            charge["outcome.network_status"]
                == (name == "radarBlock" ? "not_sent_to_network" : "declined_by_network"))
        let intent = reply["error.payment_intent.id"] ?? ""
        let retry = try stripe.post("/v1/payment_intents/\(intent)/confirm", "payment_method=pm_card_visa")
        #expect(retry["status"] == "succeeded")
        #expect(retry["last_payment_error"] == "null")
    }

    @Test(
        "a card that declines does so at attach too, save the one that declines at charges only",
        arguments: declines)
    func declinedAttach(name: String, code: String, decline: String?, message: String) throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let reply = try stripe.post("/v1/payment_methods/pm_card_\(name)/attach", "customer=\(customer)")
        if name == "chargeCustomerFail" {
            #expect(reply.status == 200)
            #expect(reply["customer"] == customer)
            return
        }
        #expect(reply.status == 402)
        #expect(reply["error.code"] == code)
        #expect(reply["error.decline_code"] == decline)
        #expect(reply["error.message"] == message)
        let saved = try stripe.card(of: customer)
        #expect(saved.isEmpty)
    }

    @Test(
        "a card that asks for authentication: 402 without the cardholder, requires_action with",
        arguments: [
            "authenticationRequired", "authenticationRequiredOnSetup",
            "authenticationRequiredChargeDeclinedInsufficientFunds", "threeDSecure2Required",
            "threeDSecureRequiredChargeDeclined",
        ])
    func authentication(name: String) throws {
        var stripe = TestStripe()
        let off = try stripe.hold(card: "pm_card_\(name)")
        #expect(off.status == 402)
        #expect(off["error.code"] == "authentication_required")
        #expect(off["error.decline_code"] == "authentication_required")
        #expect(
            off["error.message"] == "Your card was declined. This transaction requires authentication.")
        #expect(off["error.charge"] == nil)
        #expect(off["error.payment_intent.status"] == "requires_payment_method")
        #expect(off["error.payment_intent.latest_charge"] == "null")
        #expect(stripe.stub.books.chargeCount == 0)
        let on = try stripe.pay("pm_card_\(name)")
        #expect(on.status == 200)
        #expect(on["status"] == "requires_action")
        #expect(on["next_action.type"] == "use_stripe_sdk")
        #expect(on["latest_charge"] == "null")
        let redirected = try stripe.pay("pm_card_\(name)", "&return_url=https://shop.example/back")
        #expect(redirected["next_action.type"] == "redirect_to_url")
        #expect(redirected["next_action.redirect_to_url.return_url"] == "https://shop.example/back")
        let refused = try stripe.pay("pm_card_\(name)", "&error_on_requires_action=true")
        #expect(refused.status == 402)
    }

    @Test("a card that counts as set up is charged without the cardholder, and asks with")
    func alreadySetUp() throws {
        var stripe = TestStripe()
        let off = try stripe.hold(card: "pm_card_authenticationRequiredSetupForOffSession")
        #expect(off["status"] == "requires_capture")
        let on = try stripe.pay("pm_card_authenticationRequiredSetupForOffSession")
        #expect(on["status"] == "requires_action")
    }

    @Test("a card set up by a payment that was authenticated is charged without the cardholder afterwards")
    func setUpByPayment() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let first = try stripe.pay(
            "pm_card_authenticationRequiredOnSetup",
            "&customer=\(customer)&setup_future_usage=off_session")
        #expect(first["status"] == "requires_action")
        let finished = stripe.stub.finishAuthentication(of: first.id, passed: true, now: stripe.now)
        #expect(finished)
        let card = try stripe.card(of: customer)
        #expect(card.hasPrefix("pm_"))
        let later = try stripe.pay(card, "&customer=\(customer)&off_session=true")
        #expect(later["status"] == "succeeded")
    }

    @Test(
        "after the challenge the card says what it has to say",
        arguments: [
            ("authenticationRequired", true, "succeeded", nil),
            (
                "authenticationRequired", false, "requires_payment_method",
                "payment_intent_authentication_failure"
            ),
            (
                "authenticationRequiredChargeDeclinedInsufficientFunds", true, "requires_payment_method",
                "card_declined"
            ),
            ("threeDSecureRequiredChargeDeclined", true, "requires_payment_method", "card_declined"),
        ] as [(String, Bool, String, String?)])
    func afterChallenge(name: String, passed: Bool, status: String, code: String?) throws {
        var stripe = TestStripe()
        let intent = try stripe.pay("pm_card_\(name)")
        let finished = stripe.stub.finishAuthentication(of: intent.id, passed: passed, now: stripe.now)
        #expect(finished)
        let after = try stripe.get("/v1/payment_intents/\(intent.id)")
        #expect(after["status"] == status)
        #expect(after["last_payment_error.code"] == code)
        #expect(after["next_action"] == "null")
        let twice = stripe.stub.finishAuthentication(of: intent.id, passed: true, now: stripe.now)
        #expect(!twice)
    }

    @Test("card numbers are refused with Stripe's text, unless the account takes them")
    func rawNumbers() throws {
        let form =
            "type=card&card[number]=4242+4242+4242+4242&card[exp_month]=12&card[exp_year]=34&card[cvc]=123"
        var stripe = TestStripe()
        let refused = try stripe.post("/v1/payment_methods", form)
        #expect(refused.status == 402)
        #expect(refused["error.message"]?.hasPrefix("Sending credit card numbers directly") == true)
        #expect(!refused.text.contains("4242 4242"))

        var open = TestStripe(settings: StubSettings(seed: 7, acceptsRawCards: true))
        let method = try open.post("/v1/payment_methods", form)
        #expect(method["card.exp_year"] == "2034")
        #expect(method["card.checks.cvc_check"] == "unchecked")
        for (number, year, code) in [
            ("4242424242424241", "2034", "incorrect_number"), ("4012888888881881", "2034", "card_declined"),
            ("4242424242424242", "2026", "invalid_expiry_year"),
        ] {
            let bad = try open.post(
                "/v1/payment_methods",
                "type=card&card[number]=\(number)&card[exp_month]=12&card[exp_year]=\(year)")
            #expect(bad.status == 402)
            #expect(bad["error.code"] == code)
        }
    }

    @Test("a security code that was not given cannot be wrong")
    func noSecurityCode() throws {
        var stripe = TestStripe(settings: StubSettings(seed: 7, acceptsRawCards: true))
        let form = "type=card&card[number]=4000000000000127&card[exp_month]=1&card[exp_year]=2040"
        let without = try stripe.post("/v1/payment_methods", form)
        let paid = try stripe.pay(without.id)
        #expect(paid["status"] == "succeeded")
        let with = try stripe.post("/v1/payment_methods", form + "&card[cvc]=123")
        let declined = try stripe.pay(with.id)
        #expect(declined["error.code"] == "incorrect_cvc")
    }

    @Test("a token that is none is refused, a payment method's name among them")
    func badTokens() throws {
        var stripe = TestStripe()
        let reply = try stripe.post("/v1/payment_methods", "type=card&card[token]=pm_card_visa")
        #expect(reply.status == 400)
        #expect(reply["error.message"] == "Invalid token id: pm_card_visa")
    }

    @Test("the checks of a saved card say what its number stands for")
    func checks() throws {
        var stripe = TestStripe()
        for (card, cvc, postalCode) in [
            ("pm_card_visa", "pass", "null"), ("pm_card_cvcCheckFail", "fail", "null"),
            ("pm_card_avsZipFail", "pass", "fail"),
        ] {
            let customer = try stripe.customer(card: card)
            let list = try stripe.get("/v1/customers/\(customer)/payment_methods")
            #expect(list["data.0.card.checks.cvc_check"] == cvc)
            #expect(list["data.0.card.checks.address_postal_code_check"] == postalCode)
        }
    }
}
