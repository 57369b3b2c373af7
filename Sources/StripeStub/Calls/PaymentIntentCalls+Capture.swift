// Behind POST /v1/payment_intents/:intent/capture and .../cancel: how a hold ends.

extension PaymentIntentCalls {
    static func capture(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var intent = try find(stub, call)
        let parameters = call.parameters
        guard intent.status == .requiresCapture,
            let charge = intent.latestCharge.flatMap({ stub.charges[$0] })
        else {
            throw whyNotCapturable(intent)
        }
        let amount = parameters.integer("amount_to_capture") ?? intent.amountCapturable
        guard amount > 0 else { throw .belowOne("amount") }
        guard amount <= intent.amountCapturable else { throw .captureTooLarge }
        guard parameters.flag("final_capture") != false else { throw .noMulticapture }
        if let destination = intent.terms.destination { try stub.checkDestination(destination) }
        try stub.update(&intent.terms, from: parameters, amount: intent.amount)
        try intent.metadata.update(from: parameters)
        parameters.update(&intent.statementDescriptor, from: "statement_descriptor")
        parameters.update(&intent.statementDescriptorSuffix, from: "statement_descriptor_suffix")
        let captured = stub.capture(intent, charge, amount, version: call.view.version)
        return stub.json(captured, call.view)
    }

    private static func whyNotCapturable(_ intent: PaymentIntent) -> StubFailure {
        guard intent.status == .succeeded else { return .captureIn(intent.status) }
        return intent.amountReceived < intent.amount ? .captureOfRest : .captureAgain
    }

    static func cancel(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let intent = try find(stub, call)
        guard intent.status != .succeeded, intent.status != .canceled else {
            throw .cancelIn(intent.status, call.view.version)
        }
        let reason = call.parameters.text("cancellation_reason")
        // A Refund knows three of the four reasons.
        let refundReason = reason == "abandoned" ? nil : reason
        let canceled = stub.end(
            intent, reason: reason, refundReason: refundReason, version: call.view.version)
        return stub.json(canceled, call.view)
    }
}

extension Stub {
    /// Takes so much of what is held, and lets the rest go.
    mutating func capture(_ intent: PaymentIntent, _ charge: Charge, _ amount: Int64, version: APIVersion)
        -> PaymentIntent
    {
        var (intent, charge) = (intent, charge)
        intent.status = .succeeded
        intent.amountCapturable = 0
        intent.amountReceived = amount
        charge.isCaptured = true
        charge.amountCaptured = amount
        charge.terms = intent.terms
        let released = version.releasesByRefund ? charge.amount - amount : 0
        charge.amountReleased = released
        charge.balanceTransaction = book(charge, at: clock).id
        charge = sendOn(charge, at: clock)
        charges.put(charge)
        paymentIntents.put(intent)
        emit(.chargeCaptured, .charge(charge))
        emitSent(charge)
        if released > 0 { release(released, of: charge, reason: nil, version: version) }
        _ = disputeIfWanted(charge)
        emit(.intentSucceeded, .paymentIntent(intent))
        return intent
    }

    /// Cancels the intent and lets its hold go, if it has one.
    mutating func end(
        _ intent: PaymentIntent, reason: String?, refundReason: String?, version: APIVersion
    ) -> PaymentIntent {
        var intent = intent
        let hold = intent.status == .requiresCapture ? intent.latestCharge.flatMap { charges[$0] } : nil
        intent.status = .canceled
        intent.canceledAt = clock
        intent.cancellationReason = reason
        intent.amountCapturable = 0
        paymentIntents.put(intent)
        if version.releasesByRefund, let hold {
            release(hold.amount, of: hold, reason: refundReason, version: version)
        }
        emit(.intentCanceled, .paymentIntent(intent))
        return intent
    }

    /// Before basil: what is let go of a hold is a Refund (Stripe's changelog of 2025-03-31.basil, read backwards).
    /// After a part capture it moves the balance as well; of a hold let go whole it does not.
    mutating func release(_ amount: Int64, of charge: Charge, reason: String?, version: APIVersion) {
        var charge = charge
        charge.amountReleased = amount
        charges.put(charge)
        let id = ids.make("re_", 24)
        let refund = Refund(
            id: id, created: clock, amount: amount, charge: charge.id,
            currency: charge.currency, paymentIntent: charge.paymentIntent, reason: reason,
            balanceTransaction: charge.isCaptured ? bookRelease(id, amount, of: charge).id : nil,
            isReversal: true)
        refunds.add(refund, under: [charge.id, charge.paymentIntent])
        emitRefund(.refundCreated, refund, version: version)
        emit(.chargeRefunded, .charge(charge))
    }
}
