// Beside the tests of bookings: Stripe in memory, whose time, faults and history are the test's own.
import Basics
import StripeClient
import StripeStub
import Testing

/// The stub behind a wire that may fail.
final class SceneStripe: Transport {
    /// What becomes of a request that it strikes.
    enum Fault: CaseIterable, Sendable {
        /// The connection breaks, and Stripe has not seen the request.
        case lostBefore
        /// The connection breaks, and Stripe has done what was asked.
        case lostAfter
        /// A server error that Stripe keeps for the idempotency key; nothing was done.
        case failsBefore
        /// The same, but Stripe has done what was asked.
        case failsAfter
        case timesOut
        /// Stripe has done it, and answers half an object.
        case garbage
        /// A proxy answers in Stripe's place.
        case page
        /// Too many requests: nothing was done and nothing is kept.
        case limited
        /// Another request has the object just now.
        case locked
    }

    struct Rule: Sendable {
        var fault: Fault
        /// The end of the path.
        var path: String
        var method = "POST"
        /// How many requests of that path pass before it strikes.
        var passes = 0
        var strikes = 1
    }

    private struct State {
        var stub = Stub(StubSettings(acceptsRawCards: true))
        var now = SceneStripe.start
        var rules: [Rule] = []
        /// Server errors that Stripe repeats, by their keys.
        var kept: Set<String> = []
        var posts: [(path: String, key: String)] = []
        var requestCount = 0
        var pauses: [(path: String, gates: ScenePause)] = []
    }

    static let start: Int64 = 1_790_000_000
    private let state = Lock(State())

    /// Which the Dashboard's doings are done in: an account's own.
    private let version: String

