// Beside the tests of key servers: one whose answers and whose time are the test's.
import Basics
import Reactor
import TestSupport
import Testing

@testable import Tokens

struct KeyScene: Sendable {
    static let start: Int64 = 1_700_000_000
    static let unreachable = Result<KeyServer.Answer, KeyFetchFailure>.failure(.unreachable("it is down"))

    let server: KeyServer
    let clock: Lock<Int64>
    /// When each fetch began.
    let fetches: Record<Int64>
    let news: Record<KeyNews>

    static func set(_ entries: String..., life: Int64? = nil) -> Result<KeyServer.Answer, KeyFetchFailure> {
        let document = #"{"keys":[\#(entries.map { "{\($0)}" }.joined(separator: ","))]}"#
        return .success(KeyServer.Answer(document: Array(document.utf8), lifeSeconds: life))
    }

    /// - Parameters:
    ///   - answers: taken in turn; the last one stays.
    ///   - before: is waited for before each fetch ends, and told how many came before it.
    static func play(
        _ answers: Result<KeyServer.Answer, KeyFetchFailure>...,
        before: @escaping @Sendable (Int) async -> Void = { _ in },
        _ test: (KeyScene) async throws -> Void
    ) async throws {
        let loop = try EventLoop()
        try loop.start()
        let scene = KeyScene(answers, on: loop, before)
        let result: Result<Void, any Error>
        do { result = .success(try await test(scene)) } catch { result = .failure(error) }
        loop.stop()
        try result.get()
    }

    private init(
        _ script: [Result<KeyServer.Answer, KeyFetchFailure>], on loop: EventLoop,
        _ before: @escaping @Sendable (Int) async -> Void
    ) {
        let (answers, clock) = (Lock(script), Lock(Self.start))
        let (fetches, news) = (Record<Int64>(), Record<KeyNews>())
        server = KeyServer(
            on: loop, clock: WallClock { clock.withLock { $0 * 1000 } },
            fetch: { () async throws(KeyFetchFailure) in
                let count = fetches.entries.count
                fetches.add(clock.withLock { $0 })
                await before(count)
                let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
                return try answer.get()
            },
            tell: { news.add($0) })
        (self.clock, self.fetches, self.news) = (clock, fetches, news)
    }

    /// Why the token is not believed at that second after the start; nil when it is.
    func failure(_ token: String, at second: Int64 = 0) async throws -> TokenFailure? {
        clock.withLock { $0 = Self.start + second }
        return try await Mint.failure(token, by: TokenVerifier(keys: server), now: Self.start + second)
    }

    func believes(_ token: String, at second: Int64 = 0, from place: SourceLocation = #_sourceLocation)
        async throws
    {
        let failure = try await failure(token, at: second)
        #expect(failure == nil, sourceLocation: place)
    }

    func refuses(
        _ token: String, _ reason: TokenFailure, at second: Int64 = 0,
        from place: SourceLocation = #_sourceLocation
    ) async throws {
        let failure = try await failure(token, at: second)
        #expect(failure == reason, sourceLocation: place)
    }

    /// Lets others go first until it holds; the suite's time limit is the bound.
    func eventually(_ holds: () -> Bool) async throws {
        while !holds() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// What was told, without the keys.
    var told: [String] {
        news.entries.map { news in
            switch news {
            case .read(let keys): "read \(keys.count)"
            case .failed(let reason, let goesOn): "\(reason)\(goesOn ? "; older keys go on" : "")"
            }
        }
    }
}
