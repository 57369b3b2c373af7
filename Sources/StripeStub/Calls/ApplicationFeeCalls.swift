// Behind /v1/application_fees: read, list and give back. Fees are taken of destination charges alone.

enum ApplicationFeeCalls {
    static let routes = [
        Route("GET", "application_fees", answers: .list(of: .applicationFee), takes: listRules, run: list),
        Route("GET", "application_fees/:fee", answers: .applicationFee, run: retrieve),
        Route(
            "GET", "application_fees/:fee/refunds", answers: .list(of: .feeRefund),
            takes: ParameterRule.paging, run: listRefunds),
        Route(
            "POST", "application_fees/:fee/refunds", answers: .feeRefund,
            takes: [.integer("amount"), .metadata], run: refund),
    ]

    private static let listRules = [.text("charge"), .created] + ParameterRule.paging

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> ApplicationFee {
        guard let fee = stub.applicationFees[call.id] else {
            throw .noSuch("application fee", call.id, param: "id", status: 404)
        }
        return fee
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    private static func refund(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let fee = try find(stub, call)
        guard fee.amountLeft > 0 else { throw .feeRefundedAlready(fee.id) }
        let amount = call.parameters.integer("amount") ?? fee.amountLeft
        guard amount > 0 else { throw .belowOne("amount") }
        guard amount <= fee.amountLeft else {
            guard let currency = StubCurrency(fee.currency) else { throw .invalidCurrency(fee.currency) }
            throw .feeRefundTooLarge(currency.format(amount), left: currency.format(fee.amountLeft))
        }
        var metadata = Metadata()
        try metadata.update(from: call.parameters)
        let refund = stub.giveBack(fee, amount, metadata: metadata)
        stub.emitRefunded(fee.id)
        return stub.json(refund, call.view)
    }

    /// The charge is the platform's, or the payment that the account received.
    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let charge = call.parameters.text("charge")
        if let charge, stub.applicationFees.places(under: charge).isEmpty {
            _ = try stub.checkChargeFilter(call.parameters)
        }
        let page = try stub.applicationFees.page(
            PageRequest(call.parameters), under: charge, noun: "application fee")
        return page.json(at: "/v1/application_fees") { stub.json($0, call.view.ofElement) }
    }

    private static func listRefunds(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let fee = try find(stub, call)
        let page = try stub.feeRefunds.page(
            PageRequest(call.parameters), under: fee.id, noun: "fee refund")
        return page.json(at: "/v1/application_fees/\(fee.id)/refunds") {
            stub.json($0, call.view.ofElement)
        }
    }
}
