// A student signs up: one customer to an address, also after a try left half-way, also with twenty at once.
import App
import Basics
import CurlClient
import HTTPServer
import Payments
import Reactor
import StripeStub
import Testing

@Suite("Sign-up", .timeLimit(.minutes(5)), .serialized)
struct SignUpTests {
    @Test(
        "a student signs up, and Stripe holds name, address, first lesson and one card",
        arguments: LessonRoutesTests.versions)
    func wholeWay(version: String) async throws {
        try await Shop.open(["STRIPE_API_VERSION": version]) { shop in
            let opened = try await shop.signUp("Grace.Hopper@example.com")
            #expect(opened.status == 200, "\(opened.text)")
            #expect(opened.customer.hasPrefix("cus_"))
            #expect(opened.json.members.map(\.name) == ["customer_id", "client_secret"])

            let setup = try await shop.askStripe(.get, "/v1/setup_intents/\(opened.setup)")
            #expect(setup.json["customer"]?.string == opened.customer)
            #expect(setup.json["usage"]?.string == "off_session")
            #expect(setup.json["payment_method_types"]?.elements.map(\.string) == ["card"])

            let kept = try await shop.saveCard(opened.customer, setup: try await shop.confirm(opened))
            #expect(kept.json["card"]?["last4"]?.string == "4242", "\(kept.text)")
            #expect(kept.json["customer"]?["email"]?.string == "Grace.Hopper@example.com")

            let customer = try await shop.stripeCustomer(opened.customer)
            #expect(customer["name"]?.string == "Grace Hopper")
            #expect(customer["email"]?.string == "Grace.Hopper@example.com")
            #expect(customer["metadata"]?["first_lesson"]?.string == "30 Nov 3:00 p.m.")
            let cards = try await shop.cards(opened.customer)
            #expect(cards.count == 1)
            #expect(cards.first?["billing_details"]?["name"]?.string == "Grace Hopper")
            #expect(cards.first?["billing_details"]?["email"]?.string == "Grace.Hopper@example.com")
        }
    }

    @Test("a form does what JSON does, and blanks around name and address go")
    func form() async throws {
        try await Shop.open { shop in
            let opened = try await shop.post(
                "/lessons", form: "name=+Grace+Hopper%20&email=%09grace%40example.com+&first_lesson=30+Nov")
            #expect(opened.status == 200, "\(opened.text)")
            let customer = try await shop.stripeCustomer(opened.customer)
            #expect(customer["name"]?.string == "Grace Hopper")
            #expect(customer["email"]?.string == "grace@example.com")
        }
    }

