// Tests of jobs that have nothing to do.
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("A job with nothing to do", .timeLimit(.minutes(5)))
struct JobRestTests {
    @Test("writes nothing, but says every ten minutes that it looked", arguments: SceneGround.each)
    func rests(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            func lookedAt() async throws -> Int64? {
                try await scene.database.read { tx in
                    try await tx.lastSuccess(of: JobName.deliverOutbox.rawValue)
                }
            }
            let start = scene.now
            for seconds: Int64 in [0, 10, 300, 289] {
                scene.stripe.pass(seconds)
                let run = try await scene.shop.jobs.run(.deliverOutbox)
                #expect(run?.count == 0)
                #expect(try await lookedAt() == start)
            }
            scene.stripe.pass(1)
            let run = try await scene.shop.jobs.run(.deliverOutbox)
            #expect(run?.count == 0)
            #expect(try await lookedAt() == start + 600)
        }
    }

    @Test("takes no lease that another process holds, and leaves it as it is", arguments: SceneGround.each)
    func held(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let now = scene.now
            let name = JobName.reapKeys.rawValue
            let lease = try await scene.database.transaction { tx in
                try await tx.takeLease(name, owner: "another", until: now + 60, now: now)
            }
            let held = try #require(lease)
            _ = try await scene.shop.jobs.run(.reapKeys)
            let isTheirs = try await scene.database.transaction { tx in
                try await tx.giveBack(held, cursor: nil, error: nil, now: now)
            }
            #expect(isTheirs)
        }
    }
}
