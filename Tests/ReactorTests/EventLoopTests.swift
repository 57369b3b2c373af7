// The loop on both pollers: timers, work from other threads, tasks that come home, and its end.
import Basics
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)), .serialized)
struct EventLoopTests {
    @Test("timers fire in the order of their times, not of their making", arguments: PollerKind.allCases)
    func timersInOrder(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            var fired: [Int] = []
            let start = monotonicNanoseconds()
            for milliseconds in [8, 2, 6, 4, 0] {
                _ = loop.timer(atNanoseconds: start + UInt64(milliseconds) * 1_000_000) {
                    fired.append(milliseconds)
                }
            }
            #expect(await loop.eventually { fired.count == 5 })
            #expect(fired == [0, 2, 4, 6, 8])
        }
    }

    @Test(
        "a cancelled timer does not fire, a moved one fires at its new time", arguments: PollerKind.allCases)
    func cancelAndMove(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            var fired: [String] = []
            let start = monotonicNanoseconds()
            let cancelled = loop.timer(atNanoseconds: start + 2_000_000) { fired.append("cancelled") }
            let later = loop.timer(atNanoseconds: start + 1_000_000) { fired.append("later") }
            let sooner = loop.timer(atNanoseconds: start + 60_000_000_000) { fired.append("sooner") }
            loop.cancel(cancelled)
            loop.move(later, toNanoseconds: start + 10_000_000)
            loop.move(sooner, toNanoseconds: start + 5_000_000)
            #expect(await loop.eventually { fired.count == 2 })
            #expect(fired == ["sooner", "later"])
            #expect(monotonicNanoseconds() >= start + 10_000_000)
            loop.move(cancelled, toNanoseconds: 0)
            #expect(await loop.eventually { fired.last == "cancelled" }, "moving arms it again")
        }
    }

    @Test("a wait lasts as long as it was asked to, never less", arguments: PollerKind.allCases)
    func wait(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            for milliseconds in [-1, 0, 1, 20] {
                let start = monotonicNanoseconds()
                await loop.wait(milliseconds: milliseconds)
                #expect(monotonicNanoseconds() >= start + UInt64(max(0, milliseconds)) * 1_000_000)
            }
        }
    }

    @Test("a call from another thread wakes a sleeping loop, each time", arguments: PollerKind.allCases)
    func wakes(poller: PollerKind) async throws {
        let loop = try EventLoop(poller)
        try loop.start()
        var threads: Set<UInt> = []
        for _ in 0..<1000 {
            let thread = await withUnsafeContinuation { continuation in
                loop.execute { continuation.resume(returning: LoopScene.thread) }
            }
            threads.insert(thread)
        }
        #expect(threads.count == 1)
        loop.stop()
    }

    @Test(
        "ten thousand jobs and calls from four threads all run, on the loop's thread",
        arguments: PollerKind.allCases)
    func manyJobs(poller: PollerKind) async throws {
        let loop = try EventLoop(poller)
        let others = try (0..<4).map { _ in try EventLoop(poller) }
        for loop in others + [loop] { try loop.start() }
        let ran = Lock([UInt: Int]())
        let count: @Sendable () -> Void = { ran.withLock { $0[LoopScene.thread, default: 0] += 1 } }
        for other in others {
            other.execute {
                for _ in 0..<1250 {
                    loop.execute(count)
                    loop.spawn { count() }
                }
            }
        }
        try await LoopScene.play(on: poller) { watching in
            #expect(await watching.eventually { ran.withLock { $0.values.reduce(0, +) } == 10_000 })
        }
        #expect(ran.withLock { $0.count } == 1)
        for loop in others + [loop] { loop.stop() }
    }

    private actor Elsewhere {
        func visit() -> UInt { LoopScene.thread }
    }

    @Test("code after an await is back on the loop, wherever the wait ended", arguments: PollerKind.allCases)
    func comesHome(poller: PollerKind) async throws {
        let other = try EventLoop(poller)
        try other.start()
        try await LoopScene.play(on: poller) { loop in
            let home = await Self.thread()
            let away = await withUnsafeContinuation { continuation in
                other.execute { continuation.resume(returning: LoopScene.thread) }
            }
            #expect(away != home)
            #expect(await Self.thread() == home)
            _ = await Elsewhere().visit()
            #expect(await Self.thread() == home)
            async let child = Self.thread()
            #expect(await child == home)
            let group = await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { await Self.thread() } }
                return await group.reduce(into: Set<UInt>()) { $0.insert($1) }
            }
            #expect(group == [home])
            await loop.wait(milliseconds: 1)
            #expect(await Self.thread() == home)
        }
        other.stop()
    }

    private static func thread() async -> UInt {
        await Task.yield()
        return LoopScene.thread
    }

    @Test("what is done before each sleep is done after the round's work", arguments: PollerKind.allCases)
    func beforeSleep(poller: PollerKind) async throws {
        try await LoopScene.play(on: poller) { loop in
            var gathered: [Int] = []
            var written: [Int] = []
            loop.onSleep {
                written += gathered
                gathered = []
            }
            for number in 0..<3 {
                _ = loop.timer(atNanoseconds: 0) { gathered.append(number) }
            }
            #expect(await loop.eventually { written.count == 3 })
            #expect(gathered.isEmpty)
        }
    }

    @Test(
        "a loop that was stopped ends its thread and lets go of all that was left on it",
        arguments: PollerKind.allCases)
    func stops(poller: PollerKind) async throws {
        weak var gone: EventLoop?
        let released = Lock(false)
        do {
            let loop = try EventLoop(poller)
            gone = loop
            try loop.start()
            await withUnsafeContinuation { continuation in
                loop.execute {
                    let sentry = Sentry { released.withLock { $0 = true } }
                    _ = loop.timer(atNanoseconds: .max) { _ = (loop, sentry) }
                    loop.onSleep { _ = loop }
                    continuation.resume()
                }
            }
            loop.stop()
            loop.stop()
            #expect(released.withLock { $0 })
        }
        #expect(gone == nil)
    }

    @Test("a loop that never ran can be stopped", arguments: PollerKind.allCases)
    func stopsUnstarted(poller: PollerKind) throws {
        try EventLoop(poller).stop()
    }
}

/// Tells when it is let go.
private final class Sentry {
    private let whenGone: () -> Void

    init(whenGone: @escaping () -> Void) {
        self.whenGone = whenGone
    }

    deinit { whenGone() }
}
