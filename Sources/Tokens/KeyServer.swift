// On a request's way: the keys of a server elsewhere, read ahead of need and shared by all loops.
package import Basics
package import Reactor

/// Keys that are published at an address, and change there while this server runs.
///
/// There is one for the process, so that a thousand requests on every loop are one fetch. It runs on one loop; who has
/// to wait for it is a suspended task, which goes on upon its own loop.
package final class KeyServer: KeySource {
    /// What a fetch brings.
    package struct Answer: Sendable {
        package let document: [UInt8]
        /// How long it may be kept; nil where the server does not say.
        package let lifeSeconds: Int64?

        package init(document: [UInt8], lifeSeconds: Int64?) {
            self.document = document
            self.lifeSeconds = lifeSeconds
        }
    }

    /// Reads the document afresh, on the loop. It ends within seconds, whatever the other side does.
    package typealias Fetch = @Sendable () async throws(KeyFetchFailure) -> Answer

    private struct State {
        var cache = KeyCache()
        var waiting: [UnsafeContinuation<Void, Never>] = []
    }

    /// How often the keys' age is looked at when no request comes by: well within the time before its end.
    private static let lookSeconds: UInt64 = 30

    private let state = Lock(State())
    private let loop: EventLoop
    private let clock: WallClock
    private let fetch: Fetch
    private let tell: @Sendable (KeyNews) -> Void

    /// - Parameter tell: is called after each fetch.
    package init(
        on loop: EventLoop, clock: WallClock, fetch: @escaping Fetch,
        tell: @escaping @Sendable (KeyNews) -> Void
    ) {
        self.loop = loop
        self.clock = clock
        self.fetch = fetch
        self.tell = tell
    }

    /// Reads the keys before anybody asks for one, and from now on before they are too old.
    package func start() {
        loop.execute { [self] in look() }
    }

    package func keys(for token: SignedToken, now: Int64) async throws(TokenFailure) -> [TokenKey] {
        await follow { $0.step(now: now) }
        do throws(TokenFailure) {
            return [try known(now).key(for: token)]
        } catch {
            guard error == .unknownKey else { throw error }
        }
        await follow { $0.stepForMissingName(now: now) }
        do throws(TokenFailure) {
            return [try known(now).key(for: token)]
        } catch {
            // For all that is known here the name may be there by now: no fault of the token's.
            let hasFailed = state.withLock { $0.cache.hasFailed }
            throw error == .unknownKey && hasFailed ? .keysUnreachable : error
        }
    }

    private func known(_ now: Int64) throws(TokenFailure) -> KeySet {
        guard let keys = state.withLock({ $0.cache.keys(now: now) }) else { throw .keysUnreachable }
        return keys
    }

    private func follow(_ decide: (inout KeyCache) -> KeyCache.Step) async {
        await withUnsafeContinuation { continuation in
            let step = state.withLock { state in
                let step = decide(&state.cache)
                if step == .fetch || step == .wait { state.waiting.append(continuation) }
                return step
            }
            if step == .fetch || step == .fetchBehind { begin() }
            if step == .goOn || step == .fetchBehind { continuation.resume() }
        }
    }

    private func begin() {
        loop.spawn { [self] in
            let (news, waiting) = finish(await read())
            tell(news)
            for continuation in waiting { continuation.resume() }
        }
    }

    private typealias Reading = Result<(KeySet, lifeSeconds: Int64?), KeyFetchFailure>

    private func read() async -> Reading {
        do throws(KeyFetchFailure) {
            let answer = try await fetch()
            return .success((try KeyFetchFailure.reading(answer.document), answer.lifeSeconds))
        } catch {
            return .failure(error)
        }
    }

    /// - Returns: also those who wait for it, and not for one that may begin from now on.
    private func finish(_ reading: Reading) -> (KeyNews, waiting: [UnsafeContinuation<Void, Never>]) {
        let now = clock.nowSeconds
        return state.withLock { state in
            defer { state.waiting = [] }
            switch reading {
            case .success(let (keys, lifeSeconds)):
                state.cache.succeed(keys, lifeSeconds: lifeSeconds, now: now)
                return (.read(keys), state.waiting)
            case .failure(let failure):
                state.cache.fail()
                let goesOn = state.cache.keys(now: now) != nil
                return (.failed(reason: failure.description, goesOn: goesOn), state.waiting)
            }
        }
    }

    /// On the loop: a timer that ends with it.
    private func look() {
        let step = state.withLock { $0.cache.step(now: clock.nowSeconds) }
        if step == .fetch || step == .fetchBehind { begin() }
        let due = monotonicNanoseconds() + Self.lookSeconds * 1_000_000_000
        _ = loop.timer(atNanoseconds: due) { [weak self] in self?.look() }
    }
}
