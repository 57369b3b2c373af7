// Between a simulated process and the stub: a wire that is slow, breaks, and lies about what was done.
import StripeClient

@testable import StripeStub

/// Stripe, as all processes of a run reach it.
final class SimulatedStripe: @unchecked Sendable {
    // Safe: a simulation has one thread.
    var stub: Stub
    let time: SimulatedTime
    let dice: Dice
    /// Spoken by everybody.
    let version: String
    /// Of a hundred requests, how many meet a fault.
    var faultPercent = 0
    /// Until when nothing comes through, and how.
    var outage: (until: Int64, fault: WireFault)?
    /// Whether anything was asked for since somebody looked that may have changed something.
    var wasChanged = false

    init(_ stub: Stub, version: String, time: SimulatedTime, dice: Dice) {
        self.stub = stub
        self.version = version
        self.time = time
        self.dice = dice
    }

    func answer(_ request: StubRequest) -> StubResponse {
        wasChanged = wasChanged || request.method != "GET"
        return stub.handle(request, now: time.nowSeconds)
    }

    /// Somebody in the Dashboard, or a test's own preparations.
    @discardableResult
    func ask(_ method: String, _ path: String, _ form: String = "") -> StubResponse {
        answer(
            StubRequest(
                method: method, path: path,
                headers: [("authorization", "Bearer sk_test_dashboard"), ("stripe-version", version)],
                body: Array(form.utf8)))
    }

    func fault() -> WireFault? {
        if let outage, time.nowSeconds < outage.until { return outage.fault }
        guard dice.falls(percent: faultPercent) else { return nil }
        return dice.pick(weighted: WireFault.weighted)
    }
}

enum WireFault: Sendable {
    case notSent
    case lostBefore
    case lostAfter
    /// No answer in time; done so many seconds after it was sent, or never.
    case hangs(doneAfterSeconds: Int64?)
    /// A 500 that the key keeps.
    case serverError(done: Bool)
    case rateLimited
    case keyInUse
    case unavailable
    case garbage
    case truncated

    static let weighted: [(weight: Int, choice: WireFault)] = [
        (3, .notSent), (3, .lostBefore), (6, .lostAfter), (1, .hangs(doneAfterSeconds: nil)),
        (2, .hangs(doneAfterSeconds: 25)), (1, .hangs(doneAfterSeconds: 900)), (2, .serverError(done: true)),
        (2, .serverError(done: false)), (2, .rateLimited), (1, .keyInUse), (1, .unavailable), (2, .garbage),
        (2, .truncated),
    ]
}

/// The wire of one process.
struct StripeWire: Transport {
    let stripe: SimulatedStripe
    let process: ShopProcess

    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        guard process.isAlive else { throw .notSent(reason: "the process is gone") }
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        let asked = StubRequest(
            method: request.method.rawValue, path: parts[0], query: parts.count > 1 ? parts[1] : "",
            headers: request.headers.map { ($0.name.lowercased(), $0.value) }, body: request.body)
        await pause(20...200)
        let fault = stripe.fault()
        let response: StubResponse
        switch fault {
        case nil, .truncated: response = stripe.answer(asked)
        case .notSent: throw .notSent(reason: "simulated")
        case .lostBefore: throw .noAnswer(reason: "simulated")
        case .lostAfter:
            _ = stripe.answer(asked)
            throw .noAnswer(reason: "simulated")
        case .hangs(let seconds):
            if let seconds { stripe.time.after(seconds: seconds) { [stripe] in _ = stripe.answer(asked) } }
            await stripe.time.wait(milliseconds: request.deadlineMilliseconds)
            throw .timedOut
        case .serverError(let done):
            stripe.wasChanged = true
            response = stripe.stub.failServer(asked, done: done, now: stripe.time.nowSeconds)
        case .rateLimited: response = Self.error(429, "rate_limit_error")
        case .keyInUse where asked.method == "POST":
            response = .keyInUse(asked.headers.first { $0.name == "idempotency-key" }?.value ?? "")
        case .keyInUse, .unavailable: response = Self.error(503, "api_error")
        case .garbage:
            _ = stripe.answer(asked)
            response = StubResponse(status: 200, headers: [], body: Array("<html>Bad gateway</html>".utf8))
        }
        await pause(20...400)
        guard process.isAlive else { throw .noAnswer(reason: "the process is gone") }
        var body = response.body
        if case .truncated = fault { body = Array(body.prefix(body.count / 2)) }
        return TransportResponse(status: response.status, headers: response.headers, body: body)
    }

    private func pause(_ milliseconds: ClosedRange<Int64>) async {
        await stripe.time.wait(milliseconds: Int(stripe.dice.within(milliseconds)))
    }

    private static func error(_ status: Int, _ type: String) -> StubResponse {
        StubResponse(status: status, headers: [], body: Array(#"{"error":{"type":"\#(type)"}}"#.utf8))
    }
}
