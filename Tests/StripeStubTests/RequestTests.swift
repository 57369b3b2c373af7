// Keys, URLs, versions, parameters: what is answered before a call is run.
import Basics
import StripeStub
import Testing

@Suite(.timeLimit(.minutes(5)), .serialized)
struct RequestTests {
    @Test("without a key the answer is 401, with Stripe's text and a challenge")
    func noKey() throws {
        var stripe = TestStripe()
        stripe.authorization = nil
        let reply = try stripe.get("/v1/customers")
        #expect(reply.status == 401)
        #expect(reply["error.message"]?.hasPrefix("You did not provide an API key. You need to") == true)
        #expect(reply["error.type"] == "invalid_request_error")
        #expect(reply["error.request_log_url"] == nil)
        #expect(reply.response.field("WWW-Authenticate") == "Bearer realm=\"Stripe\"")
    }

    @Test(
        "any secret key of test mode will do, as Bearer or as Basic's user",
        arguments: [
            "Bearer sk_test_abc", "bearer rk_test_abc", "Basic c2tfdGVzdF9hYmM6", "Basic c2tfdGVzdF9hYmM=",
        ])
    func goodKeys(authorization: String) throws {
        var stripe = TestStripe()
        stripe.authorization = authorization
        let reply = try stripe.get("/v1/customers")
        #expect(reply.status == 200)
    }

    @Test(
        "any other key is refused, and only its ends are echoed",
        arguments: [
            ("Bearer sk_live" + "_51abcdefgh1234", "sk_live_**********1234"),
            ("Bearer nonsense", "****ense"), ("Bearer sk_test_", "****est_"), ("Bearer short", "*****"),
        ])
    func badKeys(authorization: String, shown: String) throws {
        var stripe = TestStripe()
        stripe.authorization = authorization
        let reply = try stripe.get("/v1/customers")
        #expect(reply.status == 401)
        #expect(reply["error.message"] == "Invalid API Key provided: \(shown)")
    }

    @Test("the key is looked at before the URL, and the URL before the parameters")
    func order() throws {
        var stripe = TestStripe()
        let unknown = try stripe.post("/v1/nothing", "foo=1")
        #expect(unknown.status == 404)
        stripe.authorization = nil
        let keyless = try stripe.post("/v1/nothing", "foo=1")
        #expect(keyless.status == 401)
    }

