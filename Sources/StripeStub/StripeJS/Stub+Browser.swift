// Before the other calls: what a browser may ask with a publishable key.

/// A call of Stripe.js. It has no Authorization: the publishable key and the intent's client secret are parameters,
/// which makes it a simple request, for which a browser asks no leave first (Fetch, CORS protocol).
struct BrowserCall {
    let parameters: ParameterTree

    /// nil for a call of a server.
    init?(_ request: StubRequest) {
        guard request.field("authorization") == nil,
            let parameters = FormDecoder.decode([Array(request.query.utf8), request.body]),
            parameters.text("key")?.hasPrefix("pk_test_") == true
        else { return nil }
        self.parameters = parameters
    }
}

extension Stub {
    /// Looks at a SetupIntent, confirms it with a card's number, or ends its challenge. Everything else takes a secret
    /// key.
    mutating func handle(_ call: BrowserCall, _ request: StubRequest, now: Int64) -> StubResponse {
        var response: StubResponse
        do throws(StubFailure) {
            response = handle(try serverCall(for: call, request, now: now), now: now)
        } catch {
            response = .refusal(error)
        }
        response.headers.append(("Access-Control-Allow-Origin", "*"))
        return response
    }

    /// The same as a server would ask it, once the browser has shown that it may.
    private mutating func serverCall(for call: BrowserCall, _ request: StubRequest, now: Int64)
        throws(StubFailure) -> StubRequest
    {
        let match = RouteTree.all.match(request.method, request.path)
        switch (request.method, request.path, match?.route.pattern) {
        case ("GET", _, "setup_intents/:intent"):
            _ = try setup(match?.ids.first, call)
            return Self.trusted(request, "")
        case ("POST", _, "setup_intents/:intent/confirm"):
            _ = try setup(match?.ids.first, call)
            let method = try method(of: call, now: now)
            return Self.trusted(request, "use_stripe_sdk=true&payment_method=\(method.id)")
        case ("POST", "/v1/3ds2/challenge_complete", _):
            let setup = try setup(call.parameters.text("setup_intent"), call)
            let passed = call.parameters.text("outcome") == "passed"
            _ = finishAuthentication(of: setup.id, passed: passed, now: now)
            var reading = Self.trusted(request, "")
            reading.method = "GET"
            reading.path = "/v1/setup_intents/\(setup.id)"
            return reading
        default: throw .secretKeyRequired
        }
    }

    private static func trusted(_ request: StubRequest, _ form: String) -> StubRequest {
        var request = request
        request.headers.append(("authorization", "Bearer sk_test_browser"))
        request.query = ""
        request.body = Array(form.utf8)
        return request
    }

    private func setup(_ id: String?, _ call: BrowserCall) throws(StubFailure) -> SetupIntent {
        guard let id, let setup = setupIntents[id] else {
            throw .noSuch("setupintent", id ?? "", param: "intent", status: 404)
        }
        guard call.parameters.text("client_secret") == setup.clientSecret else { throw .wrongClientSecret }
        return setup
    }

    /// A browser may always send a card's number: that is what a publishable key is for.
    private mutating func method(of call: BrowserCall, now: Int64) throws(StubFailure) -> PaymentMethod {
        guard let data = call.parameters["payment_method_data"], let card = data["card"] else {
            throw .missingParameter("payment_method_data")
        }
        var method = try numberedMethod(from: card, now: now)
        method.billing.update(from: data)
        paymentMethods.add(method)
        return method
    }
}

extension StubFailure {
    /// Stripe documents neither the text nor the code; this is what its servers are remembered to say.
    fileprivate static let secretKeyRequired = StubFailure(
        status: 401,
        message:
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a "
            + "list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        code: "secret_key_required")

    /// The text is the stub's own.
    fileprivate static let wrongClientSecret = StubFailure(
        message: "The client_secret provided does not match the client_secret of the SetupIntent.",
        param: "client_secret")
}
