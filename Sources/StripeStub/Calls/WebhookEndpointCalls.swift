// Behind /v1/webhook_endpoints: create, read, change, delete, list.

enum WebhookEndpointCalls {
    static let routes = [
        Route(
            "GET", "webhook_endpoints", answers: .list(of: .webhookEndpoint), takes: ParameterRule.paging,
            run: list),
        Route("POST", "webhook_endpoints", answers: .webhookEndpoint, takes: createRules, run: create),
        Route("GET", "webhook_endpoints/:endpoint", answers: .webhookEndpoint, run: retrieve),
        Route(
            "POST", "webhook_endpoints/:endpoint", answers: .webhookEndpoint, takes: updateRules, run: update),
        Route("DELETE", "webhook_endpoints/:endpoint", answers: .webhookEndpoint, run: delete),
    ]

    private static let createRules: [ParameterRule] = [
        .text("url").required, .list("enabled_events").required, .text("api_version"), .boolean("connect"),
        .text("description").emptiable, .metadata,
    ]

    private static let updateRules: [ParameterRule] = [
        .text("url"), .list("enabled_events"), .boolean("disabled"), .text("description").emptiable,
        .metadata,
    ]

    private static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        var version: APIVersion?
        if let text = parameters.text("api_version") {
            guard let known = APIVersion(text) else { throw .badVersion(text) }
            version = known
        }
        var endpoint = WebhookEndpoint(
            id: stub.ids.make("we_", 24), created: call.now, secret: stub.ids.make("whsec_", 32),
            version: version, hears: parameters.flag("connect") == true ? .connected : .own,
            enabledEvents: [], url: "")
        try apply(parameters, to: &endpoint)
        stub.webhookEndpoints.add(endpoint)
        return stub.json(endpoint).adding([.init(name: "secret", value: .text(endpoint.secret))])
    }

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> WebhookEndpoint {
        guard let endpoint = stub.webhookEndpoints[call.id], !endpoint.isDeleted else {
            throw .noSuch("webhook endpoint", call.id, param: "webhook_endpoint", status: 404)
        }
        return endpoint
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call))
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var endpoint = try find(stub, call)
        try apply(call.parameters, to: &endpoint)
        endpoint.isDisabled = call.parameters.flag("disabled") ?? endpoint.isDisabled
        stub.webhookEndpoints.put(endpoint)
        return stub.json(endpoint)
    }

    private static func delete(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var endpoint = try find(stub, call)
        endpoint.isDeleted = true
        stub.webhookEndpoints.put(endpoint)
        return ["id": .text(endpoint.id), "object": "webhook_endpoint", "deleted": true]
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let page = try stub.webhookEndpoints.page(PageRequest(call.parameters), noun: "webhook endpoint") {
            !$0.isDeleted
        }
        return page.json(at: "/v1/webhook_endpoints") { stub.json($0) }
    }

    /// Any type is taken, also one that is never fired here: our choice.
    private static func apply(_ parameters: ParameterTree, to endpoint: inout WebhookEndpoint)
        throws(StubFailure)
    {
        if let url = parameters.text("url") {
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else { throw .invalidURL("url") }
            guard LoopbackURL.accepts(url) else { throw .urlElsewhere("url") }
            endpoint.url = url
        }
        if parameters.isGiven("enabled_events") { endpoint.enabledEvents = parameters.list("enabled_events") }
        parameters.update(&endpoint.description, from: "description")
        try endpoint.metadata.update(from: parameters)
    }
}