    @Test(
        "an unknown path, a wrong method, an empty id and a trailing slash are all unrecognized URLs",
        arguments: [
            ("GET", "/v1/foo"), ("DELETE", "/v1/payment_intents/pi_1"), ("GET", "/v1/customers/"),
            ("POST", "/v1/payment_intents//capture"), ("GET", "/"), ("GET", "/v1/customers/a/b"),
        ])
    func unknownURLs(method: String, path: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.send(method, path, query: "", body: "")
        #expect(reply.status == 404)
        #expect(
            reply["error.message"]
                == "Unrecognized request URL (\(method): \(path)). If you are trying to list objects, remove the "
                + "trailing slash. If you are trying to retrieve an object, make sure you passed a valid "
                + "(non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at "
                + "https://support.stripe.com/.")
        #expect(reply.error?["code"] == nil)
    }

    @Test("an answer names its request, its version and the caller's idempotency key")
    func headers() throws {
        var stripe = TestStripe(version: TestStripe.dahlia)
        let first = try stripe.post("/v1/customers", "name=Ada", key: "k1")
        let second = try stripe.get("/v1/customers")
        #expect(first.response.field("Stripe-Version") == TestStripe.dahlia)
        #expect(first.response.field("Idempotency-Key") == "k1")
        #expect(first.response.field("Content-Type") == "application/json")
        #expect(first.response.field("Request-Id")?.hasPrefix("req_") == true)
        #expect(first.response.field("Request-Id") != second.response.field("Request-Id"))
        stripe.version = nil
        let unversioned = try stripe.get("/v1/customers")
        #expect(unversioned.response.field("Stripe-Version") == "2022-11-15")
        stripe.version = "yesterday"
        let wrong = try stripe.get("/v1/customers")
        #expect(wrong.status == 400)
    }

    @Test("the same seed and requests give the same bytes; another seed gives other ids")
    func deterministic() throws {
        var one = TestStripe()
        var two = TestStripe()
        var other = TestStripe(settings: StubSettings(seed: 8))
        let first = try one.hold()
        let second = try two.hold()
        let third = try other.hold()
        #expect(first.text == second.text)
        #expect(first.id != third.id)
        #expect(first.id.hasPrefix("pi_"))
        #expect(first.id.count == 27)
    }

    @Test(
        "parameters are checked as Stripe checks them",
        arguments: [
            ("currency=usd", "parameter_missing", "amount", "Missing required param: amount."),
            ("amount=100&currency=usd&foo=1", "parameter_unknown", "foo", "Received unknown parameter: foo"),
            (
                "amount=100&currency=usd&foo=1&bar[x]=2", "parameter_unknown", "foo",
                "Received unknown parameters: foo, bar"
            ),
            (
                "amount=100&currency=usd&shipping[name]=A&shipping[color]=red", "parameter_unknown",
                "shipping[color]", "Received unknown parameter: shipping[color]"
            ),
            ("amount=abc&currency=usd", "parameter_invalid_integer", "amount", "Invalid integer: abc"),
            ("amount=1.5&currency=usd", "parameter_invalid_integer", "amount", "Invalid integer: 1.5"),
            (
                "amount=99999999999999999999&currency=usd", "parameter_invalid_integer", "amount",
                "Invalid integer: 99999999999999999999"
            ),
            (
                "amount=100&currency=usd&customer=", "parameter_invalid_empty", "customer",
                "You passed an empty string for 'customer'. We assume empty values are an attempt to unset a "
                    + "parameter; however 'customer' cannot be unset. You should remove 'customer' from your "
                    + "request or supply a non-empty value."
            ),
            (
                "amount=100&currency=usd&capture_method=later", nil, "capture_method",
                "Invalid capture_method: must be one of automatic, automatic_async, or manual"
            ),
            (
                "amount=100&currency=usd&setup_future_usage=no", nil, "setup_future_usage",
                "Invalid setup_future_usage: must be one of off_session or on_session"
            ),
            (
                "amount=100&currency=usd&automatic_payment_methods[allow_redirects]=never",
                "parameter_missing", "automatic_payment_methods[enabled]",
                "Missing required param: automatic_payment_methods[enabled]."
            ),
            (
                "amount=100&currency=usd&customer=cus_x", "resource_missing", "customer",
                "No such customer: 'cus_x'"
            ),
            (
                "amount=100&currency=usd&payment_method=pm_x", "resource_missing", "payment_method",
                "No such PaymentMethod: 'pm_x'"
            ),
        ] as [(String, String?, String, String)])
    func parameters(form: String, code: String?, param: String, message: String) throws {
        var stripe = TestStripe()
        let reply = try stripe.post("/v1/payment_intents", form)
        #expect(reply.status == 400)
        #expect(reply["error.type"] == "invalid_request_error")
        #expect(reply["error.message"] == message)
        #expect(reply["error.param"] == param)
        #expect(reply["error.code"] == code)
        let docs = code.map { "https://stripe.com/docs/error-codes/\($0.replacing("_", with: "-"))" }
        #expect(reply["error.doc_url"] == docs)
        let requestID = reply.response.field("Request-Id") ?? ""
        #expect(reply["error.request_log_url"]?.hasSuffix("/test/workbench/logs?object=\(requestID)") == true)
        #expect(stripe.stub.books.intents.isEmpty)
    }

    @Test(
        "brackets come literal or percent-encoded, lists with places or without, spaces as plus or %20",
        arguments: [
            "metadata[lesson id]=1 2&expand[]=customer",
            "metadata%5Blesson%20id%5D=1%202&expand%5B0%5D=customer",
            "metadata[lesson+id]=1+2&expand[0]=customer",
        ])
    func encodings(form: String) throws {
        var stripe = TestStripe()
        let customer = try stripe.customer(card: nil)
        let reply = try stripe.post(
            "/v1/payment_intents", "amount=100&currency=USD&customer=\(customer)&\(form)")
        #expect(reply["metadata.lesson id"] == "1 2")
        #expect(reply["customer.object"] == "customer")
        #expect(reply["currency"] == "usd")
    }

    @Test("a body that is not a form is refused")
    func notAForm() throws {
        var stripe = TestStripe()
        let reply = try stripe.send(
            "POST", "/v1/customers", query: "", body: "{}", contentType: "application/json")
        #expect(reply.status == 400)
        #expect(reply["error.message"]?.contains("application/x-www-form-urlencoded") == true)
    }

    @Test("a request with thousands of parameters, or of brackets, is answered and not worked off")
    func hostileForms() throws {
        var stripe = TestStripe()
        let many = (0...1000).map { "metadata[k\($0)]=v" }.joined(separator: "&")
        let reply = try stripe.post("/v1/customers", many)
        #expect(reply.status == 400)
        let deep = try stripe.post("/v1/customers", "a" + String(repeating: "[b]", count: 5000) + "=1")
        #expect(deep["error.code"] == "parameter_unknown")
    }

    @Test("payment_method_types is a parameter before endive and unknown from then on")
    func endive() throws {
        let form = "amount=100&currency=usd&payment_method_types[]=card"
        var stripe = TestStripe(version: TestStripe.dahlia)
        let before = try stripe.post("/v1/payment_intents", form)
        #expect(before["payment_method_types.0"] == "card")
        stripe.version = TestStripe.endive
        let after = try stripe.post("/v1/payment_intents", form)
        #expect(after["error.message"] == "Received unknown parameter: payment_method_types")
    }

    @Test("metadata keeps Stripe's limits of 50 keys, 40 and 500 characters")
    func metadataLimits() throws {
        var stripe = TestStripe()
        let fifty = (1...50).map { "metadata[k\($0)]=v" }.joined(separator: "&")
        let full = try stripe.post("/v1/customers", fifty)
        #expect(full.status == 200)
        let more = try stripe.post("/v1/customers/\(full.id)", "metadata[one]=more")
        #expect(more.status == 400)
        let key = try stripe.post("/v1/customers", "metadata[\(String(repeating: "k", count: 41))]=v")
        #expect(key["error.message"]?.contains("keys can have up to 40 characters") == true)
        let value = try stripe.post("/v1/customers", "metadata[k]=\(String(repeating: "v", count: 501))")
        #expect(value["error.message"]?.contains("values can have up to 500 characters") == true)
    }
}
