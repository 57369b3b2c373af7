// Customers and their saved cards.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct CustomerTests {
    @Test("a customer keeps what it was given, and an update changes only what it names")
    func update() throws {
        var stripe = TestStripe()
        let made = try stripe.post(
            "/v1/customers",
            "name=Ada&email=Ada@Example.com&address[city]=Graz&address[line1]=Ring+1&balance=-5")
        #expect(made.id.hasPrefix("cus_"))
        #expect(made.id.count == 18)
        #expect(made["email"] == "Ada@Example.com")
        let changed = try stripe.post("/v1/customers/\(made.id)", "address[city]=Linz&name=")
        #expect(changed["name"] == "null")
        #expect(changed["address.city"] == "Linz")
        #expect(changed["address.line1"] == "Ring 1")
        #expect(changed["email"] == "Ada@Example.com")
        #expect(changed["balance"] == "-5")
        let read = try stripe.get("/v1/customers/\(made.id)")
        #expect(read.text == changed.text)
        let bad = try stripe.post("/v1/customers/\(made.id)", "email=nobody")
        #expect(bad["error.code"] == "email_invalid")
    }

    @Test("a deleted customer reads as deleted, is in no list, and cannot be used")
    func delete() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        let gone = try stripe.delete("/v1/customers/\(customer)")
        #expect(gone.status == 200)
        #expect(gone.json.members.map(\.name).sorted() == ["deleted", "id", "object"])
        let read = try stripe.get("/v1/customers/\(customer)")
        #expect(read.text == gone.text)
        let list = try stripe.get("/v1/customers")
        #expect(list.ids.isEmpty)
        let used = try stripe.post("/v1/payment_intents", "amount=100&currency=usd&customer=\(customer)")
        #expect(used.status == 400)
        #expect(used["error.message"] == "No such customer: '\(customer)'")
        let changed = try stripe.post("/v1/customers/\(customer)", "name=Bea")
        #expect(changed.status == 404)
        let again = try stripe.delete("/v1/customers/\(customer)")
        #expect(again.status == 404)
        let paid = try stripe.pay(card)
        #expect(paid.status == 400)
        #expect(stripe.stub.books.customerCount == 0)
    }

    @Test("a customer can be made with a card, which may be its default; a declined card makes no customer")
    func createWithCard() throws {
        var stripe = TestStripe()
        let made = try stripe.post(
            "/v1/customers",
            "payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa")
        let card = try stripe.card(of: made.id)
        #expect(made["invoice_settings.default_payment_method"] == card)
        let declined = try stripe.post("/v1/customers", "payment_method=pm_card_visa_chargeDeclined")
        #expect(declined.status == 402)
        #expect(stripe.stub.books.customerCount == 1)
        let foreign = try stripe.post("/v1/customers", "invoice_settings[default_payment_method]=\(card)")
        #expect(foreign.status == 400)
    }

    @Test("attaching twice to the same customer is fine, to another one is refused")
    func attach() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let other = try stripe.customer(card: nil)
        let method = try stripe.post(
            "/v1/payment_methods", "type=card&card[token]=tok_visa&billing_details[name]=Ada")
        #expect(method["card.checks.cvc_check"] == "unchecked")
        let path = "/v1/payment_methods/\(method.id)/attach"
        let first = try stripe.post(path, "customer=\(customer)")
        let second = try stripe.post(path, "customer=\(customer)")
        #expect(first["customer"] == customer)
        #expect(first["card.checks.cvc_check"] == "pass")
        #expect(second.text == first.text)
        let moved = try stripe.post(path, "customer=\(other)")
        #expect(moved.status == 400)
        let list = try stripe.get("/v1/customers/\(customer)/payment_methods", "type=card")
        #expect(list.ids == [method.id])
        #expect(list["url"] == "/v1/customers/\(customer)/payment_methods")
        #expect(list["data.0.billing_details.name"] == "Ada")
        let nobody = try stripe.post(path)
        #expect(nobody["error.code"] == "parameter_missing")
        #expect(nobody["error.message"] == "Must provide customer or customer_account.")
        let unknown = try stripe.post(path, "customer=cus_x")
        #expect(unknown.status == 400)
        #expect(unknown["error.code"] == "resource_missing")
    }

    @Test("a detached card is gone for ever")
    func detach() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        _ = try stripe.post(
            "/v1/customers/\(customer)", "invoice_settings[default_payment_method]=\(card)")
        let gone = try stripe.post("/v1/payment_methods/\(card)/detach")
        #expect(gone["customer"] == "null")
        let owner = try stripe.get("/v1/customers/\(customer)")
        #expect(owner["invoice_settings.default_payment_method"] == "null")
        let twice = try stripe.post("/v1/payment_methods/\(card)/detach")
        #expect(
            twice["error.message"]
                == "The payment method you provided is not attached to a customer so detachment is impossible."
        )
        let back = try stripe.post("/v1/payment_methods/\(card)/attach", "customer=\(customer)")
        #expect(
            back["error.message"]
                == "This PaymentMethod was previously used without being attached to a Customer or was detached "
                + "from a Customer, and may not be used again.")
        let paid = try stripe.pay(card, "&customer=\(customer)")
        #expect(paid.status == 400)
    }

    @Test("a payment method is not attached while it is made, and its type must be one that the account has")
    func createRules() throws {
        var stripe = TestStripe()
        let attached = try stripe.post(
            "/v1/payment_methods", "type=card&card[token]=tok_visa&customer=cus_1")
        #expect(
            attached["error.message"]?.hasPrefix("You cannot attach a PaymentMethod to a Customer") == true)
        let typeless = try stripe.post("/v1/payment_methods", "card[token]=tok_visa")
        #expect(typeless["error.message"] == "Missing required param: type.")
        let cardless = try stripe.post("/v1/payment_methods", "type=card")
        #expect(cardless["error.param"] == "card")
    }

    @Test("the sandbox's customers have fixed ids and the cards that their texts promise")
    func sandbox() throws {
        var stripe = TestStripe()
        let seeded = stripe.stub.seedSandbox(now: stripe.now)
        #expect(seeded.count == 4)
        #expect(seeded.allSatisfy { $0.id.hasPrefix("cus_Sandbox") && $0.id.count == 18 })
        let cards = try seeded.map {
            try stripe.get("/v1/customers/\($0.id)/payment_methods")["data.0.card.last4"]
        }
        #expect(cards == ["4242", "0341", nil, "3184"])
        let again = stripe.stub.seedSandbox(now: stripe.now)
        #expect(again == seeded)
        #expect(stripe.stub.books.customerCount == 4)
    }
}
