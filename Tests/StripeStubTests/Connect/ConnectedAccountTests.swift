// Accounts that the platform pays: made, onboarded, restricted, deleted.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct ConnectedAccountTests {
    private static let express =
        "type=express&country=US&email=tess@example.com&business_type=individual"
        + "&capabilities[transfers][requested]=true&metadata[teacher]=7"

    private func capabilities(of account: Reply) -> [String]? {
        account.json["capabilities"]?.members.map { "\($0.name) \($0.value.string ?? "")" }
    }

    @Test("a new account can do nothing before its owner told Stripe who they are")
    func create() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let made = try stripe.post("/v1/accounts", Self.express)
        #expect(made.status == 200)
        #expect(made.id.hasPrefix("acct_"))
        #expect(made["type"] == "express")
        #expect(made["email"] == "tess@example.com")
        #expect(made["business_type"] == "individual")
        #expect(made["metadata.teacher"] == "7")
        #expect(capabilities(of: made) == ["transfers inactive"])
        for name in ["charges_enabled", "payouts_enabled", "details_submitted"] {
            #expect(made[name] == "false", "\(name)")
        }
        #expect(made.json["requirements"]?["currently_due"]?.elements.isEmpty == false)
        #expect(made["requirements.disabled_reason"] == "requirements.past_due")
        let read = try stripe.get("/v1/accounts/\(made.id)")
        #expect(read.text == made.text)
        #expect(stripe.stub.balance(of: made.id) == 0)
    }

    @Test("who bears losses and pays Stripe goes by the account's type; without one it is a standard account")
    func types() throws {
        for (type, payer, dashboard) in [
            ("custom", "application_custom", "none"), ("express", "application_express", "express"),
            ("standard", "account", "full"), ("", "account", "full"),
        ] {
            var stripe = TestStripe()
            let made = try stripe.post("/v1/accounts", type.isEmpty ? "" : "type=\(type)")
            #expect(made["type"] == (type.isEmpty ? "standard" : type))
            #expect(made["controller.fees.payer"] == payer)
            #expect(made["controller.stripe_dashboard.type"] == dashboard)
        }
        var stripe = TestStripe()
        let none = try stripe.post("/v1/accounts", "type=none")
        #expect(none.status == 400)
        #expect(none["error.param"] == "type")
    }

    @Test("opening the link of an account onboards it, once, tells of it and leads back")
    func onboarding() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let account = try stripe.post("/v1/accounts", Self.express).id
        let endpoint = try stripe.post(
            "/v1/webhook_endpoints", "url=http://localhost:9/c&enabled_events[]=*&connect=true")
        _ = try stripe.post("/v1/webhook_endpoints", "url=http://localhost:9/p&enabled_events[]=*")
        let link = try stripe.post(
            "/v1/account_links",
            "account=\(account)&type=account_onboarding&refresh_url=http://a.test/again&return_url=http://a.test/ok"
        )
        #expect(link["object"] == "account_link")
        #expect(link["expires_at"] == "\(stripe.now + 300)")
        let page = "/setup/e/" + (link["url"]?.split(separator: "/").last ?? "")
        #expect(link["url"] == "http://localhost\(page)")
        let opened = stripe.stub.handle(StubRequest(method: "GET", path: page), now: stripe.now)
        #expect(opened.status == 303)
        #expect(opened.field("Location") == "http://a.test/ok")
        let after = try stripe.get("/v1/accounts/\(account)")
        #expect(after["capabilities.transfers"] == "active")
        #expect(after["details_submitted"] == "true")
        #expect(after["charges_enabled"] == "true")
        #expect(after["requirements.currently_due"] == "[]")
        #expect(after["requirements.disabled_reason"] == "null")
        let event = try #require(try stripe.events().last)
        #expect(event["type"]?.string == "account.updated")
        #expect(event["account"]?.string == account)
        #expect(event["data"]?["previous_attributes"]?["details_submitted"]?.bool == false)
        let deliveries = stripe.stub.takeDeliveries(now: stripe.now)
        #expect(deliveries.map(\.url) == ["http://localhost:9/c"], "\(endpoint.text)")
        let again = stripe.stub.handle(StubRequest(method: "GET", path: page), now: stripe.now)
        #expect(again.field("Location") == "http://a.test/again")
        let unknown = stripe.stub.handle(StubRequest(method: "GET", path: "/setup/e/x"), now: stripe.now)
        #expect(unknown.status == 404)
    }

    @Test("a link that is too old onboards nobody and leads to where a new one is made")
    func oldLink() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let account = try stripe.post("/v1/accounts", Self.express).id
        let link = try stripe.post(
            "/v1/account_links",
            "account=\(account)&type=account_onboarding&refresh_url=http://a.test/again&return_url=http://a.test/ok"
        )
        let page = "/setup/e/" + (link["url"]?.split(separator: "/").last ?? "")
        let late = stripe.stub.handle(StubRequest(method: "GET", path: page), now: stripe.now + 300)
        #expect(late.field("Location") == "http://a.test/again")
        stripe.now += 300
        let after = try stripe.get("/v1/accounts/\(account)")
        #expect(after["details_submitted"] == "false")
    }

    @Test(
        "a link wants an account that is there and two addresses",
        arguments: [
            ("account=acct_x", 403, "account_invalid"), ("refresh_url=", 400, "parameter_invalid_empty"),
            ("return_url=a.test", 400, "url_invalid"), ("type=", 400, "parameter_invalid_empty"),
        ])
    func badLinks(change: String, status: Int, code: String) throws {
        var stripe = TestStripe.withTeacher()
        let name = change.split(separator: "=")[0]
        let form = [
            "account=\(TestStripe.teacher)", "type=account_onboarding", "refresh_url=http://a.test",
            "return_url=http://a.test",
        ].map { $0.hasPrefix("\(name)=") ? change : $0 }
        let reply = try stripe.post("/v1/account_links", form.joined(separator: "&"))
        #expect(reply.status == status)
        #expect(reply["error.code"] == code)
    }

    @Test("a capability that is asked for later is there at once for an onboarded account")
    func update() throws {
        var stripe = TestStripe.withTeacher()
        let path = "/v1/accounts/\(TestStripe.teacher)"
        let types = try stripe.fired(path, "capabilities[card_payments][requested]=true&metadata[a]=b")
        #expect(types == ["account.updated"])
        let after = try stripe.get(path)
        #expect(capabilities(of: after) == ["card_payments active", "transfers active"])
        #expect(after["metadata.a"] == "b")
        let same = try stripe.fired(path, "metadata[a]=b")
        #expect(same.isEmpty)
        let less = try stripe.post(path, "capabilities[transfers][requested]=false&email=t@example.com")
        #expect(capabilities(of: less) == ["card_payments active"])
        #expect(less["email"] == "t@example.com")
    }

    @Test("a restricted account takes no transfers until it is restored, and both are told")
    func restrict() throws {
        var stripe = TestStripe.withTeacher()
        stripe.stub.restrictAccount(TestStripe.teacher, now: stripe.now)
        let path = "/v1/accounts/\(TestStripe.teacher)"
        let restricted = try stripe.get(path)
        #expect(restricted["capabilities.transfers"] == "inactive")
        #expect(restricted["requirements.disabled_reason"] == "requirements.past_due")
        #expect(restricted["details_submitted"] == "true")
        stripe.stub.restoreAccount(TestStripe.teacher, now: stripe.now)
        let restored = try stripe.get(path)
        #expect(restored["capabilities.transfers"] == "active")
        #expect(try stripe.eventTypes() == ["account.updated", "account.updated"])
        let isThere = stripe.stub.restrictAccount("acct_x", now: stripe.now)
        #expect(!isThere)
    }

    @Test("an account that is not there, or was deleted, is refused as one that the key may not see")
    func unknown() throws {
        var stripe = TestStripe.withTeacher()
        let more = try stripe.post("/v1/accounts").id
        let listed = try stripe.get("/v1/accounts")
        #expect(listed.ids == [more, TestStripe.teacher])
        let gone = try stripe.delete("/v1/accounts/\(more)")
        #expect(gone.text.contains(#""deleted": true"#), "\(gone.text)")
        let left = try stripe.get("/v1/accounts")
        #expect(left.ids == [TestStripe.teacher])
        for id in ["acct_x", more] {
            let reply = try stripe.get("/v1/accounts/\(id)")
            #expect(reply.status == 403)
            #expect(reply["error.code"] == "account_invalid")
            #expect(reply["error.type"] == "invalid_request_error")
            let payment = try stripe.post(
                "/v1/payment_intents", "amount=100&currency=usd&transfer_data[destination]=\(id)")
            #expect(payment["error.message"] == "No such destination: '\(id)'")
        }
    }

    @Test("an account shows everything that Stripe's document knows, but for four things that it has not")
    func whole() throws {
        var stripe = TestStripe.withTeacher()
        let account = try stripe.get("/v1/accounts/\(TestStripe.teacher)")
        let structure = Structure.stripe
        let check = SchemaCheck(structure: structure, whole: ["account"])
        let schema = try #require(structure.schemas["account"])
        #expect(
            Set(check.findings(account.json, schema, "account").map(\.text))
                == Set(["company", "groups", "individual", "settings"].map { "account.\($0) is missing" }))
    }

    @Test("the platform's own account is read as before")
    func own() throws {
        var stripe = TestStripe.withTeacher()
        let own = try stripe.get("/v1/account")
        #expect(own.id.hasPrefix("acct_"))
        #expect(own.id != TestStripe.teacher)
    }
}
