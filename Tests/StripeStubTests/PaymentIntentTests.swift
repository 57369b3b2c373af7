// Intents before and around the money: create, confirm, update, and what their refusals say.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct PaymentIntentTests {
    @Test("an intent waits for a method, then for its confirmation, then is paid")
    func stepByStep() throws {
        var stripe = TestStripe()
        let made = try stripe.post(
            "/v1/payment_intents", "amount=1000&currency=usd&metadata[a]=1&description=D")
        #expect(made["status"] == "requires_payment_method")
        #expect(made["latest_charge"] == "null")
        #expect(made["client_secret"]?.hasPrefix("\(made.id)_secret_") == true)
        let updated = try stripe.post("/v1/payment_intents/\(made.id)", "payment_method=pm_card_visa")
        #expect(updated["status"] == "requires_confirmation")
        let paid = try stripe.post("/v1/payment_intents/\(made.id)/confirm", "expand[]=latest_charge")
        #expect(paid["status"] == "succeeded")
        #expect(paid["amount_received"] == "1000")
        #expect(paid["latest_charge.description"] == "D")
        #expect(paid["latest_charge.metadata.a"] == "1")
        let later = try stripe.post("/v1/payment_intents/\(made.id)", "metadata[a]=2&description=E")
        #expect(later["metadata.a"] == "2")
        let charge = try stripe.get("/v1/charges/\(later["latest_charge"] ?? "")")
        #expect(charge["metadata.a"] == "1")
        #expect(charge["description"] == "D")
    }

    @Test(
        "the amount keeps the currency's limits",
        arguments: [
            ("49", "usd", "amount_too_small", "Amount must be at least $0.50 usd"),
            ("29", "gbp", "amount_too_small", "Amount must be at least £0.30 gbp"),
            ("49", "jpy", "amount_too_small", "Amount must be at least ¥50 jpy"),
            ("100000000", "usd", "amount_too_large", "Amount must be no more than $999,999.99"),
        ])
    func limits(amount: String, currency: String, code: String, message: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.post("/v1/payment_intents", "amount=\(amount)&currency=\(currency)")
        #expect(reply.status == 400)
        #expect(reply["error.code"] == code)
        #expect(reply["error.param"] == "amount")
        #expect(reply["error.message"] == message)
    }

    @Test("zero and less are refused as integers, unknown currencies with the list of known ones")
    func zeroAndCurrency() throws {
        var stripe = TestStripe()
        for amount in ["0", "-5"] {
            let reply = try stripe.post("/v1/payment_intents", "amount=\(amount)&currency=usd")
            #expect(reply["error.code"] == "parameter_invalid_integer")
            #expect(
                reply["error.message"]?.hasPrefix(
                    "The amount must be greater than or equal to the minimum charge amount") == true)
        }
        let reply = try stripe.post("/v1/payment_intents", "amount=100&currency=xyz")
        #expect(reply["error.param"] == "currency")
        #expect(reply.error?["code"] == nil)
        #expect(
            reply["error.message"]?.hasPrefix(
                "Invalid currency: xyz. Stripe currently supports these currencies: usd, aed, ") == true)
    }

    @Test("a confirm without a method is refused, and the intent that a create made is shown")
    func confirmWithoutMethod() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let bare = try stripe.post("/v1/payment_intents", "amount=100&currency=usd&confirm=true")
        #expect(bare["error.code"] == "payment_intent_unexpected_state")
        #expect(
            bare["error.message"]
                == "You cannot confirm this PaymentIntent because it's missing a payment method. You can either "
                + "update the PaymentIntent with a payment method and then confirm it again, or confirm it again "
                + "directly with a payment method or ConfirmationToken.")
        #expect(bare["error.payment_intent.status"] == "requires_payment_method")
        let owned = try stripe.post(
            "/v1/payment_intents", "amount=100&currency=usd&confirm=true&customer=\(customer)")
        #expect(owned["error.message"]?.contains("To confirm the PaymentIntent with \(customer), ") == true)
        #expect(stripe.stub.books.intents.count == 2)
    }

    @Test("the customer's default method pays when the intent names none")
    func defaultMethod() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        let card = try stripe.card(of: customer)
        _ = try stripe.post(
            "/v1/customers/\(customer)", "invoice_settings[default_payment_method]=\(card)")
        let paid = try stripe.post(
            "/v1/payment_intents", "amount=100&currency=usd&confirm=true&customer=\(customer)")
        #expect(paid["status"] == "succeeded")
        #expect(paid["payment_method"] == card)
    }

    @Test("what was confirmed cannot be confirmed again, what was canceled not at all")
    func confirmAgain() throws {
        var stripe = TestStripe()
        let held = try stripe.hold()
        let paid = try stripe.payment()
        for id in [held.id, paid.id] {
            let reply = try stripe.post("/v1/payment_intents/\(id)/confirm")
            #expect(
                reply["error.message"]
                    == "You cannot confirm this PaymentIntent because it has already succeeded after being "
                    + "previously confirmed.")
            #expect(reply["error.payment_intent.id"] == id)
        }
        _ = try stripe.post("/v1/payment_intents/\(held.id)/cancel")
        let canceled = try stripe.post("/v1/payment_intents/\(held.id)/confirm")
        #expect(canceled["error.code"] == "payment_intent_unexpected_state")
        #expect(canceled["error.message"]?.contains("has a status of canceled") == true)
    }

    @Test("a card goes with its own customer only")
    func owners() throws {
        var stripe = TestStripe()
        let owner = try stripe.customer()
        let card = try stripe.card(of: owner)
        let other = try stripe.customer(card: nil)
        let wrong = try stripe.post(
            "/v1/payment_intents", "amount=100&currency=usd&customer=\(other)&payment_method=\(card)")
        #expect(wrong.status == 400)
        #expect(wrong.error?["code"] == nil)
        #expect(wrong["error.param"] == "payment_method")
        #expect(
            wrong["error.message"]
                == "The PaymentMethod \(card) does not belong to the Customer you supplied \(other). Please use "
                + "this PaymentMethod with the Customer that it belongs to instead.")
        let without = try stripe.pay(card)
        #expect(without["error.code"] == "parameter_missing")
        #expect(without["error.param"] == "source")
        #expect(
            without["error.message"]
                == "The `payment_method` parameter supplied \(card) belongs to the Customer \(owner). Please "
                + "include the Customer in the `customer` parameter on the PaymentIntent.")
    }

    @Test("a card that was never saved pays once; saving it with the payment keeps it")
    func onceOnly() throws {
        var stripe = TestStripe()
        let method = try stripe.post("/v1/payment_methods", "type=card&card[token]=tok_visa")
        let first = try stripe.pay(method.id)
        #expect(first["status"] == "succeeded")
        let second = try stripe.pay(method.id)
        #expect(second.status == 400)
        #expect(
            second["error.message"]?.hasPrefix(
                "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
                    + "attachment, ") == true)
        let customer = try stripe.customer(card: nil)
        let saving = try stripe.pay("pm_card_visa", "&customer=\(customer)&setup_future_usage=off_session")
        #expect(saving["status"] == "succeeded")
        let saved = try stripe.card(of: customer)
        #expect(saved == saving["payment_method"])
    }

    @Test("a well-known name makes a new payment method each time")
    func names() throws {
        var stripe = TestStripe()
        let one = try stripe.pay("pm_card_visa")
        let two = try stripe.pay("pm_card_visa")
        #expect(one["payment_method"]?.hasPrefix("pm_") == true)
        #expect(one["payment_method"] != "pm_card_visa")
        #expect(one["payment_method"] != two["payment_method"])
    }

    @Test("without a return_url, methods that redirect are refused on-session from 2023-08-16 on")
    func returnURL() throws {
        let form = "amount=100&currency=usd&payment_method=pm_card_visa&confirm=true"
        for (version, more, status) in [
            (TestStripe.old, "", 200), (TestStripe.basil, "", 400),
            (TestStripe.basil, "&return_url=https://shop.example", 200),
            (TestStripe.basil, "&off_session=true", 200),
            (TestStripe.basil, "&payment_method_types[]=card", 200),
            (TestStripe.basil, "&automatic_payment_methods[enabled]=true", 400),
            (
                TestStripe.basil,
                "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
                200
            ),
            (TestStripe.old, "&automatic_payment_methods[enabled]=true", 400),
        ] {
            var stripe = TestStripe(version: version)
            let reply = try stripe.post("/v1/payment_intents", form + more)
            #expect(reply.status == status, "\(version) \(more)")
            if status == 400 {
                #expect(reply.error?["code"] == nil)
                #expect(reply["error.message"]?.contains("you must provide a `return_url`") == true)
            }
        }
    }

    @Test("the default capture method became asynchronous, and its movement comes after the answer")
    func asynchronousCapture() throws {
        var old = TestStripe()
        let before = try old.payment()
        #expect(before["capture_method"] == "automatic")
        var stripe = TestStripe(version: TestStripe.basil)
        let after = try stripe.pay("pm_card_visa", "&expand[]=latest_charge")
        #expect(after["capture_method"] == "automatic_async")
        #expect(after["latest_charge.balance_transaction"] == "null")
        stripe.now += 1
        let charge = try stripe.get("/v1/charges/\(after["latest_charge.id"] ?? "")")
        #expect(charge["balance_transaction"]?.hasPrefix("txn_") == true)
    }

    @Test("the amount can be changed while nothing is held, and not afterwards")
    func update() throws {
        var stripe = TestStripe()
        let open = try stripe.post("/v1/payment_intents", "amount=100&currency=usd")
        let changed = try stripe.post("/v1/payment_intents/\(open.id)", "amount=200&metadata[k]=v")
        #expect(changed["amount"] == "200")
        let low = try stripe.post("/v1/payment_intents/\(open.id)", "amount=1")
        #expect(low["error.code"] == "amount_too_small")
        let held = try stripe.hold()
        let late = try stripe.post("/v1/payment_intents/\(held.id)", "amount=200")
        #expect(late["error.code"] == "payment_intent_unexpected_state")
        #expect(late["error.param"] == "amount")
        #expect(
            late["error.message"]
                == "This PaymentIntent's amount could not be updated because it has a status of requires_capture. "
                + "You may only update the amount of a PaymentIntent with one of the following statuses: "
                + "requires_payment_method, requires_confirmation, requires_action.")
    }

    @Test("metadata is merged; an empty value takes one key away, an empty parameter all")
    func metadata() throws {
        var stripe = TestStripe()
        let made = try stripe.post(
            "/v1/payment_intents", "amount=100&currency=usd&metadata[a]=1&metadata[b]=2")
        let path = "/v1/payment_intents/\(made.id)"
        let merged = try stripe.post(path, "metadata[a]=&metadata[c]=3")
        #expect(merged["metadata.a"] == nil)
        #expect(merged["metadata.b"] == "2")
        #expect(merged["metadata.c"] == "3")
        let emptied = try stripe.post(path, "metadata=")
        #expect(emptied["metadata"] == "{}")
    }

    @Test(
        "an unknown id in a path is 404 with Stripe's names",
        arguments: [
            ("/v1/payment_intents/pi_invalid", "payment_intent: 'pi_invalid'", "intent"),
            ("/v1/customers/ci_invalid", "customer: 'ci_invalid'", "id"),
            ("/v1/payment_methods/pm_x", "PaymentMethod: 'pm_x'", "payment_method"),
            ("/v1/charges/ch_x", "charge: 'ch_x'", "id"), ("/v1/refunds/re_x", "refund: 're_x'", "refund"),
        ])
    func unknownIDs(path: String, noun: String, param: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.get(path)
        #expect(reply.status == 404)
        #expect(reply["error.code"] == "resource_missing")
        #expect(reply["error.param"] == param)
        #expect(reply["error.message"] == "No such \(noun)")
    }
}