    @Test("an address with a saved card is taken at once: its customer is named, and stays as it is")
    func taken() async throws {
        try await Shop.open { shop in
            let customer = try await shop.student()
            // Typed with a capital, as phones do, it is the same person.
            for spelling in ["grace@example.com", "Grace@Example.com"] {
                let again = try await shop.signUp(spelling, name: "Someone Else", lesson: "5 Dec")
                #expect(again.status == 400, "\(again.text)")
                #expect(again.errorCode == "customer_exists")
                #expect(
                    again.errorMessage?.hasPrefix(
                        "A customer with that email address already exists. If you'd like to update the c")
                        == true)
                #expect(again.customer == customer)
                #expect(again.json["client_secret"] == nil)
            }
            #expect(try await shop.stripeCustomer(customer)["name"]?.string == "Grace Hopper")
            #expect(
                try await shop.stripeCustomer(customer)["metadata"]?["first_lesson"]?.string?.first == "3")
        }
    }

    @Test("an address left half-way is free: the same customer is taken up, with the new name and lesson")
    func halfWay() async throws {
        try await Shop.open { shop in
            let first = try await shop.signUp("Grace@example.com", name: "Grace")
            let second = try await shop.signUp(
                "Grace@example.com", name: "Grace Hopper", lesson: "5 Dec 4:00 p.m.")
            #expect(second.status == 200, "\(second.text)")
            #expect(second.customer == first.customer)
            #expect(second.setup != first.setup)
            let customer = try await shop.stripeCustomer(first.customer)
            #expect(customer["name"]?.string == "Grace Hopper")
            #expect(customer["metadata"]?["first_lesson"]?.string == "5 Dec 4:00 p.m.")
        }
    }

    @Test("the one customer with a card is found among more than a page of older and newer ones without")
    func manyPages() async throws {
        try await Shop.open { shop in
            func make(_ count: Int) async throws -> String? {
                var id: String?
                for _ in 0..<count {
                    id = try await shop.askStripe(.post, "/v1/customers", "email=grace@example.com").json[
                        "id"]?.string
                }
                return id
            }
            _ = try await make(2)
            let owner = try #require(try await make(1))
            _ = try await shop.askStripe(
                .post, "/v1/payment_methods/pm_card_visa/attach", "customer=\(owner)")
            _ = try await make(100)
            let reply = try await shop.signUp()
            #expect(reply.errorCode == "customer_exists", "\(reply.text)")
            #expect(reply.customer == owner)
        }
    }

    @Test("a declined card leaves the address free, and the open form good for another card")
    func declined() async throws {
        try await Shop.open { shop in
            let opened = try await shop.signUp()
            let declined = try await shop.askStripe(
                .post, "/v1/setup_intents/\(opened.setup)/confirm",
                "payment_method=pm_card_visa_chargeDeclined")
            #expect(declined.status == 402)
            let early = try await shop.saveCard(opened.customer, setup: opened.setup)
            #expect(early.errorCode == "setup_intent_unexpected_state", "\(early.text)")
            #expect(try await shop.signUp().customer == opened.customer)
            let kept = try await shop.saveCard(opened.customer, setup: try await shop.confirm(opened))
            #expect(kept.status == 200, "\(kept.text)")
        }
    }

    @Test("twenty sign-ups with one address at once are one customer")
    func twentyAtOnce() async throws {
        try await Shop.open { shop in
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for number in 0..<20 {
                    group.addTask { try await shop.signUp(name: "Grace \(number)") }
                }
                return try await group.reduce(into: [Reply]()) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 200 })
            #expect(Set(replies.map(\.customer)).count == 1)
            #expect(Set(replies.map(\.clientSecret)).count == 20)
            #expect(try await shop.customers("grace@example.com").count == 1)
            let made = shop.stripe.calls.filter { $0.method == "POST" && $0.path == "/v1/customers" }
            #expect(made.count == 1, "the others waited for the first")
        }
    }

    @Test("as many in as many processes, which cannot wait for each other, leave one customer too")
    func manyProcesses() async throws {
        try await Shop.open { shop in
            // All have looked and found nobody before any of them has made a customer.
            shop.stripe.inject(.init(.hold, method: "POST", pathSuffix: "/customers", count: 5))
            let loop = try EventLoop()
            try loop.start()
            let access = StripeAccess(
                secretKey: Secret("sk_test_suite"), base: "http://127.0.0.1:\(shop.stripe.address.port)",
                apiVersion: "2022-11-15", deadlineSeconds: 10)
            let outcomes = try await withThrowingTaskGroup(of: CustomerID?.self) { group in
                for _ in 0..<5 {
                    group.addTask { await Self.signUpAlone(access, loop) }
                }
                try await shop.letGo(after: 5, of: "/customers")
                return try await group.reduce(into: [CustomerID?]()) { $0.append($1) }
            }
            loop.stop()
            #expect(outcomes.count == 5 && !outcomes.contains(nil))
            #expect(Set(outcomes).count == 1)
            #expect(
                try await shop.customers("grace@example.com").map { $0["id"]?.string } == [outcomes[0]?.text])
            let made = shop.stripe.calls.filter { $0.method == "POST" && $0.path == "/v1/customers" }
            #expect(made.count == 5)
        }
    }

    /// With turns of its own, as another process has them.
    private static func signUpAlone(_ access: StripeAccess, _ loop: EventLoop) async -> CustomerID? {
        await withCheckedContinuation { continuation in
            loop.spawn {
                let link = StripeLink(access, on: loop, observing: StripeMetrics(Metrics()))
                let student = SignUp(
                    name: "Grace", email: EmailAddress("grace@example.com"), firstLesson: "30 Nov")
                let outcome = try? await Accounts(link, turns: Turns()).signUp(student)
                if case .open(let customer, _)? = outcome {
                    continuation.resume(returning: customer)
                } else {
                    continuation.resume(returning: nil)
                }
            }
        }
    }

    @Test("neither the log nor the metrics learn an address, a name or a client secret")
    func nothingLeaks() async throws {
        try await Shop.open { shop in
            let opened = try await shop.signUp()
            _ = try await shop.saveCard(opened.customer, setup: try await shop.confirm(opened))
            _ = try await shop.signUp()
            let metrics = try await shop.getRaw("/metrics")
            for text in [shop.log.text, String(decoding: metrics.body, as: UTF8.self)] {
                for secret in ["grace@", "Hopper", "_secret_"] { #expect(!text.contains(secret)) }
            }
            #expect(shop.log.text.contains("/lessons"))
        }
    }
}
