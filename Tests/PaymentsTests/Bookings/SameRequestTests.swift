// Tests of requests that are sent again: the same one under its key, and others under one that is taken.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("The same request again", .timeLimit(.minutes(5)))
struct SameRequestTests {
    @Test("50 equal bookings at once under one key are one hold", arguments: SceneEngine.available)
    func equalRequests(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let lesson = scene.lesson(inHours: 48)
            let answers = await withTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask {
                        await outcome { try await scene.shop.bookings.book(lesson, scene.request("k")) }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(Set(answers).isSubset(of: ["1 done", "idempotency_key_in_use"]), "\(Set(answers))")
            #expect(answers.contains("1 done"))
            #expect(scene.intentCount == 1)
            let count = try await scene.values("SELECT COUNT(*) AS value FROM bookings")
            #expect(count == [1])
            let again = try await scene.shop.bookings.book(lesson, scene.request("k"))
            #expect(again.body == "1 done")
        }
    }

    @Test(
        "another request under the same key is refused, and nothing is done", arguments: SceneEngine.available
    )
    func keyReused(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            _ = try await scene.shop.bookings.book(scene.lesson(inHours: 48), scene.request("k"))
            let other = scene.request("k", hash: "another")
            let answer = await outcome {
                try await scene.shop.bookings.book(scene.lesson(inHours: 72), other)
            }
            #expect(answer == "idempotency_key_reused")
            #expect(scene.intentCount == 1)
        }
    }

    @Test("a key is its caller's own: another's is another request", arguments: SceneEngine.available)
    func keyOfAnother(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            _ = try await scene.shop.bookings.book(scene.lesson(inHours: 48), scene.request("k"))
            let other = CallerRequest(
                RequestIdentity(caller: "another", key: "k", requestHash: "the same"), viewer: .everyone,
                render: SceneAnswer.render)
            #expect(try await scene.shop.bookings.book(scene.lesson(inHours: 72), other).body == "2 done")
        }
    }

    @Test("after a decline a new card works under a new key", arguments: SceneEngine.available)
    func newCard(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            scene.saveCard("chargeCustomerFail")
            let lesson = scene.lesson(inHours: 48)
            let declined = try await scene.shop.bookings.book(lesson, scene.request("a"))
            #expect(declined.status == 402)
            #expect(try await scene.shop.bookings.book(lesson, scene.request("a")).isReplayed)
            scene.saveCard("visa")
            #expect(try await scene.book(inHours: 50, key: "b").result == .done)
        }
    }
}
