// Webhooks when processes die and when there are several: told at least once, and once as a rule.
import Basics
import Store
import Testing

@testable import Payments

@Suite("Webhooks of mortal processes", .timeLimit(.minutes(5)))
struct HookCrashTests {
    @Test(
        "cut off between posting and ticking off: posted again when the lease has ended, with the same id and body",
        arguments: SceneEngine.available)
    func crash(engine: SceneEngine) async throws {
        try await HookBench.play(on: engine) { bench in
            try await bench.owe()
            let life = SceneLife(steps: 100)
            let sender = TestHookSender { _ in life.end() }
            await #expect(throws: SceneLife.Killed.self) {
                try await bench.delivery(by: sender, life: life).run(limit: 10)
            }
            #expect(sender.ids == ["msg_a1"])
            let other = bench.delivery(by: sender)
            bench.pass(seconds: DeliverHooks.leaseSeconds)
            #expect(try await other.run(limit: 10) == (0, 0))
            bench.pass(seconds: 1)
            #expect(try await other.run(limit: 10) == (1, 0))
            #expect(sender.ids == ["msg_a1", "msg_a1"])
            #expect(Set(sender.bodies).count == 1)
        }
    }

    @Test("who comes back after the lease has ended undoes nothing", arguments: SceneEngine.available)
    func late(engine: SceneEngine) async throws {
        try await HookBench.play(on: engine) { bench in
            try await bench.owe()
            let other = TestHookSender()
            let slow = TestHookSender(answering: [.status(500)]) { _ in
                bench.pass(seconds: DeliverHooks.leaseSeconds + 1)
                let counts = try? await bench.delivery(by: other).run(limit: 10)
                #expect(counts?.sent == 1)
            }
            #expect(try await bench.delivery(by: slow).run(limit: 10) == (0, 1))
            let row = try await bench.row()
            #expect(row.isSent && row.attempts == 0)
            #expect(other.ids == ["msg_a1"])
        }
    }

    @Test("two processes at once post each webhook once", arguments: SceneEngine.available)
    func two(engine: SceneEngine) async throws {
        try await HookBench.play(on: engine) { bench in
            let ids = (0..<60).map { "a\($0)" }
            for id in ids { try await bench.owe(id: id) }
            // While one is posting, all others have their turn.
            let sender = TestHookSender { _ in await Task.yield() }
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<2 {
                    group.addTask { _ = try await bench.delivery(by: sender).run(limit: 1000) }
                }
            }
            #expect(sender.ids.sorted() == ids.map { "msg_\($0)" }.sorted())
        }
    }
}

extension SceneLife {
    /// Now, whatever it was about to do.
    fileprivate func end() {
        while (try? step()) != nil {}
    }
}
