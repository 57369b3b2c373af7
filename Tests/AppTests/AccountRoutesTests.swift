// The account's card and its change: one saved card to a customer, always the newest.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Account routes", .timeLimit(.minutes(5)), .serialized)
struct AccountRoutesTests {
    // MARK: The card on file

    @Test("the newest card is answered in Stripe's own bytes, its customer with it")
    func card() async throws {
        try await Shop.open { shop in
            let reply = try await shop.get("/payment-method/\(Shop.good)")
            #expect(reply.status == 200)
            let id = try #require(reply.json["id"]?.string)
            let read = try await shop.askStripe(.get, "/v1/payment_methods/\(id)?expand[]=customer")
            // A list stands further to the right.
            #expect(reply.text.filter { !$0.isWhitespace } == read.text.filter { !$0.isWhitespace })
            #expect(reply.json["customer"]?["email"]?.string == "ada@example.com")
            #expect(reply.json["card"]?["exp_month"]?.integer != nil)
            #expect(shop.stripe.calls.count == 2, "one call of ours")
        }
    }

    @Test("no card and no such customer are 400, with code and message")
    func noCard() async throws {
        try await Shop.open { shop in
            let none = try await shop.get("/payment-method/cus_SandboxNoCards")
            #expect(none.status == 400)
            #expect(none.errorCode == "payment_method_missing")
            #expect(none.errorMessage == "no payment methods found for cus_SandboxNoCards")
            let unknown = try await shop.get("/payment-method/cus_nobody")
            #expect(unknown.status == 400)
            #expect(
                unknown.text
                    == #"{"error":{"code":"resource_missing","message":"No such customer: 'cus_nobody'"}}"#)
        }
    }

    // MARK: Name, address, another card

    @Test(
        "name and address are saved, and another card takes the place of the old",
        arguments: LessonRoutesTests.versions)
    func update(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let customer = try await shop.student()
            let old = try #require(try await shop.cards(customer).first?["id"]?.string)

            let opened = try await shop.account(
                customer, name: "Grace B. Hopper", email: "Grace@navy.example")
            #expect(opened.status == 200, "\(opened.text)")
            #expect(opened.json.members.map(\.name) == ["client_secret"])
            let saved = try await shop.stripeCustomer(customer)
            #expect(saved["name"]?.string == "Grace B. Hopper")
            #expect(saved["email"]?.string == "Grace@navy.example")
            #expect(
                try await shop.cards(customer).map { $0["id"]?.string } == [old], "until the new one is good")

