// Behind /v1/events: read and list what happened in the last 30 days.

enum EventCalls {
    static let routes = [
        Route("GET", "events", answers: .list(of: .event), takes: listRules, run: list),
        Route("GET", "events/:event", answers: .event, run: retrieve),
    ]

    private static let listRules: [ParameterRule] =
        [.text("type"), .list("types"), .boolean("delivery_success"), .created] + ParameterRule.paging

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        guard let event = stub.events[call.id], event.created > call.now - Event.keepSeconds else {
            throw .noSuch("event", call.id, param: "id", status: 404)
        }
        return stub.json(event, in: .accountDefault)
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        guard !parameters.isGiven("type") || !parameters.isGiven("types") else { throw .typeAndTypes }
        let types = parameters.text("type").map { [$0] } ?? parameters.list("types")
        let delivered = parameters.flag("delivery_success")
        let oldest = call.now - Event.keepSeconds
        let page = try stub.events.page(PageRequest(parameters), noun: "event") { event in
            event.created > oldest && (types.isEmpty || types.contains(where: event.type.fits))
                && (delivered == nil || delivered == event.waitingFor.isEmpty)
        }
        return page.json(at: "/v1/events") { stub.json($0, in: .accountDefault) }
    }
}
