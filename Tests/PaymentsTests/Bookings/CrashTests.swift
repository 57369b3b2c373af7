// Tests of a process that is killed at any moment of a move of money.
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("A process killed at every write and every call", .timeLimit(.minutes(5)))
struct CrashTests {
    @Test(
        "kill -9 at every step of a move: the completer finishes it, and the same request again does nothing more",
        arguments: SceneGround.each, SceneMove.allCases)
    func everyStep(_ ground: SceneGround, _ move: SceneMove) async throws {
        try await BookingScene.play(ground, move.settings) { scene in
            var steps = 0
            while true {
                let before = scene.intentCount
                let prepared = try await move.prepare(scene)
                let mortal = try scene.process(steps: steps)
                try? await move.perform(scene, prepared, at: mortal, key: "key \(steps)")
                guard mortal.life.isDead else { break }
                try await scene.settle(at: try scene.process())
                try await move.perform(scene, prepared, at: try scene.process(), key: "key \(steps)")
                try await scene.expectMade(move, try await scene.newestBooking(), "killed at step \(steps)")
                #expect(scene.intentCount == before + (move == .renew ? 2 : 1))
                try await scene.endNewest()
                steps += 1
                try #require(steps < 40)
            }
            #expect(steps >= 6)
        }
    }

    @Test(
        "kill -9 between the commit and the answer: the same request again gets the answer that was not sent")
    func answerKept() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let lesson = scene.lesson(inHours: 48)
            // Card, claim and intent, call, outcome: the last step is behind the last commit.
            var steps = 0
            while true {
                let mortal = try scene.process(steps: steps)
                _ = try? await mortal.bookings.book(lesson, scene.request("k"))
                let kept = try? await scene.shop.bookings.answerKept(for: scene.request("k"))
                if let kept {
                    #expect(mortal.life.isDead)
                    #expect(kept.status == 200)
                    break
                }
                // Whoever died is gone for long enough that another may take the request up.
                scene.pass(seconds: 130)
                steps += 1
                try #require(steps < 20)
            }
            let posts = scene.stripe.posts.count
            let again = try await scene.shop.bookings.book(lesson, scene.request("k"))
            #expect(again.isReplayed)
            #expect(scene.stripe.posts.count == posts)
            #expect(scene.intentCount == 1)
        }
    }
}
