// Changes to what was made before: payment methods, charges, refunds; and the account that they belong to.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct UpdateTests {
    @Test("a saved card takes a new expiry and new details, and tells what they were")
    func paymentMethod() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        let last = try stripe.lastEvent()
        let changed = try stripe.post(
            "/v1/payment_methods/\(card)",
            "card[exp_month]=12&card[exp_year]=2041&billing_details[name]=Ada&metadata[a]=b")
        #expect(changed["card.exp_month"] == "12")
        #expect(changed["card.exp_year"] == "2041")
        #expect(changed["billing_details.name"] == "Ada")
        #expect(changed["metadata.a"] == "b")
        #expect(changed["card.last4"] == "4242")
        let read = try stripe.get("/v1/payment_methods/\(card)")
        #expect(read.text == changed.text)
        let event = try #require(try stripe.events(after: last).first)
        #expect(event["type"]?.string == "payment_method.updated")
        #expect(event["data"]?["previous_attributes"]?["card"]?["exp_year"]?.integer == 2030)
    }

    @Test("an expiry in the past, a number and a card of nobody are refused")
    func paymentMethodRefusals() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        let expired = try stripe.post("/v1/payment_methods/\(card)", "card[exp_year]=2020")
        #expect(expired["error.code"] == "invalid_expiry_year")
        let number = try stripe.post("/v1/payment_methods/\(card)", "card[number]=4242424242424242")
        #expect(number["error.code"] == "parameter_unknown")
        let loose = try stripe.post("/v1/payment_methods", "type=card&card[token]=tok_visa").id
        let unsaved = try stripe.post("/v1/payment_methods/\(loose)", "metadata[a]=b")
        #expect(unsaved.status == 400)
        let read = try stripe.get("/v1/payment_methods/\(card)")
        #expect(read["card.exp_year"] == "2030")
    }

    @Test("a charge takes a description, metadata and a receipt's address; its intent keeps its own")
    func charge() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        let path = "/v1/charges/\(paid["latest_charge"] ?? "")"
        let types = try stripe.fired(path, "description=Guitar&metadata[a]=b&receipt_email=a@b.c")
        #expect(types == ["charge.updated"])
        let charge = try stripe.get(path)
        #expect(charge["description"] == "Guitar")
        #expect(charge["metadata.a"] == "b")
        #expect(charge["receipt_email"] == "a@b.c")
        let intent = try stripe.get("/v1/payment_intents/\(paid.id)")
        #expect(intent["description"] == "null")
        let amount = try stripe.post(path, "amount=1")
        #expect(amount["error.code"] == "parameter_unknown")
    }

    @Test("a refund takes metadata, and the same again changes nothing")
    func refund() throws {
        var stripe = TestStripe(version: TestStripe.basil)
        let paid = try stripe.payment()
        let refund = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&metadata[a]=1")
        let types = try stripe.fired("/v1/refunds/\(refund.id)", "metadata[b]=2")
        #expect(types == ["refund.updated", "charge.refund.updated"])
        let read = try stripe.get("/v1/refunds/\(refund.id)")
        #expect(read["metadata.a"] == "1")
        #expect(read["metadata.b"] == "2")
        let again = try stripe.fired("/v1/refunds/\(refund.id)", "metadata[b]=2")
        #expect(again == [])
    }

    @Test("the account has an id, the same in every answer")
    func account() throws {
        var stripe = TestStripe()
        let account = try stripe.get("/v1/account")
        #expect(account["object"] == "account")
        #expect(account.id.hasPrefix("acct_"))
        let refused = try stripe.get("/v1/charges/ch_x")
        #expect(refused["error.request_log_url"]?.contains("/\(account.id)/") == true)
    }
}