            let setup = try await shop.confirm(opened, card: "pm_card_mastercard")
            for _ in 0..<2 {
                let kept = try await shop.saveCard(customer, setup: setup)
                #expect(kept.json["card"]?["last4"]?.string == "4444", "\(kept.text)")
                #expect(kept.json["customer"]?["id"]?.string == customer)
                let read = try await shop.get("/payment-method/\(customer)")
                #expect(kept.text.filter { !$0.isWhitespace } == read.text.filter { !$0.isWhitespace })
            }
            let cards = try await shop.cards(customer)
            #expect(cards.count == 1)
            #expect(cards.first?["id"]?.string != old)
            #expect(cards.first?["billing_details"]?["name"]?.string == "Grace B. Hopper")
            #expect(cards.first?["billing_details"]?["email"]?.string == "Grace@navy.example")
        }
    }

    @Test("the customer's own address is no other's, whoever else has it, and nothing has to change")
    func ownAddress() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            _ = try await shop.askStripe(.post, "/v1/customers", "email=grace@example.com")
            let before = shop.stripe.calls.count
            let opened = try await shop.account(customer, name: "Grace Hopper", email: "grace@example.com")
            #expect(opened.status == 200, "\(opened.text)")
            #expect(
                shop.stripe.calls[before...].map(\.path) == [
                    "/v1/customers/\(customer)", "/v1/setup_intents",
                ])
            let recased = try await shop.account(customer, name: "Grace", email: "GRACE@navy.example")
            #expect(recased.status == 200, "\(recased.text)")
            #expect(try await shop.stripeCustomer(customer)["email"]?.string == "GRACE@navy.example")
        }
    }

    @Test("another customer's address is refused and nothing is changed")
    func othersAddress() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            for email in ["ada@example.com", "ADA@example.com", "nora@example.com"] {
                let reply = try await shop.account(customer, name: "Ada", email: email)
                #expect(reply.status == 400)
                #expect(
                    reply.text
                        == #"{"error":{"code":"customer_email_exists","message":"Customer email already exists!"}}"#
                )
            }
            #expect(try await shop.stripeCustomer(customer)["name"]?.string == "Grace Hopper")
        }
    }

    @Test("a sign-up and a change to the same address at once: one of them gets it")
    func addressRace() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            async let signedUp = shop.signUp("new@example.com")
            async let changed = shop.account(customer, name: "Grace", email: "new@example.com")
            let statuses = try await [signedUp.status, changed.status].sorted()
            #expect(statuses == [200, 400])
            #expect(try await shop.customers("new@example.com").count == 1)
        }
    }

    @Test("the customer may be named in the body, and an unknown or deleted one is Stripe's error")
    func whichCustomer() async throws {
        try await Shop.open { shop in
            let inBody = try await shop.post(
                "/account-update", form: "customer_id=\(Shop.good)&name=Ada+Lovelace&email=ada%40example.com")
            #expect(inBody.status == 200, "\(inBody.text)")
            #expect(try await shop.stripeCustomer(Shop.good)["name"]?.string == "Ada Lovelace")
            _ = try await shop.deleteAccount("cus_SandboxNoCards")
            for customer in ["cus_nobody", "cus_SandboxNoCards"] {
                let reply = try await shop.account(customer, name: "N", email: "n@example.com")
                #expect(reply.status == 400)
                #expect(
                    reply.text
                        == #"{"error":{"code":"resource_missing","message":"No such customer: '\#(customer)'"}}"#
                )
            }
        }
    }

    // MARK: The swap

    @Test("a set-up that is not confirmed, not this customer's or not known detaches nothing")
    func badProofs() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            let other = try await shop.signUp("other@example.com")
            let open = try await shop.account(customer, name: "Grace", email: "grace@example.com")
            let foreignCard = try #require(try await shop.cards(Shop.good).first?["id"]?.string)
            let foreignSetup = try await shop.confirm(other)
            for (proof, code) in [
                (#""setup_intent":"\#(open.setup)""#, "setup_intent_unexpected_state"),
                (#""setup_intent":"\#(foreignSetup)""#, "customer_mismatch"),
                (#""setup_intent":"seti_nothing""#, "resource_missing"),
                (#""payment_method":"\#(foreignCard)""#, "customer_mismatch"),
                (#""payment_method":"pm_nothing""#, "resource_missing"),
            ] {
                let reply = try await shop.post("/update-payment-details/\(customer)", json: "{\(proof)}")
                #expect(reply.status == 400, "\(proof): \(reply.text)")
                #expect(reply.errorCode == code, "\(proof): \(reply.text)")
            }
            #expect(try await shop.cards(customer).count == 1)
            #expect(try await shop.cards(Shop.good).count == 1)
        }
    }

    @Test("the card itself proves as much as its set-up, until a newer one took its place")
    func byPaymentMethod() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            let old = try #require(try await shop.cards(customer).first?["id"]?.string)
            _ = try await shop.confirm(
                try await shop.account(customer, name: "Grace", email: "grace@example.com"),
                card: "pm_card_amex")
            let new = try #require(try await shop.cards(customer).first?["id"]?.string)
            let kept = try await shop.post(
                "/update-payment-details/\(customer)", form: "payment_method=\(new)")
            #expect(kept.json["id"]?.string == new, "\(kept.text)")
            let late = try await shop.post(
                "/update-payment-details/\(customer)", form: "payment_method=\(old)")
            #expect(late.errorCode == "customer_mismatch", "\(late.text)")
            #expect(try await shop.cards(customer).map { $0["id"]?.string } == [new])
        }
    }

    @Test("swaps at once, of new cards and old, leave the newest card alone")
    func swapsAtOnce() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            var setups: [String] = []
            for card in ["pm_card_visa", "pm_card_mastercard", "pm_card_amex", "pm_card_discover"] {
                let opened = try await shop.account(customer, name: "G. Hopper", email: "grace@example.com")
                setups.append(try await shop.confirm(opened, card: card))
            }
            let newest = try #require(try await shop.cards(customer).first?["id"]?.string)
            shop.stripe.inject(
                .init(.delay(milliseconds: 50), method: "POST", pathSuffix: "/detach", count: 6))
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for setup in setups + setups {
                    group.addTask { try await shop.saveCard(customer, setup: setup) }
                }
                return try await group.reduce(into: [Reply]()) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 200 && $0.json["id"]?.string == newest })
            #expect(try await shop.cards(customer).map { $0["id"]?.string } == [newest])
        }
    }
}