    init(version: String) throws {
        self.version = version
        let webhook = try #require(
            StubWebhook(url: "http://127.0.0.1:9/webhooks/stripe", secret: "whsec_scene"))
        state.withLock { $0.stub.addWebhook(webhook, now: Self.start) }
    }

    // MARK: Time

    var now: Int64 { state.withLock { $0.now } }

    /// Holds whose time is over by then end.
    func pass(_ seconds: Int64) {
        state.withLock { state in
            state.now += seconds
            state.stub.advance(to: state.now)
        }
    }

    var clock: WallClock { WallClock { [self] in now * 1000 } }

    // MARK: What it knows

    var books: Books { state.withLock { $0.stub.books } }

    /// Paths of the POSTs that reached it, in order.
    var posts: [String] { state.withLock { $0.posts.map(\.path) } }

    /// Requests of any kind that were sent to it.
    var requestCount: Int { state.withLock { $0.requestCount } }

    /// Idempotency keys of the POSTs whose path ends so.
    func keys(of path: String) -> [String] {
        state.withLock { $0.posts.filter { $0.path.hasSuffix(path) }.map(\.key) }
    }

    func withStub<Result>(_ body: (inout Stub) -> Result) -> Result { state.withLock { body(&$0.stub) } }

    /// Events that wait for their delivery, in order; each comes once.
    func takeEvents() -> [Delivery] {
        state.withLock { state in
            var taken: [Delivery] = []
            while let delivery = state.stub.takeDelivery(now: state.now) {
                state.stub.delivered(delivery.id, succeeded: true, now: state.now)
                taken.append(delivery)
            }
            return taken
        }
    }

    // MARK: What happens to it

    func strike(_ fault: Fault, at path: String, method: String = "POST", passes: Int = 0, strikes: Int = 1) {
        let rule = Rule(fault: fault, path: path, method: method, passes: passes, strikes: strikes)
        state.withLock { $0.rules.append(rule) }
    }

    func heal() { state.withLock { $0.rules = [] } }

    /// The next request whose path ends so waits at the gate before Stripe sees it.
    func pause(at path: String) -> ScenePause {
        let pause = ScenePause()
        state.withLock { $0.pauses.append((path, pause)) }
        return pause
    }

    /// By somebody at Stripe's Dashboard, in the account's own version.
    @discardableResult
    func dashboard(_ path: String, _ form: String = "", method: String = "POST") throws -> JSON {
        let response = state.withLock { state in
            let query = method == "GET" ? form : ""
            return state.stub.handle(
                StubRequest(
                    method: method, path: "/v1/\(path)", query: query,
                    headers: [("authorization", "Bearer sk_test_dashboard"), ("stripe-version", version)],
                    body: method == "GET" ? [] : Array(form.utf8)),
                now: state.now)
        }
        try #require(response.status == 200, "\(path): \(String(decoding: response.body, as: UTF8.self))")
        return try JSON(response.body)
    }

    // MARK: The wire

    func send(_ request: TransportRequest) async throws(TransportFailure) -> TransportResponse {
        let parts = request.target.split(separator: "?", maxSplits: 1).map(String.init)
        let pause = state.withLock { state -> ScenePause? in
            let place = state.pauses.firstIndex { parts[0].hasSuffix($0.path) }
            return place.map { state.pauses.remove(at: $0).gates }
        }
        if let pause { await pause.hold() }
        return try answer(request, parts)
    }

    private func answer(_ request: TransportRequest, _ parts: [String]) throws(TransportFailure)
        -> TransportResponse
    {
        let asked = StubRequest(
            method: request.method.rawValue, path: parts[0], query: parts.count > 1 ? parts[1] : "",
            headers: request.headers.map { ($0.name.lowercased(), $0.value) }, body: request.body)
        let key = request.headers.first { $0.name == "Idempotency-Key" }?.value ?? ""
        let answer = state.withLock { state -> Result<TransportResponse, TransportFailure> in
            state.requestCount += 1
            if asked.method == "POST" { state.posts.append((asked.path, key)) }
            if state.kept.contains(key) { return .success(Self.serverError(isReplayed: true)) }
            guard let fault = Self.fault(&state, asked) else { return .success(Self.handled(&state, asked)) }
            return Self.answer(&state, asked, fault, key)
        }
        return try answer.get()
    }

    private static func answer(
        _ state: inout State, _ asked: StubRequest, _ fault: Fault, _ key: String
    ) -> Result<TransportResponse, TransportFailure> {
        switch fault {
        case .lostBefore: return .failure(.noAnswer(reason: "the connection broke"))
        case .lostAfter:
            _ = handled(&state, asked)
            return .failure(.noAnswer(reason: "the connection broke"))
        case .timesOut:
            _ = handled(&state, asked)
            return .failure(.timedOut)
        case .failsBefore, .failsAfter:
            if fault == .failsAfter { _ = handled(&state, asked) }
            if asked.method == "POST" { state.kept.insert(key) }
            return .success(serverError(isReplayed: false))
        case .garbage:
            let answer = handled(&state, asked)
            return .success(
                TransportResponse(
                    status: 200, headers: [], body: Array(answer.body.prefix(answer.body.count / 2))))
        case .page:
            return .success(
                TransportResponse(status: 200, headers: [], body: Array("<html>Hello</html>".utf8)))
        case .limited: return .success(error(429, code: "rate_limit"))
        case .locked: return .success(error(429, code: "lock_timeout", [("Stripe-Should-Retry", "true")]))
        }
    }

    private static func fault(_ state: inout State, _ asked: StubRequest) -> Fault? {
        let place = state.rules.firstIndex {
            $0.strikes > 0 && $0.method == asked.method && asked.path.hasSuffix($0.path)
        }
        guard let place else { return nil }
        guard state.rules[place].passes == 0 else {
            state.rules[place].passes -= 1
            return nil
        }
        state.rules[place].strikes -= 1
        return state.rules[place].fault
    }

    private static func handled(_ state: inout State, _ asked: StubRequest) -> TransportResponse {
        let response = state.stub.handle(asked, now: state.now)
        return TransportResponse(status: response.status, headers: response.headers, body: response.body)
    }

    private static func serverError(isReplayed: Bool) -> TransportResponse {
        let headers = isReplayed ? [("Idempotent-Replayed", "true")] : []
        return error(500, code: nil, headers)
    }

    private static func error(
        _ status: Int, code: String?, _ headers: [(String, String)] = []
    ) -> TransportResponse {
        let type = status < 500 ? "invalid_request_error" : "api_error"
        let code = code.map { #","code":"\#($0)""# } ?? ""
        return TransportResponse(
            status: status, headers: headers.map { (name: $0.0, value: $0.1) },
            body: Array(#"{"error":{"type":"\#(type)"\#(code),"message":"no"}}"#.utf8))
    }
}
