// Around the stub: one request from the wire into the stub, with the faults it was told to meet, and back.
internal import Basics
internal import HTTPServer

struct StubExchange: Sendable {
    let state: Lock<StubServerState>
    let control: StubControl
    let poster: WebhookPoster
    let waiter: any Waiter
    let clock: WallClock
    private static let holdLookMilliseconds = 5

    private enum Entry {
        case refused(StubResponse)
        case admitted(FaultHit)
    }

    /// Whatever was asked, it may have made events, or moved the clock to when some are due.
    @Sendable func answer(_ request: Request) async -> Response {
        defer { poster.wake() }
        if let answer = control.answer(request) { return answer }
        if let file = await StripeJSFiles.answer(request) { return file }
        let request = StubRequest(request)
        let key = request.method == "POST" ? request.field("idempotency-key") : nil
        switch begin(request, key) {
        case .refused(let response): return Response(response)
        case .admitted(let hit):
            defer { end(key) }
            if hit.delayMilliseconds > 0 { await waiter.wait(milliseconds: hit.delayMilliseconds) }
            while state.withLock({ $0.faults.holds(hit) }) {
                await waiter.wait(milliseconds: Self.holdLookMilliseconds)
            }
            return spoil(request, hit.effect)
        }
    }

    /// In Stripe's order: the rate limiter, then idempotency, then whatever goes wrong behind them.
    private func begin(_ request: StubRequest, _ key: String?) -> Entry {
        let milliseconds = waiter.nowMilliseconds
        return state.withLock { state in
            state.calls.add(
                StubCall(
                    method: request.method, path: request.path, idempotencyKey: key,
                    version: request.field("stripe-version")))
            if state.rateLimit?.takes(atMilliseconds: milliseconds) == false {
                return .refused(.rateLimited())
            }
            if let key, !state.keysInUse.insert(key).inserted { return .refused(.keyInUse(key)) }
            return .admitted(state.faults.meet(request))
        }
    }

    private func end(_ key: String?) {
        guard let key else { return }
        state.withLock { _ = $0.keysInUse.remove(key) }
    }

    private func spoil(_ request: StubRequest, _ effect: StubFault.Effect?) -> Response {
        switch effect {
        case nil, .delay, .hold: return Response(handle(request))
        case .resetBefore: return Response(.reset)
        case .resetAfter:
            _ = handle(request)
            return Response(.reset)
        case .answer(let response): return Response(response)
        case .answerAfter(let response):
            _ = handle(request)
            return Response(response)
        case .serverError(let done):
            return Response(state.withLock { $0.stub.failServer(request, done: done, now: $0.now(clock)) })
        case .slowBody(let bytesPerSecond):
            return Response(handle(request), .trickle(bytesPerSecond: bytesPerSecond))
        case .truncatedBody: return Response(handle(request), .truncate)
        }
    }

    private func handle(_ request: StubRequest) -> StubResponse {
        state.withLock { $0.stub.handle(request, now: $0.now(clock)) }
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
    init(_ response: StubResponse, _ ending: Ending = .keepAlive) {
        self.init(
            Status(code: response.status),
            fields: response.headers.compactMap { Response.Field(name: $0.name, value: $0.value) },
            body: response.body)
        self.ending = ending
    }

    fileprivate init(_ ending: Ending) {
        self.init(.ok)
        self.ending = ending
    }
}
