// Proves the calls of customers, set-ups and cards: what is sent, and what a view needs to be one.
import Basics
import StripeClient
import Testing

@Suite("Calls of accounts", .timeLimit(.minutes(5)))
struct AccountCallsTests {
    private static let customer = CustomerID("cus_1")!
    private static let deleted = #"{"id":"cus_1","object":"customer","deleted":true}"#
    private static let card = #"{"id":"pm_1","object":"payment_method","customer":null}"#
    private static let setup =
        #"{"id":"seti_1","object":"setup_intent","status":"succeeded","customer":"cus_1","#
        + #""client_secret":"seti_1_secret_x"}"#

    @Test("DELETE carries neither key nor body, and a lost answer is asked for again")
    func delete() async throws {
        let bench = Bench([.answer(500, "x"), .answer(200, Self.deleted)])
        let reply = try await bench.client.deleteCustomer(Self.customer, deadline: bench.client.deadline())
        #expect(reply.object.isDeleted)
        #expect(
            bench.requests.map { "\($0)" } == ["DELETE /v1/customers/cus_1", "DELETE /v1/customers/cus_1"])
        for request in bench.requests {
            #expect(request.body.isEmpty)
            #expect(request.headers.map(\.name) == ["Authorization", "Stripe-Version"])
        }
    }

    @Test("each call goes to its own address with its own fields")
    func addresses() async throws {
        let bench = Bench([
            .answer(200, Self.deleted), .answer(200, Self.deleted), .answer(200, Self.setup),
            .answer(200, Self.setup), .answer(200, Self.card), .answer(200, Self.card),
            .answer(200, Self.card),
        ])
        let deadline = bench.client.deadline()
        let method = try #require(PaymentMethodID("pm_1"))
        let setup = try #require(SetupIntentID("seti_1"))
        _ = try await bench.client.createCustomer(["email": "a@b.example"], deadline: deadline)
        _ = try await bench.client.updateCustomer(Self.customer, ["name": "A"], deadline: deadline)
        _ = try await bench.client.createSetupIntent(["customer": "cus_1"], deadline: deadline)
        _ = try await bench.client.retrieveSetupIntent(setup, deadline: deadline)
        _ = try await bench.client.retrievePaymentMethod(method, expand: ["customer"], deadline: deadline)
        _ = try await bench.client.updatePaymentMethod(
            method, ["billing_details": ["name": "A"]], deadline: deadline)
        _ = try await bench.client.detachPaymentMethod(method, deadline: deadline)
        let sent = bench.requests.map {
            "\($0.method.rawValue) \($0.target) \(String(decoding: $0.body, as: UTF8.self))"
        }
        #expect(
            sent == [
                "POST /v1/customers email=a%40b.example", "POST /v1/customers/cus_1 name=A",
                "POST /v1/setup_intents customer=cus_1", "GET /v1/setup_intents/seti_1 ",
                "GET /v1/payment_methods/pm_1?expand[0]=customer ",
                "POST /v1/payment_methods/pm_1 billing_details[name]=A",
                "POST /v1/payment_methods/pm_1/detach ",
            ])
    }

    @Test("the pages of a list given one deadline are over when it is")
    func sharedDeadline() async throws {
        let page = #"{"object":"list","data":[{"id":"cus_2","object":"customer"}],"has_more":true}"#
        let bench = Bench([.answer(200, page)], deadlineMilliseconds: 2_000)
        let list = bench.client.customers(withEmail: "a+b@c.example", deadline: bench.client.deadline())
        var customers = list.makeAsyncIterator()
        let first = try await customers.next()
        #expect(first?.id.text == "cus_2")
        await bench.time.wait(milliseconds: 2_000)
        do throws(StripeFailure) {
            _ = try await customers.next()
            Issue.record("the second page came")
        } catch {
            guard case .timedOut = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(bench.requests.map(\.target) == ["/v1/customers?email=a%2Bb%40c.example&limit=100"])
    }

    @Test("a customer is read by its id or expanded, a set-up only with its secret, which does not print")
    func views() throws {
        let plain = try JSON(Array(#"{"id":"pm_1","object":"payment_method","customer":"cus_1"}"#.utf8))
        #expect(PaymentMethod(plain)?.customerID == Self.customer)
        #expect(PaymentMethod(plain)?.customer == nil)
        let expanded = try JSON(
            Array(
                #"{"id":"pm_1","object":"payment_method","customer":{"id":"cus_1","object":"customer"}}"#.utf8
            ))
        #expect(PaymentMethod(expanded)?.customerID == Self.customer)
        #expect(PaymentMethod(try JSON(Array(Self.card.utf8)))?.customerID == nil)

        let setup = try #require(SetupIntent(try JSON(Array(Self.setup.utf8))))
        #expect(setup.isSucceeded)
        #expect(setup.customer == Self.customer)
        #expect(!"\(setup)".contains("_secret_"))
        let bare = #"{"id":"seti_1","object":"setup_intent","status":"succeeded"}"#
        #expect(SetupIntent(try JSON(Array(bare.utf8))) == nil)
    }
}
