// The timers' heap against the plainest thing that does the same.
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)))
struct TimerQueueTests {
    private static func drain(_ queue: inout TimerQueue) -> [UInt64] {
        var fired: [UInt64] = []
        while let timer = queue.popDue(atNanoseconds: .max) { fired.append(timer.dueNanoseconds) }
        return fired
    }

    @Test("whatever was inserted, moved and removed, the rest comes out in order", arguments: 1...20)
    func model(seed: UInt64) {
        var random = SplitMix(state: seed)
        var queue = TimerQueue()
        var timers: [LoopTimer] = []
        for _ in 0..<500 {
            let due = random.next() % 100
            switch random.next() % 4 {
            case 0 where !timers.isEmpty:
                queue.remove(timers.remove(at: Int(random.next() % UInt64(timers.count))))
            case 1 where !timers.isEmpty:
                queue.move(timers[Int(random.next() % UInt64(timers.count))], toNanoseconds: due)
            default:
                let timer = LoopTimer(dueNanoseconds: due) {}
                queue.insert(timer)
                timers.append(timer)
            }
            #expect(queue.nextDueNanoseconds == timers.map(\.dueNanoseconds).min())
        }
        #expect(Self.drain(&queue) == timers.map(\.dueNanoseconds).sorted())
        #expect(timers.allSatisfy { !$0.isArmed })
    }

    @Test("what is not due stays")
    func notDue() {
        var queue = TimerQueue()
        queue.insert(LoopTimer(dueNanoseconds: 10) {})
        #expect(queue.popDue(atNanoseconds: 9) == nil)
        #expect(queue.popDue(atNanoseconds: 10) != nil)
        #expect(queue.nextDueNanoseconds == nil)
    }

    @Test("removing twice is removing once, and moving arms again")
    func twice() {
        var queue = TimerQueue()
        let timer = LoopTimer(dueNanoseconds: 1) {}
        queue.insert(timer)
        queue.remove(timer)
        queue.remove(timer)
        #expect(!timer.isArmed)
        queue.move(timer, toNanoseconds: 5)
        #expect(timer.isArmed)
        #expect(Self.drain(&queue) == [5])
    }
}

/// SplitMix64: the same numbers at each run, so that a failure can be run again.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
