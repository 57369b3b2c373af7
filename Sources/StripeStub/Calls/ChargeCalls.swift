// Behind /v1/charges: read and list. Charges are made by intents alone.

enum ChargeCalls {
    static let routes = [
        Route("GET", "charges", answers: .list(of: .charge), takes: listRules, run: list),
        Route("GET", "charges/:charge", answers: .charge, run: retrieve),
    ]

    private static let listRules =
        [.text("customer"), .text("payment_intent"), .text("transfer_group"), .created] + ParameterRule.paging

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        guard let charge = stub.charges[call.id] else {
            throw .noSuch("charge", call.id, param: "id", status: 404)
        }
        return stub.json(charge, call.view)
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
        return ListJSON.page(
            page.items.map { stub.json($0, call.view.ofElement) }, hasMore: page.hasMore, url: "/v1/charges")
    }
}

extension Stub {
    func checkIntentFilter(_ parameters: ParameterTree) throws(StubFailure) -> String? {
        guard let id = parameters.text("payment_intent") else { return nil }
        guard paymentIntents[id] != nil else { throw .noSuch("payment_intent", id, param: "payment_intent") }
        return id
    }
}
