// Proves when published keys are read again, and how long they are believed, on a clock of the test's own.
import TestSupport
import Testing

@testable import Tokens

@Suite("Key cache", .timeLimit(.minutes(5)))
struct KeyCacheTests {
    private static let start: Int64 = 1_700_000_000
    private let keys: KeySet

    init() throws {
        keys = try KeySet(Array(PublishedKeys.set(PublishedKeys.first).utf8))
    }

    /// Read at the start, for so long.
    private func filled(_ lifeSeconds: Int64? = nil) -> KeyCache {
        var cache = KeyCache()
        #expect(cache.step(now: Self.start) == .fetch)
        cache.succeed(keys, lifeSeconds: lifeSeconds, now: Self.start)
        return cache
    }

    @Test("the first to come fetches, who comes meanwhile waits")
    func first() {
        var cache = KeyCache()
        #expect(cache.step(now: Self.start) == .fetch)
        #expect(cache.step(now: Self.start) == .wait)
        #expect(cache.stepForMissingName(now: Self.start) == .wait)
        cache.succeed(keys, lifeSeconds: nil, now: Self.start)
        #expect(cache.step(now: Self.start) == .goOn)
    }

    @Test("without any keys it is tried again every five seconds, and nobody waits in between")
    func downAtStart() {
        var cache = KeyCache()
        #expect(cache.step(now: Self.start) == .fetch)
        cache.fail()
        #expect(cache.step(now: Self.start + 4) == .goOn)
        #expect(cache.keys(now: Self.start + 4) == nil)
        #expect(cache.step(now: Self.start + 5) == .fetch)
    }

    @Test(
        "keys live as long as their server says, from five minutes to a day, and an hour when it says nothing",
        arguments: [
            (nil, 3600), (0, 300), (299, 300), (301, 301), (7200, 7200), (86_400, 86_400), (86_401, 86_400),
            (Int64.max, 86_400), (Int64.min, 300),
        ] as [(Int64?, Int64)])
    func lives(said: Int64?, life: Int64) {
        let cache = filled(said)
        let renewal = life - min(life / 5, 600)
        var before = cache
        #expect(before.step(now: Self.start + renewal - 1) == .goOn)
        var due = cache
        #expect(due.step(now: Self.start + renewal) == .fetchBehind)
        #expect(due.step(now: Self.start + renewal) == .goOn)
        var last = cache
        #expect(last.step(now: Self.start + life - 1) == .fetchBehind)
        // Nobody came in time: what is over is not believed unasked.
        var late = cache
        #expect(late.step(now: Self.start + life) == .fetch)
        #expect(late.step(now: Self.start + life) == .wait)
    }

    @Test("while the server cannot be reached old keys are used for a day past their life, and nobody waits")
    func downLater() {
        var cache = filled(300)
        #expect(cache.step(now: Self.start + 240) == .fetchBehind)
        cache.fail()
        #expect(cache.step(now: Self.start + 269) == .goOn)
        #expect(cache.step(now: Self.start + 270) == .fetchBehind)
        cache.fail()
        #expect(cache.step(now: Self.start + 300) == .fetchBehind)
        #expect(cache.step(now: Self.start + 301) == .goOn)
        cache.fail()
        let end = Self.start + 300 + 86_400
        #expect(cache.keys(now: end - 1) != nil)
        #expect(cache.keys(now: end) == nil)
        #expect(cache.step(now: end) == .fetch)
        cache.fail()
        #expect(cache.step(now: end + 1) == .goOn)
        #expect(cache.step(now: end + 5) == .fetch)
        cache.succeed(keys, lifeSeconds: nil, now: end + 5)
        #expect(cache.keys(now: end + 5) != nil)
        #expect(!cache.hasFailed)
    }

    @Test("a name that is missing is looked for at once, and no more often than every thirty seconds")
    func missingNames() {
        var cache = filled()
        #expect(cache.stepForMissingName(now: Self.start + 1) == .fetch)
        #expect(cache.stepForMissingName(now: Self.start + 1) == .wait)
        cache.succeed(keys, lifeSeconds: nil, now: Self.start + 1)
        #expect(cache.stepForMissingName(now: Self.start + 30) == .goOn)
        #expect(cache.stepForMissingName(now: Self.start + 31) == .fetch)
        cache.fail()
        #expect(cache.stepForMissingName(now: Self.start + 60) == .goOn)
    }

    @Test("a clock that is set back neither lengthens the keys' life nor the pauses")
    func clockSetBack() {
        var cache = filled()
        #expect(cache.stepForMissingName(now: Self.start + 10) == .fetch)
        cache.succeed(keys, lifeSeconds: nil, now: Self.start + 10)
        var missed = cache
        #expect(missed.stepForMissingName(now: Self.start - 5000) == .fetch)
        #expect(cache.step(now: Self.start - 5000) == .fetchBehind)
        cache.fail()
        #expect(cache.step(now: Self.start - 9000) == .fetchBehind)
    }
}
