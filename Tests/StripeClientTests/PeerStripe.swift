// Beside the tests over sockets: a Stripe that first does what it was told to, and from then on captures.
import Basics
import CurlClient
import HTTPServer
import Reactor
import StripeClient
import TestSupport
import Testing

final class PeerStripe: Sendable {
    enum Step: Sendable {
        case answer(
            Int, String, _ headers: [String: String] = [:], acts: Bool = false,
            ending: Response.Ending = .keepAlive)
        case reset(acts: Bool)
        /// Until the end of the test.
        case never
    }

    private struct State {
        var steps: ArraySlice<Step>
        var keys: [String] = []
        /// The keys under which money moved.
        var acted: Set<String> = []
        var isOver = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    let loop: EventLoop
    private let state: Lock<State>
    private let peerLoop: EventLoop
    private let server: Server
    private let client: StripeClient

    /// The idempotency keys that arrived, in order.
    var keys: [String] { state.withLock { $0.keys } }
    /// How often money moved.
    var actions: Int { state.withLock { $0.acted.count } }

    private init(_ steps: [Step], deadlineMilliseconds: Int) throws {
        (peerLoop, loop) = (try EventLoop(), try EventLoop())
        try peerLoop.start()
        try loop.start()
        state = Lock(State(steps: steps[...]))
        let address = try #require(SocketAddress(host: "127.0.0.1", port: 0))
        server = try Server.start(
            at: [address], on: [peerLoop], settings: ServerSettings(refuse: { Response($0.status) })
        ) { [state] _, _ in
            Router(everything: { await Self.answer($0, state) })
        }
        var settings = StripeClientSettings(
            secretKey: Secret("sk_test_secret"), apiVersion: "2022-11-15",
            deadlineMilliseconds: deadlineMilliseconds)
        settings.retryBaseMilliseconds = 1
        let transport = CurlTransport(CurlClient(on: loop), base: "http://\(server.addresses[0])")
        client = StripeClient(settings: settings, transport: transport, waiter: loop)
    }

    static func play(
        _ steps: [Step], deadlineMilliseconds: Int = 8_000, _ body: (PeerStripe) async throws -> Void
    ) async throws {
        let stripe = try PeerStripe(steps, deadlineMilliseconds: deadlineMilliseconds)
        let outcome = await withTaskExecutorPreference(stripe.loop) { () -> Result<Void, any Error> in
            do { return .success(try await body(stripe)) } catch { return .failure(error) }
        }
        stripe.letGo()
        await stripe.server.stop()
        stripe.peerLoop.stop()
        stripe.loop.stop()
        try outcome.get()
    }

    /// Nobody else comes to stand where it was.
    func withoutPeer(_ test: () async throws -> Void) async throws {
        await server.stop()
        try await BoundPort(server.addresses[0].port).held(test)
    }

    func capture(key: String?) async throws(StripeFailure) -> StripeReply<PaymentIntent> {
        guard let id = PaymentIntentID("pi_1") else { throw .timedOut }
        return try await client.capturePaymentIntent(
            id, amount: nil, idempotencyKey: key, deadline: client.deadline())
    }

    func expectFailure(
        sourceLocation: SourceLocation = #_sourceLocation, _ matches: (StripeFailure) -> Bool
    ) async {
        do throws(StripeFailure) {
            _ = try await capture(key: "key")
            Issue.record("the capture succeeded", sourceLocation: sourceLocation)
        } catch {
            #expect(matches(error), "\(error)", sourceLocation: sourceLocation)
        }
    }

    /// Looks again and again until it holds, for half a minute at most.
    func eventually(_ holds: () -> Bool) async -> Bool {
        let deadline = loop.nowMilliseconds + 30_000
        while !holds() {
            guard loop.nowMilliseconds < deadline else { return false }
            await loop.wait(milliseconds: 1)
        }
        return true
    }

    // MARK: The peer

    private static func answer(_ request: Request, _ state: Lock<State>) async -> Response {
        let key = request.head.text(of: "idempotency-key") ?? ""
        let step: Step? = state.withLock { state in
            state.keys.append(key)
            let step = state.steps.popFirst()
            let acts =
                switch step {
                case .answer(_, _, _, let acts, _), .reset(let acts): acts
                case .never: false
                case nil: true
                }
            if acts { state.acted.insert(key) }
            return step
        }
        switch step {
        case .answer(let status, let body, let headers, _, let ending):
            let fields = headers.compactMap { Response.Field(name: $0.key, value: $0.value) }
            var response = Response(Status(code: status), fields: fields, body: Array(body.utf8))
            response.ending = ending
            return response
        case .reset:
            var response = Response(.ok)
            response.ending = .reset
            return response
        case .never:
            await untilOver(state)
            return Response(.ok)
        case nil:
            return .json(.ok, Array(StripeClientTests.intent.utf8))
        }
    }

    private static func untilOver(_ state: Lock<State>) async {
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiters.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func letGo() {
        let waiters = state.withLock { state in
            state.isOver = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
