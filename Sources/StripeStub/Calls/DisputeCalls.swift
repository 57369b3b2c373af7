// Behind /v1/disputes: read, list, answer, give up. Disputes are made by cards that stand for them.

enum DisputeCalls {
    static let routes = [
        Route("GET", "disputes", answers: .list(of: .dispute), takes: listRules, run: list),
        Route("GET", "disputes/:dispute", answers: .dispute, run: retrieve),
        Route("POST", "disputes/:dispute", answers: .dispute, takes: updateRules, run: update),
        Route("POST", "disputes/:dispute/close", answers: .dispute, run: close),
    ]

    private static let listRules: [ParameterRule] =
        [.text("charge"), .text("payment_intent"), .created] + ParameterRule.paging

    private static let updateRules: [ParameterRule] = [
        .fields("evidence", Dispute.textEvidence.map { .text($0, lengthMax: 20_000).emptiable }), .metadata,
        .boolean("submit"),
    ]

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> Dispute {
        guard let dispute = stub.disputes[call.id] else {
            throw .noSuch("dispute", call.id, param: "dispute", status: 404)
        }
        return dispute
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    /// Evidence is submitted with the update that brings it, unless `submit=false` keeps it back.
    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let before = try find(stub, call)
        var dispute = before
        try dispute.metadata.update(from: call.parameters)
        let given = call.parameters["evidence"]?.members ?? []
        guard given.isEmpty || dispute.isOpen else { throw .disputeClosed(dispute.status) }
        for member in given {
            dispute.evidence.removeAll { $0.name == member.name }
            if let text = member.value.text, !text.isEmpty {
                dispute.evidence.append(.init(name: member.name, value: .text(text)))
            }
        }
        let wanted = call.parameters.flag("submit")
        guard dispute.isOpen, !dispute.evidence.isEmpty, wanted ?? !given.isEmpty else {
            stub.disputes.put(dispute)
            stub.emitUpdate(.chargeDisputeUpdated, .dispute(dispute), before: .dispute(before))
            return stub.json(dispute, call.view)
        }
        let submitted = stub.submit(dispute, before: before)
        return stub.json(submitted, call.view)
    }

    private static func close(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let dispute = try find(stub, call)
        guard dispute.isOpen else { throw .disputeClosed(dispute.status) }
        let closed = stub.close(dispute, won: false)
        return stub.json(closed, call.view)
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let charge = try stub.checkChargeFilter(call.parameters)
        let intent = try stub.checkIntentFilter(call.parameters)
        let page = try stub.disputes.page(
            PageRequest(call.parameters), under: charge ?? intent, noun: "dispute"
        ) { intent == nil || $0.paymentIntent == intent }
        return page.json(at: "/v1/disputes") { stub.json($0, call.view.ofElement) }
    }
}
