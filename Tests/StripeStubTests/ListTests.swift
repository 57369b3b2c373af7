// Lists: order, cursors, limits, filters; and what can be expanded.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ListTests {
    /// Seven customers, a second apart; the ids from oldest to newest.
    private func seven(_ stripe: inout TestStripe) throws -> [String] {
        try (1...7).map { number in
            stripe.now += 1
            return try stripe.post("/v1/customers", "email=\(number % 2)@example.com").id
        }
    }

    @Test("a list shows the newest first, ten unless told otherwise")
    func order() throws {
        var stripe = TestStripe()
        let ids = try seven(&stripe)
        let all = try stripe.get("/v1/customers")
        #expect(all["object"] == "list")
        #expect(all["url"] == "/v1/customers")
        #expect(all["has_more"] == "false")
        #expect(all.ids == ids.reversed())
        for _ in 0..<4 { _ = try stripe.customer(card: nil) }
        let ten = try stripe.get("/v1/customers")
        #expect(ten.ids.count == 10)
        #expect(ten["has_more"] == "true")
    }

    @Test("a limit out of range is clamped, one that is no integer refused")
    func limits() throws {
        var stripe = TestStripe()
        _ = try seven(&stripe)
        for (limit, count) in [("0", 1), ("-3", 1), ("2", 2), ("101", 7)] {
            let reply = try stripe.get("/v1/customers", "limit=\(limit)")
            #expect(reply.ids.count == count)
        }
        let bad = try stripe.get("/v1/customers", "limit=abc")
        #expect(bad["error.message"] == "Invalid integer: abc")
    }

    @Test("walking on from the last id, and back from the first, shows every object once")
    func cursors() throws {
        var stripe = TestStripe()
        let newestFirst = Array(try seven(&stripe).reversed())
        var seen: [String] = []
        var more = ""
        while true {
            let page = try stripe.get("/v1/customers", "limit=3\(more)")
            seen += page.ids
            guard page["has_more"] == "true", let last = page.ids.last else { break }
            more = "&starting_after=\(last)"
        }
        #expect(seen == newestFirst)
        let back = try stripe.get("/v1/customers", "limit=3&ending_before=\(newestFirst[4])")
        #expect(back.ids == Array(newestFirst[1...3]))
        #expect(back["has_more"] == "true")
        let first = try stripe.get("/v1/customers", "limit=3&ending_before=\(newestFirst[1])")
        #expect(first.ids == [newestFirst[0]])
        #expect(first["has_more"] == "false")
        let beyond = try stripe.get("/v1/customers", "starting_after=\(newestFirst[6])")
        #expect(beyond.ids.isEmpty)
    }

    @Test("a cursor need not match the filter, but must exist, and there is one at most")
    func cursorRules() throws {
        var stripe = TestStripe()
        let ids = try seven(&stripe)
        let filtered = try stripe.get("/v1/customers", "email=1@example.com&starting_after=\(ids[3])")
        #expect(filtered.ids == [ids[2], ids[0]])
        let unknown = try stripe.get("/v1/customers", "starting_after=cus_x")
        #expect(unknown.status == 400)
        #expect(unknown["error.code"] == "resource_missing")
        #expect(unknown["error.param"] == "starting_after")
        let both = try stripe.get("/v1/customers", "starting_after=\(ids[0])&ending_before=\(ids[1])")
        #expect(
            both["error.message"]
                == "Received both starting_after and ending_before parameters. Please pass in only one.")
    }

    @Test("the email filter is exact and minds the case")
    func email() throws {
        var stripe = TestStripe()
        let customer = try stripe.post("/v1/customers", "email=Ada@example.com").id
        let exact = try stripe.get("/v1/customers", "email=Ada%40example.com")
        let lower = try stripe.get("/v1/customers", "email=ada@example.com")
        #expect(exact.ids == [customer])
        #expect(lower.ids.isEmpty)
    }

    @Test(
        "created filters by a time or by bounds",
        arguments: [
            ("created=3", [3]), ("created[gt]=5", [7, 6]), ("created[gte]=5&created[lt]=7", [6, 5]),
            ("created[lte]=1", [1]), ("created[gt]=7", []), ("created[gt]=3&created[lt]=2", []),
            ("created[gte]=2&limit=2", [7, 6]),
        ] as [(String, [Int])])
    func created(query: String, numbers: [Int]) throws {
        var stripe = TestStripe()
        stripe.now = 0
        let ids = try seven(&stripe)
        let reply = try stripe.get("/v1/customers", query)
        #expect(reply.ids == numbers.map { ids[$0 - 1] })
    }

    @Test("a bound that is none of the four is unknown")
    func createdBounds() throws {
        var stripe = TestStripe()
        let reply = try stripe.get("/v1/customers", "created[after]=3")
        #expect(reply["error.message"] == "Received unknown parameter: created[after]")
    }

    @Test("intents and charges filter by customer and intent; a filter's object must exist")
    func filters() throws {
        var stripe = TestStripe()
        let one = try stripe.hold()
        let two = try stripe.hold()
        let customer = one["customer"] ?? ""
        let intents = try stripe.get("/v1/payment_intents", "customer=\(customer)")
        #expect(intents.ids == [one.id])
        let charges = try stripe.get("/v1/charges", "payment_intent=\(two.id)")
        #expect(charges.ids == [two["latest_charge"]])
        let ofCustomer = try stripe.get("/v1/charges", "customer=\(customer)&created[gte]=\(stripe.now)")
        #expect(ofCustomer.ids == [one["latest_charge"]])
        let neither = try stripe.get("/v1/charges", "customer=\(customer)&payment_intent=\(two.id)")
        #expect(neither.ids.isEmpty)
        let everything = try stripe.get("/v1/payment_intents")
        #expect(everything.ids == [two.id, one.id])
        let unknown = try stripe.get("/v1/payment_intents", "customer=cus_x")
        #expect(unknown.status == 400)
        #expect(unknown["error.message"] == "No such customer: 'cus_x'")
    }

    @Test("payment methods are listed for a customer only, by type")
    func paymentMethods() throws {
        var stripe = TestStripe()
        let customer = try stripe.customer()
        _ = try stripe.post("/v1/payment_methods/pm_card_mastercard/attach", "customer=\(customer)")
        let nobody = try stripe.get("/v1/payment_methods", "type=card")
        #expect(nobody.status == 200)
        #expect(nobody.ids.isEmpty)
        let newest = try stripe.get("/v1/payment_methods", "customer=\(customer)&type=card&limit=1")
        #expect(newest["data.0.card.brand"] == "mastercard")
        #expect(newest["has_more"] == "true")
        let debits = try stripe.get("/v1/payment_methods", "customer=\(customer)&type=sepa_debit")
        #expect(debits.ids.isEmpty)
        let wrong = try stripe.get("/v1/payment_methods", "customer=\(customer)&type=coin")
        #expect(wrong["error.param"] == "type")
    }

    @Test("ids become objects where asked, four levels deep, in lists behind data")
    func expand() throws {
        var stripe = TestStripe()
        let paid = try stripe.payment()
        _ = try stripe.post("/v1/refunds", "payment_intent=\(paid.id)&amount=100")
        let intent = try stripe.get(
            "/v1/payment_intents/\(paid.id)",
            "expand[]=customer&expand[]=payment_method.customer&expand[]=latest_charge.refunds.data.charge")
        #expect(intent["customer.object"] == "customer")
        #expect(intent["payment_method.customer.id"] == intent["customer.id"])
        #expect(intent["latest_charge.refunds.data.0.charge.id"] == intent["latest_charge.id"])
        #expect(intent["latest_charge.payment_intent"] == paid.id)
        let list = try stripe.get("/v1/payment_intents", "expand[]=data.latest_charge")
        #expect(list["data.0.latest_charge.object"] == "charge")
        let plain = try stripe.get("/v1/charges/\(intent["latest_charge.id"] ?? "")")
        #expect(plain["refunds"] == nil)
        let customer = try stripe.get(
            "/v1/customers/\(intent["customer.id"] ?? "")", "expand[]=invoice_settings.default_payment_method"
        )
        #expect(customer.status == 200)
        _ = try stripe.delete("/v1/customers/\(intent["customer.id"] ?? "")")
        let orphan = try stripe.get("/v1/payment_intents/\(paid.id)", "expand[]=customer")
        #expect(orphan["customer.deleted"] == "true")
    }

    @Test(
        "a path that cannot be expanded is refused before the id is looked up",
        arguments: [
            ("/v1/payment_intents/pi_x", "foo", "This property cannot be expanded (foo)."),
            ("/v1/payment_intents/pi_x", "amount", "This property cannot be expanded (amount)."),
            (
                "/v1/customers/cus_x", "invoice_settings",
                "This property cannot be expanded (invoice_settings)."
            ),
            (
                "/v1/payment_intents/pi_x", "latest_charge.foo",
                "This property cannot be expanded (latest_charge.foo)."
            ),
            (
                "/v1/payment_intents", "customer",
                "This property cannot be expanded (customer). You may want to try expanding 'data.customer' "
                    + "instead."
            ),
            (
                "/v1/payment_intents/pi_x", "latest_charge.refunds.data.charge.customer",
                "You cannot expand more than 4 levels of a property."
            ),
        ])
    func badPaths(path: String, expand: String, message: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.get(path, "expand[]=\(expand)")
        #expect(reply.status == 400)
        #expect(reply["error.type"] == "invalid_request_error")
        #expect(reply.error?["code"] == nil)
        #expect(reply.error?["param"] == nil)
        #expect(reply["error.message"] == message)
    }
}
