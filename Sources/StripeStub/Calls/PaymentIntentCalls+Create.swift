// Behind POST /v1/payment_intents and POST /v1/payment_intents/:intent: what an intent is made of.

extension PaymentIntentCalls {
    static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        let (amount, currency) = try checkedAmount(
            parameters.integer("amount") ?? 0, parameters.text("currency") ?? "")
        let customer = try stub.checkCustomerParameter(parameters)
        let terms = try stub.terms(parameters, amount: amount)
        let id = stub.ids.make("pi_", 24)
        var intent = PaymentIntent(
            id: id, created: call.now, clientSecret: stub.ids.make("\(id)_secret_", 25),
            version: call.view.version, amount: amount,
            captureMethod: call.view.version.defaultCaptureMethod, currency: currency, customer: customer,
            methods: PaymentIntent.Methods(parameters, call.view.version))
        intent.terms = terms
        intent.confirmationMethod = parameters.text("confirmation_method") ?? "automatic"
        try describe(&intent, parameters)
        try stub.choose(parameters, for: &intent, now: call.now)
        stub.paymentIntents.add(intent, under: [customer])
        stub.emit(.intentCreated, .paymentIntent(intent))
        guard parameters.flag("confirm") == true else { return stub.json(intent, call.view) }
        do throws(StubFailure) {
            let confirmed = try stub.confirm(intent, ConfirmTerms(parameters), call.view)
            return stub.json(confirmed, call.view)
        } catch {
            // The intent was made, though its confirmation failed: the refusal shows it.
            guard let made = stub.paymentIntents[id] else { throw error }
            throw error.with("payment_intent", stub.json(made, call.view.inside(Expansion())))
        }
    }

    static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var intent = try find(stub, call)
        let parameters = call.parameters
        let fixedLater = [
            "amount", "currency", "customer", "payment_method", "capture_method", "setup_future_usage",
            "payment_method_types", "application_fee_amount",
        ]
        if !intent.status.isOpen, let param = fixedLater.first(where: parameters.isGiven) {
            throw .updateIn(intent.status, param)
        }
        if parameters.isGiven("amount") || parameters.isGiven("currency") {
            (intent.amount, intent.currency) = try checkedAmount(
                parameters.integer("amount") ?? intent.amount, parameters.text("currency") ?? intent.currency)
        }
        try stub.update(&intent.terms, from: parameters, amount: intent.amount)
        let owner = intent.customer
        intent.customer = try stub.checkCustomerParameter(parameters) ?? owner
        try describe(&intent, parameters)
        try stub.choose(parameters, for: &intent, now: call.now)
        if intent.status == .requiresAction { intent.status = .requiresConfirmation }
        stub.paymentIntents.put(intent)
        stub.paymentIntents.refile(intent.id, from: owner, under: intent.customer)
        return stub.json(intent, call.view)
    }

    /// Stripe checks the currency first, then the amount's limits in it.
    private static func checkedAmount(_ amount: Int64, _ code: String) throws(StubFailure) -> (Int64, String)
    {
        guard let currency = StubCurrency(code) else { throw .invalidCurrency(code) }
        guard amount > 0 else { throw .amountNotPositive }
        guard amount >= currency.amountMin else {
            throw .amountTooSmall(currency.formatWithCode(currency.amountMin))
        }
        guard amount <= StubCurrency.amountMax else {
            throw .amountTooLarge(currency.format(StubCurrency.amountMax))
        }
        return (amount, currency.code)
    }

    /// What may be changed at any time.
    private static func describe(_ intent: inout PaymentIntent, _ parameters: ParameterTree)
        throws(StubFailure)
    {
        try intent.metadata.update(from: parameters)
        intent.shipping.update(from: parameters)
        parameters.update(&intent.description, from: "description")
        parameters.update(&intent.receiptEmail, from: "receipt_email")
        parameters.update(&intent.statementDescriptor, from: "statement_descriptor")
        parameters.update(&intent.statementDescriptorSuffix, from: "statement_descriptor_suffix")
        parameters.update(&intent.transferGroup, from: "transfer_group")
    }
}

extension PaymentIntent.Methods {
    /// As create's parameters say, or as the version has it.
    init(_ parameters: ParameterTree, _ version: APIVersion) {
        let automatic = parameters["automatic_payment_methods"]
        if parameters.isGiven("payment_method_types") {
            self = .listed(parameters.list("payment_method_types"))
        } else if automatic?.flag("enabled") ?? version.hasAutomaticMethodsByDefault {
            self = .automatic(allowsRedirects: automatic?.text("allow_redirects") != "never")
        } else {
            self = .listed(["card"])
        }
    }
}

extension Stub {
    /// What create, update and confirm have in common: how the intent is to be paid.
    mutating func choose(_ parameters: ParameterTree, for intent: inout PaymentIntent, now: Int64)
        throws(StubFailure)
    {
        if let method = parameters.text("capture_method").flatMap({ CaptureMethod(rawValue: $0) }) {
            intent.captureMethod = method
        }
        if parameters.isGiven("payment_method_types") {
            intent.methods = .listed(parameters.list("payment_method_types"))
        }
        parameters.update(&intent.setupFutureUsage, from: "setup_future_usage")
        let card = parameters["payment_method_options"]?["card"]
        intent.requestThreeDSecure = card?.text("request_three_d_secure") ?? intent.requestThreeDSecure
        guard let name = parameters.text("payment_method") else { return }
        let method = try method(named: name, now: now)
        try checkOwner(of: method, customer: intent.customer, on: "PaymentIntent")
        intent.paymentMethod = method.id
        if intent.status == .requiresPaymentMethod { intent.status = .requiresConfirmation }
    }

    /// A saved card goes with its own customer only; one without a customer goes with any.
    func checkOwner(of method: PaymentMethod, customer: String?, on intent: String) throws(StubFailure) {
        guard !method.isUsedUp else { throw .methodUsedUp }
        guard let owner = method.customer else { return }
        guard let supplied = customer else { throw .methodNeedsCustomer(method.id, owner, on: intent) }
        guard supplied == owner else { throw .methodOfOther(method.id, supplied: supplied) }
    }
}
