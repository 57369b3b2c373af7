// Behind /v1/setup_intents: which calls there are, what they take, and all but the confirmation.

enum SetupIntentCalls {
    static let routes = [
        Route("GET", "setup_intents", answers: .list(of: .setupIntent), takes: listRules, run: list),
        Route("POST", "setup_intents", answers: .setupIntent, takes: createRules, run: create),
        Route(
            "GET", "setup_intents/:intent", answers: .setupIntent, takes: [.text("client_secret")],
            run: retrieve),
        Route("POST", "setup_intents/:intent", answers: .setupIntent, takes: updateRules, run: update),
        Route(
            "POST", "setup_intents/:intent/confirm", answers: .setupIntent, takes: confirmRules, run: confirm),
        Route(
            "POST", "setup_intents/:intent/cancel", answers: .setupIntent,
            takes: [.oneOf("cancellation_reason", ["abandoned", "duplicate", "requested_by_customer"])],
            run: cancel),
    ]

    private static let listRules: [ParameterRule] =
        [.text("customer"), .text("payment_method"), .created] + ParameterRule.paging

    private static let choosingRules: [ParameterRule] = [
        .text("payment_method"),
        .fields(
            "payment_method_options",
            [.fields("card", [.oneOf("request_three_d_secure", ["any", "automatic", "challenge"])])]),
    ]

    private static let updateRules: [ParameterRule] =
        [
            .text("customer"), .text("description", lengthMax: 1000), .metadata,
            .list("payment_method_types").removed(in: .endive),
        ] + choosingRules

    private static let confirmingRules: [ParameterRule] = [.text("return_url"), .boolean("use_stripe_sdk")]

    private static let createRules: [ParameterRule] =
        [
            .fields(
                "automatic_payment_methods",
                [.boolean("enabled").required, .oneOf("allow_redirects", ["always", "never"])]),
            .boolean("confirm"), .oneOf("usage", ["off_session", "on_session"]),
        ] + updateRules + confirmingRules

    private static let confirmRules = [.text("client_secret")] + choosingRules + confirmingRules

    static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> SetupIntent {
        guard let setup = stub.setupIntents[call.id] else {
            throw .noSuch("setupintent", call.id, param: "intent", status: 404)
        }
        return setup
    }

    private static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        let customer = try stub.checkCustomerParameter(parameters)
        let id = stub.ids.make("seti_", 24)
        var setup = SetupIntent(
            id: id, created: call.now, clientSecret: stub.ids.make("\(id)_secret_", 25), customer: customer,
            methods: PaymentIntent.Methods(parameters, call.view.version))
        setup.usage = parameters.text("usage") ?? setup.usage
        parameters.update(&setup.description, from: "description")
        try setup.metadata.update(from: parameters)
        try stub.choose(parameters, for: &setup, now: call.now)
        stub.setupIntents.add(setup, under: [customer])
        stub.emit(.setupCreated, .setupIntent(setup))
        guard parameters.flag("confirm") == true else { return stub.json(setup, call.view) }
        do throws(StubFailure) {
            let confirmed = try stub.confirm(setup, returnURL: parameters.text("return_url"), call.view)
            return stub.json(confirmed, call.view)
        } catch {
            // The intent was made, though its confirmation failed: the refusal shows it.
            guard let made = stub.setupIntents[id] else { throw error }
            throw error.with("setup_intent", stub.json(made, call.view.inside(Expansion())))
        }
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let before = try find(stub, call)
        var setup = before
        let parameters = call.parameters
        let choices = ["customer", "payment_method", "payment_method_types", "payment_method_options"]
        if choices.contains(where: parameters.isGiven) { try stub.checkOpen(setup, for: "update") }
        setup.customer = try stub.checkCustomerParameter(parameters) ?? setup.customer
        parameters.update(&setup.description, from: "description")
        try setup.metadata.update(from: parameters)
        if parameters.isGiven("payment_method_types") {
            setup.methods = .listed(parameters.list("payment_method_types"))
        }
        try stub.choose(parameters, for: &setup, now: call.now)
        if setup.status == .requiresAction, parameters.isGiven("payment_method") {
            setup.status = .requiresConfirmation
        }
        stub.setupIntents.put(setup)
        stub.setupIntents.refile(setup.id, from: before.customer, under: setup.customer)
        return stub.json(setup, call.view)
    }

    private static func cancel(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var setup = try find(stub, call)
        switch setup.status {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction: break
        case .succeeded: throw .setupCancelAfterSuccess
        case .canceled: throw .setupCancelAgain
        }
        setup.status = .canceled
        setup.cancellationReason = call.parameters.text("cancellation_reason")
        stub.setupIntents.put(setup)
        stub.emit(.setupCanceled, .setupIntent(setup))
        return stub.json(setup, call.view)
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let customer = try stub.checkCustomerParameter(call.parameters)
        let method = call.parameters.text("payment_method")
        if let method, stub.paymentMethods[method] == nil {
            throw .noSuch("PaymentMethod", method, param: "payment_method")
        }
        let page = try stub.setupIntents.page(
            PageRequest(call.parameters), under: customer, noun: "setupintent"
        ) { method == nil || $0.paymentMethod == method }
        return page.json(at: "/v1/setup_intents") { stub.json($0, call.view.ofElement) }
    }
}
