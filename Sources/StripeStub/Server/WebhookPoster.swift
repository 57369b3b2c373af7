// Around the stub: the events that are due leave for those who asked for them.
internal import Basics
internal import CurlClient
internal import Reactor

/// Somebody on this machine who is told of events from the start on.
package struct StubWebhook: Sendable {
    let url: String
    /// `whsec_...`: signs what is posted.
    let secret: String
    /// Types, or patterns of them; `*` for all.
    let events: [String]

    /// Nil for an address that is not on this machine: the stub posts to no other.
    package init?(url: String, secret: String, events: [String] = ["*"]) {
        guard LoopbackURL.accepts(url) else { return nil }
        self.url = url
        self.secret = secret
        self.events = events
    }
}

/// Posts one delivery after another, on the stub's own loop, and tells the stub what became of it. It is woken after
/// every request and sleeps when nothing is due, so a retry leaves with the first request after its time has come.
final class WebhookPoster: @unchecked Sendable {
    // Safe: the variables are touched on the loop's thread only, which `assertInside` checks.
    private var isPosting = false
    private var isStopped = false
    private var stopping: CheckedContinuation<Void, Never>?

    private let state: Lock<StubServerState>
    private let loop: EventLoop
    private let clock: WallClock
    private let client: CurlClient
    private let timeoutMilliseconds: Int

    init(_ state: Lock<StubServerState>, on loop: EventLoop, clock: WallClock, timeoutMilliseconds: Int) {
        self.state = state
        self.loop = loop
        self.clock = clock
        self.timeoutMilliseconds = timeoutMilliseconds
        client = CurlClient(on: loop)
    }

    /// Begins to post what is due, unless that is under way.
    func wake() {
        loop.assertInside()
        guard !isPosting, !isStopped, let first = next() else { return }
        isPosting = true
        loop.spawn { await self.post(from: first) }
    }

    /// Takes no further delivery; returns when the one under way has ended, which its time-out bounds.
    func stop() async {
        await withCheckedContinuation { continuation in
            loop.execute { [self] in
                isStopped = true
                if isPosting { stopping = continuation } else { continuation.resume() }
            }
        }
    }

    private func next() -> Delivery? {
        state.withLock { $0.stub.takeDelivery(now: $0.now(clock)) }
    }

    private func post(from first: Delivery) async {
        var delivery: Delivery? = first
        while let current = delivery {
            let succeeded = await post(current)
            loop.assertInside()
            state.withLock { $0.stub.delivered(current.id, succeeded: succeeded, now: $0.now(clock)) }
            delivery = isStopped ? nil : next()
        }
        isPosting = false
        stopping?.resume()
    }

    /// Any status but 2xx, and no answer in time, are failures (Stripe, webhooks).
    private func post(_ delivery: Delivery) async -> Bool {
        let request = CurlRequest(
            .post, delivery.url, headerLines: delivery.headers.map { "\($0.name): \($0.value)" },
            body: delivery.body, timeoutMilliseconds: timeoutMilliseconds)
        do throws(CurlFailure) {
            return (200..<300).contains(try await client.send(request).status)
        } catch {
            return false
        }
    }
}
