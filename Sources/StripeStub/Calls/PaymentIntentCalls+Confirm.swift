// Behind POST /v1/payment_intents/:intent/confirm: the card is asked.

/// How a confirmation is meant.
struct ConfirmTerms: Sendable {
    let isOffSession: Bool
    /// A challenge is answered like a decline.
    let refusesAction: Bool
    let returnURL: String?

    init(_ parameters: ParameterTree) {
        isOffSession = parameters.text("off_session").map { $0 != "false" } ?? false
        refusesAction = parameters.flag("error_on_requires_action") ?? false
        returnURL = parameters.text("return_url")
    }
}

extension PaymentIntentCalls {
    static func confirm(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var intent = try find(stub, call)
        try stub.checkConfirmable(intent)
        try stub.choose(call.parameters, for: &intent, now: call.now)
        intent.shipping.update(from: call.parameters)
        call.parameters.update(&intent.receiptEmail, from: "receipt_email")
        let confirmed = try stub.confirm(intent, ConfirmTerms(call.parameters), call.view)
        return stub.json(confirmed, call.view)
    }
}

extension Stub {
    func checkConfirmable(_ intent: PaymentIntent) throws(StubFailure) {
        switch intent.status {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction: return
        case .requiresCapture, .succeeded: throw .confirmAgain
        case .canceled: throw .confirmIn(.canceled)
        }
    }

    /// Asks the card and keeps the intent as it is then. A refusal by the card is thrown after it was kept.
    mutating func confirm(_ intent: PaymentIntent, _ terms: ConfirmTerms, _ view: View)
        throws(StubFailure) -> PaymentIntent
    {
        var intent = intent
        let method = try methodToConfirm(intent)
        if let destination = intent.terms.destination { try checkDestination(destination) }
        intent.returnURL = terms.returnURL ?? intent.returnURL
        if case .automatic(allowsRedirects: true) = intent.methods, intent.returnURL == nil,
            !terms.isOffSession
        {
            throw .returnURLNeeded
        }
        intent.paymentMethod = method.id
        intent.lastPaymentError = nil
        let answer = method.card.answer(
            isOffSession: terms.isOffSession, isSetUp: method.isSetUp, isAuthenticated: false,
            cvcGiven: method.cvcGiven)
        switch answer {
        case .approved:
            return take(&intent, with: method, isOffSession: terms.isOffSession, view)
        case .declined(let decline):
            throw decliningCharge(&intent, method, decline, view)
        case .authenticationNeeded where terms.isOffSession || terms.refusesAction:
            throw refusing(&intent, method, .authenticationRequired, view)
        case .authenticationNeeded:
            intent.status = .requiresAction
            paymentIntents.put(intent)
            emit(.intentRequiresAction, .paymentIntent(intent))
            return intent
        }
    }

    /// The intent's own method, else its customer's default.
    private func methodToConfirm(_ intent: PaymentIntent) throws(StubFailure) -> PaymentMethod {
        let standard = intent.customer.flatMap { customers[$0]?.defaultPaymentMethod }
        guard let id = intent.paymentMethod ?? standard, let method = paymentMethods[id] else {
            throw .confirmWithoutMethod(customer: intent.customer)
        }
        try checkOwner(of: method, customer: intent.customer, on: "PaymentIntent")
        return method
    }

    /// The bank approved: holds the money, or takes it.
    mutating func take(
        _ intent: inout PaymentIntent, with method: PaymentMethod, isOffSession: Bool,
        isAuthenticated: Bool = false, _ view: View
    ) -> PaymentIntent {
        let method = usedMethod(method, for: intent)
        var charge = newCharge(intent, method, now: view.now)
        charge.isAuthenticated = isAuthenticated
        if intent.captureMethod == .manual {
            let end = view.now + method.card.holdSeconds(isOffSession: isOffSession)
            charge.captureBefore = end
            agenda.add(.holdEnds(intent: intent.id), at: end)
            intent.status = .requiresCapture
            intent.amountCapturable = intent.amount
        } else {
            charge.isCaptured = true
            charge.amountCaptured = intent.amount
            if intent.captureMethod == .automaticAsync {
                agenda.add(.movementAppears(charge: charge.id), at: view.now + 1)
            } else {
                charge.balanceTransaction = book(charge, at: view.now).id
                charge = sendOn(charge, at: view.now)
            }
            intent.status = .succeeded
            intent.amountReceived = intent.amount
        }
        intent.latestCharge = charge.id
        charges.add(charge, under: [charge.customer, intent.id])
        paymentIntents.put(intent)
        emit(.chargeSucceeded, .charge(charge))
        emitSent(charge)
        if charge.isCaptured { _ = disputeIfWanted(charge) }
        emit(
            charge.isCaptured ? .intentSucceeded : .intentAmountCapturableUpdated, .paymentIntent(intent))
        return intent
    }

    /// A card without a customer can be used once; one meant for later is saved with the customer.
    private mutating func usedMethod(_ method: PaymentMethod, for intent: PaymentIntent) -> PaymentMethod {
        var method = method
        method.cvcChecked = true
        if intent.setupFutureUsage != nil, let customer = intent.customer {
            method.isSetUp = method.isSetUp || intent.setupFutureUsage == "off_session"
            return attach(method, to: customer)
        }
        method.isUsedUp = method.customer == nil
        paymentMethods.put(method)
        return method
    }

    /// The bank said no: a failed charge, and the intent wants another method.
    mutating func decliningCharge(
        _ intent: inout PaymentIntent, _ method: PaymentMethod, _ decline: Decline, _ view: View
    ) -> StubFailure {
        var charge = newCharge(intent, method, now: view.now)
        charge.decline = decline
        charges.add(charge, under: [charge.customer, intent.id])
        emit(.chargeFailed, .charge(charge))
        intent.latestCharge = charge.id
        return refusing(
            &intent, method, StubFailure.declined(decline).with("charge", .text(charge.id)), view)
    }

    /// Keeps the refusal as the intent's last error, takes the method away, and gives the refusal to throw.
    mutating func refusing(
        _ intent: inout PaymentIntent, _ method: PaymentMethod, _ failure: StubFailure, _ view: View
    ) -> StubFailure {
        let plain = view.inside(Expansion())
        let full = failure.with("payment_method", json(method, plain))
        intent.status = .requiresPaymentMethod
        intent.paymentMethod = nil
        intent.lastPaymentError = .object(full.members)
        paymentIntents.put(intent)
        emit(.intentFailed, .paymentIntent(intent))
        return full.with("payment_intent", json(intent, plain))
    }

    /// Description and metadata are the intent's as they are now; they are not kept in step afterwards.
    private mutating func newCharge(_ intent: PaymentIntent, _ method: PaymentMethod, now: Int64) -> Charge {
        Charge(
            id: ids.make("ch_", 24), created: now, amount: intent.amount, currency: intent.currency,
            customer: intent.customer, description: intent.description, metadata: intent.metadata,
            paymentIntent: intent.id, method: method, networkTransaction: ids.digits(15),
            receiptEmail: intent.receiptEmail, shipping: intent.shipping,
            statementDescriptor: intent.statementDescriptor,
            statementDescriptorSuffix: intent.statementDescriptorSuffix, transferGroup: intent.transferGroup,
            terms: intent.terms)
    }
}
