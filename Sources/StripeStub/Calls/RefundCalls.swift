// Behind /v1/refunds: money that was taken goes back.

enum RefundCalls {
    static let routes = [
        Route("GET", "refunds", answers: .list(of: .refund), takes: listRules, run: list),
        Route("POST", "refunds", answers: .refund, takes: createRules, run: create),
        Route("GET", "refunds/:refund", answers: .refund, run: retrieve),
        Route("POST", "refunds/:refund", answers: .refund, takes: [.metadata], run: update),
        Route("POST", "refunds/:refund/cancel", answers: .refund, run: cancel),
    ]

    private static let listRules =
        [.text("charge"), .text("payment_intent"), .created] + ParameterRule.paging

    /// The reason is checked after the charge's state, so it is any text here.
    private static let createRules: [ParameterRule] = [
        .integer("amount"), .text("charge"), .metadata, .text("payment_intent"), .text("reason"),
        .boolean("refund_application_fee"), .boolean("reverse_transfer"),
    ]
    private static let reasons = ["duplicate", "fraudulent", "requested_by_customer"]

    /// Stripe's order of checks: failed charge, uncaptured, disputed, bad reason, nothing left, amount too small, too
    /// large. Those of a destination charge's shares come last: our choice.
    private static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        let charge = try stub.settled(findCharge(stub, parameters))
        if let dispute = charge.dispute, stub.disputes[dispute]?.isInquiry == false {
            throw .chargeDisputed(charge.id)
        }
        let reason = parameters.text("reason")
        if let reason, !reasons.contains(reason) { throw .invalidChoice("reason", reasons) }
        guard charge.amountLeft > 0 else { throw .refundedAlready(charge.id) }
        let amount = parameters.integer("amount") ?? charge.amountLeft
        guard amount > 0 else { throw .belowOne("amount") }
        guard amount <= charge.amountLeft else { throw tooLarge(amount, charge) }

        var metadata = Metadata()
        try metadata.update(from: parameters)
        let shares = try stub.shares(
            of: charge, refunding: amount, reversesTransfer: parameters.flag("reverse_transfer") ?? false,
            refundsFee: parameters.flag("refund_application_fee") ?? false)
        let refund = stub.refund(
            charge, amount, reason: reason, metadata: metadata, shares: shares, version: call.view.version)
        return stub.json(refund, call.view)
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let before = try find(stub, call)
        var refund = before
        try refund.metadata.update(from: call.parameters)
        guard refund.metadata != before.metadata else { return stub.json(refund, call.view) }
        stub.refunds.put(refund)
        stub.emitRefund(.refundUpdated, refund, before: before, version: call.view.version)
        return stub.json(refund, call.view)
    }

    /// The captured charge that the parameters mean. An intent's is its latest.
    private static func findCharge(_ stub: Stub, _ parameters: ParameterTree) throws(StubFailure) -> Charge {
        let named = parameters.text("charge")
        let intentID = parameters.text("payment_intent")
        guard named != nil || intentID != nil else { throw .refundOfNothing }
        if let named, stub.charges[named] == nil { throw .noSuch("charge", named, param: "id", status: 404) }
        // Recorded once as 404 and once as 400; the code is the same.
        if let intentID, stub.paymentIntents[intentID] == nil {
            throw .noSuch("payment_intent", intentID, param: "payment_intent", status: 404)
        }
        let owner = named.flatMap { stub.charges[$0]?.paymentIntent } ?? intentID ?? ""
        let latest = stub.paymentIntents[intentID ?? owner]?.latestCharge
        guard let intent = stub.paymentIntents[intentID ?? owner], let id = named ?? latest,
            let charge = stub.charges[id], charge.paymentIntent == intent.id, charge.isApproved,
            intent.status != .canceled
        else { throw .noChargeToRefund(intentID ?? owner) }
        guard charge.isCaptured else { throw .refundOfHold(intent.id) }
        return charge
    }

    private static func tooLarge(_ amount: Int64, _ charge: Charge) -> StubFailure {
        guard let currency = StubCurrency(charge.currency) else { return .invalidCurrency(charge.currency) }
        return .refundTooLarge(currency.format(amount), left: currency.format(charge.amountLeft))
    }

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> Refund {
        guard let refund = stub.refunds[call.id] else {
            throw .noSuch("refund", call.id, param: "refund", status: 404)
        }
        return refund
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    /// Refunds of cards cannot be taken back.
    private static func cancel(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        _ = try find(stub, call)
        throw .refundCancel
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let charge = try stub.checkChargeFilter(call.parameters)
        let intent = try stub.checkIntentFilter(call.parameters)
        let page = try stub.refunds.page(
            PageRequest(call.parameters), under: charge ?? intent, noun: "refund"
        ) { intent == nil || $0.paymentIntent == intent }
        return page.json(at: "/v1/refunds") { stub.json($0, call.view.ofElement) }
    }
}

extension Stub {
    /// Gives so much of a captured charge back, and takes shares of it back from where they went.
    mutating func refund(
        _ charge: Charge, _ amount: Int64, reason: String?, metadata: Metadata,
        shares: ShareReturn = ShareReturn(), version: APIVersion
    ) -> Refund {
        var charge = charge
        let id = ids.make("re_", 24)
        var refund = Refund(
            id: id, created: clock, amount: amount, charge: charge.id, currency: charge.currency,
            paymentIntent: charge.paymentIntent, reason: reason,
            balanceTransaction: bookRefund(id, amount, of: charge).id, isReversal: false)
        refund.metadata = metadata
        refund.transferReversal = giveBack(shares, for: id)?.id
        let outcome = charge.method.card.refunds
        if outcome == .pendingFirst { refund.status = .pending }
        if outcome != .done { agenda.add(.refundSettles(id), at: clock + Refund.settlingSeconds) }
        charge.amountReturned += amount
        charges.put(charge)
        refunds.add(refund, under: [charge.id, charge.paymentIntent])
        emitRefund(.refundCreated, refund, version: version)
        emit(.chargeRefunded, .charge(charge))
        emitReturned(shares)
        return refund
    }

    /// A destination charge whose money is still on its way is sent on first: one that was captured asynchronously.
    mutating func settled(_ charge: Charge) -> Charge {
        guard charge.terms.destination != nil, charge.transfer == nil else { return charge }
        showMovement(of: charge.id)
        return charges[charge.id] ?? charge
    }

    /// The bank's word on a refund of one of the cards for that (Stripe, testing, refunds). One that failed is taken
    /// back: the charge's amount refunded is as before it, which is our choice, and the money is on the balance again.
    /// What came back from a connected account stays with the platform: our choice as well.
    mutating func settle(_ id: String) {
        guard let before = refunds[id], var charge = charges[before.charge] else { return }
        let version = paymentIntents[before.paymentIntent]?.version ?? .accountDefault
        var refund = before
        guard charge.method.card.refunds == .failsLater else {
            refund.status = .succeeded
            refunds.put(refund)
            emitRefund(.refundUpdated, refund, before: before, version: version)
            return
        }
        refund.status = .failed
        refund.failureBalanceTransaction = bookRefundFailure(refund, of: charge).id
        charge.amountReturned -= refund.amount
        charges.put(charge)
        refunds.put(refund)
        emitRefund(.refundFailed, refund, version: version)
    }
}
