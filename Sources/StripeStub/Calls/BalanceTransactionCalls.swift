// Behind /v1/balance_transactions: read and list.

enum BalanceTransactionCalls {
    static let routes = [
        Route(
            "GET", "balance_transactions", answers: .list(of: .balanceTransaction), takes: listRules,
            run: list),
        Route("GET", "balance_transactions/:transaction", answers: .balanceTransaction, run: retrieve),
    ]

    private static let listRules: [ParameterRule] =
        [.text("currency"), .text("payout"), .text("source"), .text("type"), .created] + ParameterRule.paging

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        guard let transaction = stub.balanceTransactions[call.id] else {
            throw .noSuch("balance transaction", call.id, param: "id", status: 404)
        }
        return stub.json(transaction, call.view)
    }

    /// A source that does not exist finds nothing: our choice. Nothing is ever paid out here.
    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        if let payout = parameters.text("payout") { throw .noSuch("payout", payout, param: "payout") }
        let (source, type) = (parameters.text("source"), parameters.text("type"))
        let currency = parameters.text("currency")?.lowercased()
        let page = try stub.balanceTransactions.page(
            PageRequest(parameters), under: source ?? type.map { "type \($0)" }, noun: "balance transaction"
        ) {
            (currency == nil || $0.currency == currency) && (type == nil || $0.kind.type == type)
        }
        return page.json(at: "/v1/balance_transactions") { stub.json($0, call.view.ofElement) }
    }
}
