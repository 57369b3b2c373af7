// Behind /v1/charges: read, change and list. Charges are made by intents alone.

enum ChargeCalls {
    static let routes = [
        Route("GET", "charges", answers: .list(of: .charge), takes: listRules, run: list),
        Route("GET", "charges/:charge", answers: .charge, run: retrieve),
        Route("POST", "charges/:charge", answers: .charge, takes: updateRules, run: update),
        Route("POST", "charges/:charge/capture", answers: .charge, takes: captureRules, run: capture),
    ]

    private static let listRules =
        [.text("customer"), .text("payment_intent"), .text("transfer_group"), .created] + ParameterRule.paging

    private static let updateRules: [ParameterRule] = [
        .text("description", lengthMax: 40_000), .metadata, .text("receipt_email"),
    ]

    private static let captureRules: [ParameterRule] = [
        .integer("amount"), .text("receipt_email"), .text("statement_descriptor", lengthMax: 22),
        .text("statement_descriptor_suffix", lengthMax: 22), .text("transfer_group"),
    ]

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> Charge {
        guard let charge = stub.charges[call.id] else {
            throw .noSuch("charge", call.id, param: "id", status: 404)
        }
        return charge
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let before = try find(stub, call)
        var charge = before
        try charge.metadata.update(from: call.parameters)
        call.parameters.update(&charge.description, from: "description")
        call.parameters.update(&charge.receiptEmail, from: "receipt_email")
        stub.charges.put(charge)
        stub.emitUpdate(.chargeUpdated, .charge(charge), before: .charge(before))
        return stub.json(charge, call.view)
    }

    /// Never done: every charge here was made by an intent, and is captured through it.
    private static func capture(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let charge = try find(stub, call)
        guard charge.isApproved else { throw .captureOfFailed(charge.id) }
        guard !charge.isCaptured else { throw .capturedAlready(charge.id) }
        throw .captureOfIntents(charge.paymentIntent)
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let customer = try stub.checkCustomerParameter(call.parameters)
        let intent = try stub.checkIntentFilter(call.parameters)
        let group = call.parameters.text("transfer_group")
        let page = try stub.charges.page(
            PageRequest(call.parameters), under: intent ?? customer, noun: "charge"
        ) {
            (customer == nil || $0.customer == customer) && (group == nil || $0.transferGroup == group)
        }
        return page.json(at: "/v1/charges") { stub.json($0, call.view.ofElement) }
    }
}

extension Stub {
    func checkChargeFilter(_ parameters: ParameterTree) throws(StubFailure) -> String? {
        guard let id = parameters.text("charge") else { return nil }
        guard charges[id] != nil else { throw .noSuch("charge", id, param: "charge") }
        return id
    }

    func checkIntentFilter(_ parameters: ParameterTree) throws(StubFailure) -> String? {
        guard let id = parameters.text("payment_intent") else { return nil }
        guard paymentIntents[id] != nil else { throw .noSuch("payment_intent", id, param: "payment_intent") }
        return id
    }
}
