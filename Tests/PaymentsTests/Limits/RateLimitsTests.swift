// Tests of what is kept of the limits on requests, and for how long.
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("rate limits that are kept", .timeLimit(.minutes(5)))
struct RateLimitsTests {
    @Test(
        "are counted by the shop's clock, and dropped by reap_keys once they are whole",
        arguments: SceneGround.each)
    func reaped(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let limits = RateLimits(database: scene.database, clock: scene.stripe.clock)
            let twice = try #require(RateLimit(2, per: .minute))
            let claims = ["ada", "bob"].map { RateClaim(.requests, of: $0, limit: twice) }
            #expect(try await limits.take(claims) == nil)
            #expect(try await limits.take([claims[0]]) == nil)
            #expect(try await limits.take(claims) == RateRefusal(.requests, retryAfterSeconds: 30))
            var dropped: [Int?] = []
            for seconds: Int64 in [29, 1, 29, 1, 0] {
                scene.stripe.pass(seconds)
                dropped.append(try await scene.shop.jobs.run(.reapKeys)?.count)
            }
            // Bob's was whole after half a minute, Ada's after one.
            #expect(dropped == [0, 1, 0, 1, 0])
        }
    }

    @Test("no claims ask the database nothing", arguments: SceneGround.each)
    func nothing(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let closed = try SQLiteDatabase.inMemory()
            await closed.close()
            let limits = RateLimits(database: closed, clock: scene.stripe.clock)
            #expect(try await limits.take([]) == nil)
        }
    }
}
