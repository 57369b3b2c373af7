// Behind POST /v1/setup_intents/:intent/confirm: the card is asked whether it may be kept.

extension SetupIntentCalls {
    static func confirm(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var setup = try find(stub, call)
        try stub.checkOpen(setup, for: "confirm")
        try stub.choose(call.parameters, for: &setup, now: call.now)
        let confirmed = try stub.confirm(setup, returnURL: call.parameters.text("return_url"), call.view)
        return stub.json(confirmed, call.view)
    }
}

extension Stub {
    func checkOpen(_ setup: SetupIntent, for verb: String) throws(StubFailure) {
        switch setup.status {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction: return
        case .succeeded: throw .setupSucceeded(verb)
        case .canceled: throw .setupCanceled(verb)
        }
    }

    /// What create, update and confirm have in common: which card, and how it is to be asked.
    mutating func choose(_ parameters: ParameterTree, for setup: inout SetupIntent, now: Int64)
        throws(StubFailure)
    {
        let card = parameters["payment_method_options"]?["card"]
        setup.requestThreeDSecure = card?.text("request_three_d_secure") ?? setup.requestThreeDSecure
        guard let name = parameters.text("payment_method") else { return }
        let method = try method(named: name, now: now)
        try checkOwner(of: method, customer: setup.customer, on: "SetupIntent")
        setup.paymentMethod = method.id
        if setup.status == .requiresPaymentMethod { setup.status = .requiresConfirmation }
    }

    /// Asks the card and keeps the intent as it is then. A refusal by the card is thrown after it was kept. Unlike a
    /// payment, a set-up never takes the customer's default method.
    mutating func confirm(_ setup: SetupIntent, returnURL: String?, _ view: View)
        throws(StubFailure) -> SetupIntent
    {
        var setup = setup
        guard let method = setup.paymentMethod.flatMap({ paymentMethods[$0] }) else {
            throw .setupWithoutMethod(customer: setup.customer)
        }
        try checkOwner(of: method, customer: setup.customer, on: "SetupIntent")
        setup.returnURL = returnURL ?? setup.returnURL
        if case .automatic(allowsRedirects: true) = setup.methods, setup.returnURL == nil {
            throw .returnURLNeeded
        }
        setup.lastError = nil
        beginAttempt(&setup, with: method)
        if let decline = method.card.declineAtAttach(cvcGiven: method.cvcGiven) {
            throw refusing(&setup, method, .declined(decline), view)
        }
        guard method.card.mustAskAtSetup(isSetUp: method.isSetUp) else {
            return finish(setup, with: method)
        }
        setup.status = .requiresAction
        setupIntents.put(setup)
        emit(.setupRequiresAction, .setupIntent(setup))
        return setup
    }

    /// The card is ready, and saved with the customer where there is one.
    mutating func finish(_ setup: SetupIntent, with method: PaymentMethod) -> SetupIntent {
        var (setup, method) = (setup, method)
        method.cvcChecked = true
        method.isSetUp = method.isSetUp || setup.usage == "off_session"
        if let customer = setup.customer { attach(method, to: customer) } else { paymentMethods.put(method) }
        setup.status = .succeeded
        setupIntents.put(setup)
        endAttempt(of: setup, .succeeded)
        emit(.setupSucceeded, .setupIntent(setup))
        return setup
    }

    /// Keeps the refusal as the intent's last error, takes the method away, and gives the refusal to throw.
    mutating func refusing(
        _ setup: inout SetupIntent, _ method: PaymentMethod, _ failure: StubFailure, _ view: View
    ) -> StubFailure {
        let plain = view.inside(Expansion())
        let full = failure.with("payment_method", json(method, plain))
        setup.status = .requiresPaymentMethod
        setup.paymentMethod = nil
        setup.lastError = .object(full.members)
        setupIntents.put(setup)
        endAttempt(of: setup, .failed, error: setup.lastError)
        emit(.setupFailed, .setupIntent(setup))
        return full.with("setup_intent", json(setup, plain))
    }
}
