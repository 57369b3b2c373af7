// Behind /v1/transfers: read, list and reverse. Transfers are made by destination charges alone.

enum TransferCalls {
    static let routes = [
        Route("GET", "transfers", answers: .list(of: .transfer), takes: listRules, run: list),
        Route("GET", "transfers/:transfer", answers: .transfer, run: retrieve),
        Route(
            "GET", "transfers/:transfer/reversals", answers: .list(of: .transferReversal),
            takes: ParameterRule.paging, run: listReversals),
        Route(
            "POST", "transfers/:transfer/reversals", answers: .transferReversal, takes: reverseRules,
            run: reverse),
    ]

    private static let listRules =
        [.text("destination"), .text("transfer_group"), .created] + ParameterRule.paging

    private static let reverseRules: [ParameterRule] = [
        .integer("amount"), .metadata, .boolean("refund_application_fee"),
    ]

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> Transfer {
        guard let transfer = stub.transfers[call.id] else {
            throw .noSuch("transfer", call.id, param: "transfer", status: 404)
        }
        return transfer
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    private static func reverse(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let transfer = try find(stub, call)
        guard transfer.amountLeft > 0 else { throw .transferReversedAlready(transfer.id) }
        let amount = call.parameters.integer("amount") ?? transfer.amountLeft
        guard amount > 0 else { throw .belowOne("amount") }
        guard amount <= transfer.amountLeft else { throw tooLarge(amount, transfer) }
        let wantsFee = call.parameters.flag("refund_application_fee") ?? false
        var metadata = Metadata()
        try metadata.update(from: call.parameters)
        let shares = try stub.shares(of: transfer, reversing: amount, refundsFee: wantsFee)
        guard let reversal = stub.giveBack(shares, for: nil, metadata: metadata) else { return nil }
        stub.emitReturned(shares)
        return stub.json(reversal, call.view)
    }

    private static func tooLarge(_ amount: Int64, _ transfer: Transfer) -> StubFailure {
        guard let currency = StubCurrency(transfer.currency) else {
            return .invalidCurrency(transfer.currency)
        }
        return .reversalTooLarge(currency.format(amount), left: currency.format(transfer.amountLeft))
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let destination = call.parameters.text("destination")
        if let destination, stub.accounts[destination] == nil {
            throw .noSuch("destination", destination, param: "destination")
        }
        let group = call.parameters.text("transfer_group")
        let page = try stub.transfers.page(
            PageRequest(call.parameters), under: destination, noun: "transfer"
        ) { group == nil || $0.transferGroup == group }
        return page.json(at: "/v1/transfers") { stub.json($0, call.view.ofElement) }
    }

    private static func listReversals(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let transfer = try find(stub, call)
        let page = try stub.transferReversals.page(
            PageRequest(call.parameters), under: transfer.id, noun: "transfer reversal")
        return page.json(at: "/v1/transfers/\(transfer.id)/reversals") {
            stub.json($0, call.view.ofElement)
        }
    }
}
