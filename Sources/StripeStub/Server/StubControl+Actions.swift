// Around the stub: what each path under /_stub/ does.
internal import Basics
internal import HTTPServer

extension StubControl {
    private static let century: Int64 = 100 * 366 * 24 * 60 * 60

    func describeState() -> Response {
        let (books, counts, faults, now, ahead, deliveries) = state.withLock { state in
            (
                state.stub.books, state.calls.counts, state.faults.active, state.now(clock),
                state.clockAheadSeconds, state.stub.deliveries
            )
        }
        return .control([
            "account": .text(first.stub.account),
            "books": [
                "amount_capturable": .integer(books.amountCapturable),
                "amount_received": .integer(books.amountReceived),
                "amount_refunded": .integer(books.amountRefunded),
            ],
            "calls": .object(
                counts.sorted { $0.key < $1.key }.map {
                    .init(name: $0.key, value: .integer(Int64($0.value)))
                }),
            "clock": ["ahead_seconds": .integer(ahead), "now": .integer(now)],
            "counts": [
                "charges": .integer(Int64(books.chargeCount)),
                "customers": .integer(Int64(books.customerCount)),
                "payment_intents": .integer(Int64(books.intents.count)),
                "refunds": .integer(Int64(books.refundCount)),
            ],
            "faults": .array(faults.map { FaultReader.json($0.fault, remaining: $0.remaining) }),
            "webhooks": [
                "under_way": .integer(Int64(deliveries.underWayCount)),
                "waiting": .integer(Int64(deliveries.waitingCount)),
            ],
        ])
    }

    /// What is due by then happens at once: holds end, refunds settle.
    func setClock(_ request: ControlRequest) throws(ControlFailure) -> Response {
        guard request.has("now") != request.has("advance_seconds") else {
            throw ControlFailure("the clock wants advance_seconds, or now in Unix seconds, and not both")
        }
        let wall = clock.nowSeconds
        let advance = request.has("now") ? nil : try request.integer("advance_seconds", in: 0...Self.century)
        let wanted = advance == nil ? try request.integer("now", in: 0...(wall + Self.century)) : 0
        let now = state.withLock { state -> Int64? in
            let before = state.now(clock)
            let target = advance.map { before + $0 } ?? wanted
            guard target >= before else { return nil }
            state.clockAheadSeconds = target - wall
            state.stub.advance(to: target)
            return target
        }
        guard let now else { throw ControlFailure("now lies in the stub's past: its clock never goes back") }
        return .control(["now": .integer(now)])
    }

    func seed(_ request: ControlRequest) throws(ControlFailure) -> Response {
        let history = History(
            customers: Int(try request.integer("customers", in: 1...100_000, otherwise: 1)),
            charges: Int(try request.integer("charges", in: 0...1_000_000, otherwise: 0)),
            lessons: Int(try request.integer("lessons", in: 0...1_000_000, otherwise: 0)),
            spreadSeconds: try request.integer("spread_seconds", in: 0...Self.century, otherwise: 0),
            seed: UInt64(try request.integer("seed", in: 0...Int64.max, otherwise: 1)))
        state.withLock { $0.stub.add(history, until: $0.now(clock)) }
        return .control([
            "customers": .integer(Int64(history.customers)), "charges": .integer(Int64(history.charges)),
            "lessons": .integer(Int64(history.lessons)),
        ])
    }

    func reset() -> Response {
        state.withLock { $0.reset(to: first) }
        return describeState()
    }

    func listCalls() -> Response {
        let calls = state.withLock { $0.calls.calls }
        return .control([
            "data": .array(
                calls.map { call in
                    [
                        "idempotency_key": StubJSON(call.idempotencyKey), "method": .text(call.method),
                        "path": .text(call.path), "version": StubJSON(call.version),
                    ]
                })
        ])
    }

    func forgetCalls() -> Response {
        state.withLock { $0.calls = CallLog() }
        return .control(["data": []])
    }

    /// All of them, or none when one is not understood.
    func addFaults(_ request: ControlRequest) throws(ControlFailure) -> Response {
        var faults: [StubFault] = []
        for item in request.items { faults.append(try FaultReader.fault(item)) }
        guard !faults.isEmpty else { throw ControlFailure("the body wants a fault, or a list of faults") }
        let active = state.withLock { state in
            for fault in faults { state.faults.add(fault) }
            return state.faults.active
        }
        return .control(["faults": .array(active.map { FaultReader.json($0.fault, remaining: $0.remaining) })]
        )
    }

    func removeFaults() -> Response {
        state.withLock { $0.faults.removeAll() }
        return .control(["faults": []])
    }

    /// `type`, `from` (how many to pass over, 0) and `limit` (1000): one object a line, oldest first.
    func dump(_ request: ControlRequest) throws(ControlFailure) -> Response {
        let from = try request.queryInteger("from", in: 0...Int.max, otherwise: 0)
        let limit = try request.queryInteger("limit", in: 1...10_000, otherwise: 1000)
        let type = request.queryText("type") ?? ""
        let objects = state.withLock { state in
            state.stub.objects(type: type, from: from, limit: limit, now: state.now(clock))
        }
        guard let objects else {
            throw ControlFailure("type wants one of \(Stub.dumpedTypes.joined(separator: ", "))")
        }
        var body: [UInt8] = []
        for object in objects {
            var writer = JSONWriter()
            object.write(to: &writer)
            body += writer.bytes + [UInt8(ascii: "\n")]
        }
        return Response(
            .ok, fields: [.init("Content-Type", FieldValue(constant: "application/x-ndjson"))], body: body)
    }
}
