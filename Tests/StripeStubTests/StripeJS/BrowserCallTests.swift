// What a browser may ask of the stub with a publishable key, and what it may not.
import Basics
import StripeStub
import Testing

@Suite("Browser calls", .timeLimit(.minutes(5)))
struct BrowserCallTests {
    private static let card = "payment_method_data[type]=card&payment_method_data[card]"

    /// A stub with a SetupIntent of a customer, and the parameters that open it to a browser.
    private struct Scene {
        var stripe = TestStripe()
        let customer: String
        let setup: String
        let keys: String

        init() throws {
            customer = try stripe.post("/v1/customers", "name=Ada").id
            let made = try stripe.post(
                "/v1/setup_intents", "customer=\(customer)&payment_method_types[]=card")
            setup = made.id
            keys = "key=pk_test_1&client_secret=\(try #require(made["client_secret"]))"
            stripe.authorization = nil
        }

        mutating func confirm(_ number: String) throws -> Reply {
            let form =
                "\(keys)&\(card)[number]=\(number)&\(card)[exp_month]=4&\(card)[exp_year]=30&\(card)[cvc]=242"
                + "&payment_method_data[billing_details][email]=ada@example.com"
            return try stripe.post("/v1/setup_intents/\(setup)/confirm", form)
        }

        mutating func finish(_ outcome: String) throws -> Reply {
            try stripe.post(
                "/v1/3ds2/challenge_complete", "\(keys)&setup_intent=\(setup)&outcome=\(outcome)")
        }
    }

    @Test(
        "a card's number confirms the intent and is saved with its customer, though the account takes no numbers"
    )
    func confirmed() throws {
        var scene = try Scene()
        let confirmed = try scene.confirm("5555555555554444")
        #expect(confirmed.status == 200)
        #expect(confirmed["status"] == "succeeded")
        #expect(confirmed.response.field("Access-Control-Allow-Origin") == "*")
        scene.stripe.authorization = "Bearer sk_test_1"
        let saved = try scene.stripe.get("/v1/customers/\(scene.customer)/payment_methods")
        #expect(saved["data.0.card.last4"] == "4444")
        #expect(saved["data.0.card.exp_year"] == "2030")
        #expect(saved["data.0.billing_details.email"] == "ada@example.com")
        #expect(saved["data.1"] == nil)
    }

    @Test("a declined card is refused as ever, and a good one may follow")
    func declined() throws {
        var scene = try Scene()
        let declined = try scene.confirm("4000000000000002")
        #expect(declined.status == 402)
        #expect(declined["error.code"] == "card_declined")
        #expect(declined.response.field("Access-Control-Allow-Origin") == "*")
        #expect(try scene.confirm("4242424242424242")["status"] == "succeeded")
    }

    @Test("a number that is none of the test cards' is refused")
    func notATestCard() throws {
        var scene = try Scene()
        #expect(try scene.confirm("4242424242424241")["error.code"] == "incorrect_number")
        #expect(try scene.confirm("4111111111111111")["error.decline_code"] == "test_mode_live_card")
    }

    @Test("a challenge that is passed saves the card; one that is failed leaves its error")
    func challenge() throws {
        var scene = try Scene()
        #expect(try scene.confirm("4000002760003184")["status"] == "requires_action")
        let failed = try scene.finish("failed")
        #expect(failed["status"] == "requires_payment_method")
        #expect(failed["last_setup_error.code"] == "setup_intent_authentication_failure")
        #expect(try scene.confirm("4000002760003184")["next_action.type"] == "use_stripe_sdk")
        let passed = try scene.finish("passed")
        #expect(passed["status"] == "succeeded")
        #expect(passed["last_setup_error"] == "null")
    }

    @Test("the intent can be looked at with its secret, and with no other")
    func secret() throws {
        var scene = try Scene()
        let path = "/v1/setup_intents/\(scene.setup)"
        #expect(try scene.stripe.get(path, scene.keys)["id"] == scene.setup)
        for query in ["key=pk_test_1", "\(scene.keys)x"] {
            let refused = try scene.stripe.get(path, query)
            #expect(refused.status == 400)
            #expect(refused["error.param"] == "client_secret")
        }
        let other = try scene.stripe.get("/v1/setup_intents/seti_other", scene.keys)
        #expect(other.status == 404)
        #expect(other["error.code"] == "resource_missing")
    }

    @Test(
        "everything else takes a secret key",
        arguments: [
            ("GET", "/v1/customers"), ("POST", "/v1/customers"), ("POST", "/v1/refunds"),
            ("GET", "/v1/setup_intents"), ("POST", "/v1/payment_intents"), ("GET", "/v1/nothing"),
        ])
    func secretKey(method: String, path: String) throws {
        var scene = try Scene()
        let refused = try scene.stripe.send(
            method, path, query: method == "GET" ? scene.keys : "", body: method == "GET" ? "" : scene.keys)
        #expect(refused.status == 401)
        #expect(refused["error.code"] == "secret_key_required")
    }

    @Test("a key that is not publishable is none among the parameters")
    func otherKeys() throws {
        var scene = try Scene()
        for key in ["sk_test_1", "pk_live_1", ""] {
            let refused = try scene.stripe.get("/v1/setup_intents/\(scene.setup)", "key=\(key)")
            #expect(refused.status == 401)
            #expect(refused["error.code"] == nil)
        }
    }
}
