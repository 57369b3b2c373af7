// Around the stub: an HTTP server of its own, so that clients meet it as they meet Stripe.
package import Basics
package import HTTPServer
package import Reactor

/// A Stripe on a port. It answers every path, in order, from one state; it can be told to misbehave, and tells what
/// it was asked: by its owner, or over the wire under `/_stub/`.
package final class StubServer: Sendable {
    package let address: SocketAddress
    private let server: Server
    private let poster: WebhookPoster
    private let state: Lock<StubServerState>

    /// - Parameter loop: the stub's own: it must not wait for those who wait for it.
    package static func start(
        _ stub: Stub, at address: SocketAddress, on loop: EventLoop, clock: WallClock = .system,
        settings: StubServerSettings = StubServerSettings()
    ) throws(SocketFailure) -> StubServer {
        var stub = stub
        if let webhook = settings.webhook { stub.addWebhook(webhook, now: clock.nowSeconds) }
        let first = StubServerState(stub, settings)
        let state = Lock(first)
        let poster = WebhookPoster(
            state, on: loop, clock: clock, timeoutMilliseconds: settings.webhookMilliseconds)
        var serverSettings = ServerSettings(refuse: { refusal in
            .json(refusal.status, Array(#"{"error":{"type":"invalid_request_error"}}"#.utf8))
        })
        serverSettings.clock = clock
        serverSettings.limits.stopSeconds = settings.stopSeconds
        let server = try Server.start(at: [address], on: [loop], settings: serverSettings) { loop, _ in
            let control = StubControl(state: state, first: first, clock: clock)
            let exchange = StubExchange(
                state: state, control: control, poster: poster, waiter: loop, clock: clock)
            return Router(everything: exchange.answer)
        }
        return StubServer(
            address: server.addresses.first ?? address, server: server, poster: poster, state: state)
    }

    private init(
        address: SocketAddress, server: Server, poster: WebhookPoster, state: Lock<StubServerState>
    ) {
        self.address = address
        self.server = server
        self.poster = poster
        self.state = state
    }

    /// A webhook under way is waited for, with the server still there: whoever it went to may have something to ask.
    package func stop() async {
        await poster.stop()
        await server.stop()
    }

    /// Looks at the stub's state, or changes it.
    package func withStub<Result>(_ body: (inout Stub) -> Result) -> Result {
        state.withLock { body(&$0.stub) }
    }

    /// Requests that fit meet this fault from now on, as often as it says.
    package func inject(_ fault: StubFault) {
        state.withLock { $0.faults.add(fault) }
    }

    /// No request meets a fault from now on, and those that were held go on.
    package func removeFaults() {
        state.withLock { $0.faults.removeAll() }
    }

    /// What was asked, oldest first; the last thousand.
    package var calls: [StubCall] {
        state.withLock { $0.calls.calls }
    }
}
