// Around the stub: one request from the wire into the stub, with the fault it was told to meet, and back.
internal import Basics
internal import HTTPServer

struct StubExchange: Sendable {
    let state: Lock<StubServerState>
    let waiter: any Waiter
    let clock: WallClock

    private static let callsKept = 1000

    @Sendable func answer(_ request: Request) async -> Response {
        let request = StubRequest(request)
        let key = request.method == "POST" ? request.field("idempotency-key") : nil
        let (fault, isKeyFree) = begin(request, key)
        guard isKeyFree else { return Response(StubResponse.keyInUse(key ?? "")) }
        defer { end(key) }
        switch fault {
        case nil: return Response(handle(request))
        case .delay(let milliseconds):
            await waiter.wait(milliseconds: milliseconds)
            return Response(handle(request))
        case .resetBefore: return .reset
        case .resetAfter:
            _ = handle(request)
            return .reset
        case .answer(let response): return Response(response)
        case .answerAfter(let response):
            _ = handle(request)
            return Response(response)
        }
    }

    private func begin(_ request: StubRequest, _ key: String?) -> (StubFault.Effect?, isKeyFree: Bool) {
        state.withLock { state in
            state.calls.append(
                StubCall(
                    method: request.method, path: request.path, idempotencyKey: key,
                    version: request.field("stripe-version")))
            if state.calls.count > Self.callsKept { state.calls.removeFirst() }
            if let key, !state.keysInUse.insert(key).inserted { return (nil, false) }
            guard let index = state.faults.firstIndex(where: { $0.fits(request) }) else { return (nil, true) }
            state.faults[index].remaining -= 1
            return (state.faults[index].effect, true)
        }
    }

    private func end(_ key: String?) {
        guard let key else { return }
        state.withLock { _ = $0.keysInUse.remove(key) }
    }

    private func handle(_ request: StubRequest) -> StubResponse {
        let now = clock.nowSeconds
        return state.withLock { $0.stub.handle(request, now: now) }
    }
}

extension StubRequest {
    init(_ request: Request) {
        self.init(
            method: request.head.methodText, path: String(decoding: request.head.path, as: UTF8.self),
            query: String(decoding: request.head.query, as: UTF8.self),
            headers: request.head.allFields.map { name, value in
                (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
            },
            body: request.body)
    }
}

extension Response {
    init(_ response: StubResponse) {
        self.init(
            Status(code: response.status),
            fields: response.headers.compactMap { Response.Field(name: $0.name, value: $0.value) },
            body: response.body)
    }

    static var reset: Response {
        var response = Response(.ok)
        response.ending = .reset
        return response
    }
}
