// What an idempotency key remembers, and for how long.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct IdempotencyTests {
    @Test("the same key and parameters give the first answer again, and nothing happens twice")
    func replay() throws {
        var stripe = TestStripe()
        let first = try stripe.post("/v1/payment_intents", "amount=100&currency=usd", key: "k")
        let again = try stripe.post("/v1/payment_intents", "currency=usd&amount=100", key: "k")
        #expect(first.response.field("Idempotent-Replayed") == nil)
        #expect(again.response.body == first.response.body)
        #expect(again.response.field("Idempotent-Replayed") == "true")
        #expect(again.response.field("Original-Request") == first.response.field("Request-Id"))
        #expect(again.response.field("Request-Id") != first.response.field("Request-Id"))
        #expect(stripe.stub.books.intents.count == 1)
    }

    @Test("the same key with other parameters is an idempotency error without a code")
    func otherParameters() throws {
        var stripe = TestStripe()
        _ = try stripe.post("/v1/payment_intents", "amount=100&currency=usd", key: "k")
        let reply = try stripe.post("/v1/payment_intents", "amount=101&currency=usd", key: "k")
        #expect(reply.status == 400)
        #expect(reply["error.type"] == "idempotency_error")
        #expect(reply["error.code"] == nil)
        #expect(
            reply["error.message"]
                == "Keys for idempotent requests can only be used with the same parameters they were first used "
                + "with. Try using a key other than 'k' if you meant to execute a different request.")
        #expect(stripe.stub.books.intents.count == 1)
    }

    @Test("the same key at another endpoint is refused with both endpoints named")
    func otherEndpoint() throws {
        var stripe = TestStripe()
        _ = try stripe.post("/v1/customers", "name=Ada", key: "k")
        let reply = try stripe.post("/v1/payment_intents", "amount=100&currency=usd", key: "k")
        #expect(reply.status == 400)
        #expect(reply["error.type"] == "idempotency_error")
        #expect(
            reply["error.message"]
                == "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                + "('/v1/customers' vs '/v1/payment_intents'). Try using a key other than 'k' if you meant to "
                + "execute a different request.")
    }

    @Test("a parameter that cannot be read does not use the key up; a business error and a decline do")
    func whatIsStored() throws {
        var stripe = TestStripe()
        let unread = try stripe.post("/v1/payment_intents", "amount=x&currency=usd", key: "k")
        #expect(unread.status == 400)
        let good = try stripe.post("/v1/payment_intents", "amount=100&currency=usd", key: "k")
        #expect(good.status == 200)

        let early = try stripe.post("/v1/payment_intents/\(good.id)/capture", key: "capture")
        #expect(early["error.code"] == "payment_intent_unexpected_state")
        let earlyAgain = try stripe.post("/v1/payment_intents/\(good.id)/capture", key: "capture")
        #expect(earlyAgain.status == 400)
        #expect(earlyAgain.response.field("Idempotent-Replayed") == "true")

        let form = "amount=100&currency=usd&payment_method=pm_card_chargeCustomerFail&confirm=true"
        let declined = try stripe.post("/v1/payment_intents", form, key: "declined")
        let declinedAgain = try stripe.post("/v1/payment_intents", form, key: "declined")
        #expect(declined.status == 402)
        #expect(declinedAgain.response.body == declined.response.body)
        #expect(stripe.stub.books.chargeCount == 1)
    }

    @Test("a key is new again after 24 hours, not a second before")
    func expiry() throws {
        var stripe = TestStripe()
        let first = try stripe.post("/v1/customers", "name=Ada", key: "k")
        stripe.now += 24 * 3600 - 1
        let late = try stripe.post("/v1/customers", "name=Ada", key: "k")
        #expect(late.id == first.id)
        stripe.now += 1
        let new = try stripe.post("/v1/customers", "name=Ada", key: "k")
        #expect(new.id != first.id)
        let newAgain = try stripe.post("/v1/customers", "name=Ada", key: "k")
        #expect(newAgain.id == new.id)
    }

    @Test("keys do nothing on a GET, and one of 256 characters is refused")
    func elsewhere() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let read = try stripe.send("GET", "/v1/customers/\(customer)", query: "", body: "", key: "k")
        let other = try stripe.send("GET", "/v1/customers", query: "", body: "", key: "k")
        #expect(read.status == 200)
        #expect(other.status == 200)
        let long = try stripe.post("/v1/customers", "", key: String(repeating: "k", count: 256))
        #expect(long.status == 400)
    }

    @Test("past its limit the ledger forgets the oldest answer first")
    func bounded() throws {
        var stripe = TestStripe(settings: StubSettings(seed: 7, replaysMax: 3))
        let ids = try (0..<4).map { try stripe.post("/v1/customers", "name=Ada", key: "k\($0)").id }
        let newest = try stripe.post("/v1/customers", "name=Ada", key: "k3")
        #expect(newest.id == ids[3])
        let oldest = try stripe.post("/v1/customers", "name=Ada", key: "k0")
        #expect(oldest.id != ids[0])
    }

    @Test("the answer to a key in use is Stripe's 409")
    func inUse() {
        let response = StubResponse.keyInUse("k")
        #expect(response.status == 409)
        #expect(String(decoding: response.body, as: UTF8.self).contains("idempotency_key_in_use"))
    }
}
