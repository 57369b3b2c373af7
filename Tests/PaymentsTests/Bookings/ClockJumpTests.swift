// Tests of a wall clock that jumps ten minutes forward and back while money is moved by it.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Clocks that jump", .timeLimit(.minutes(5)))
struct ClockJumpTests {
    private static let jump: Int64 = 600

    @Test(
        "a clock that jumps between booking, hold and capture: one hold, one capture, none before the lesson's end",
        arguments: SceneEngine.available, [UInt64(1), 2, 3])
    func wholeLife(_ engine: SceneEngine, _ seed: UInt64) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            var dice = SceneDice(seed: seed)
            let clock = SceneClock(scene, ahead: Self.jump)
            let shop = try scene.process(clock: clock.clock)
            let id = try await scene.book(inHours: 10 * 24, at: shop).booking
            let booking = try await scene.booking(id)
            // Around the time of the hold, and around the lesson's end.
            for moment in [booking.startsAt - 3 * BookingScene.day, booking.endsAt + BookingScene.hour] {
                scene.pass(seconds: moment - BookingScene.hour * 3 / 2 - scene.now)
                for _ in 0..<45 {
                    clock.jump(to: [-Self.jump, 0, Self.jump].randomElement(using: &dice) ?? 0)
                    for job in [JobName.authorizeDue, .completeOperations, .checkExpiring, .autoCapture] {
                        _ = try await shop.jobs.run(job)
                    }
                    if scene.now < booking.endsAt {
                        #expect(scene.posts("/capture") == 0, "captured before the lesson was over")
                    }
                    scene.pass(seconds: 240)
                }
            }
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(scene.intentCount == 1)
            #expect(scene.posts("/capture") == 1)
            #expect(try await scene.mails() == ["reserved", "processed"])
        }
    }

    @Test(
        "a clock that jumps over the lease of a capture under way: taken up twice, made once",
        arguments: SceneEngine.available)
    func leaseOver(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            let pause = scene.stripe.pause(at: "/capture")
            async let first = scene.capture(id, key: "k")
            await pause.reached()
            let fast = try scene.process(clock: SceneClock(scene, ahead: Self.jump).clock)
            let second = try await scene.capture(id, at: fast, key: "k")
            #expect(second.result == .done)
            pause.release()
            #expect(try await first.result == .done)
            #expect(scene.posts("/capture") == 2)
            #expect(Set(scene.stripe.keys(of: "/capture")).count == 1)
            #expect(try await scene.events(ofBooking: id).count { $0 == .captured } == 1)
            #expect(try await scene.mails() == ["reserved", "processed"])
        }
    }

    @Test(
        "what is told while the clock is fast is found when it is set right", arguments: SceneEngine.available
    )
    func fastForAWhile(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            _ = scene.stripe.takeEvents()
            let clock = SceneClock(scene, ahead: Self.jump)
            let shop = try scene.process(clock: clock.clock)
            try await scene.run(.missedWebhooks, at: shop)
            clock.jump(to: 0)
            scene.pass(seconds: 60)
            try scene.stripe.dashboard("payment_intents/\(try await scene.intent(of: id))/cancel")
            _ = scene.stripe.takeEvents()
            scene.pass(seconds: 1200)
            #expect(try await scene.run(.missedWebhooks, at: shop).count == 1)
            #expect(try await scene.payment(ofBooking: id).status == .released)
        }
    }

    @Test(
        "an event is taken by a clock that is four minutes off, and refused by one that is beyond five minutes fast",
        arguments: [(240, true), (-240, true), (300, true), (-600, true), (301, false)] as [(Int64, Bool)])
    func tolerance(ahead: Int64, isTaken: Bool) async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 24).booking
            _ = scene.stripe.takeEvents()
            try scene.stripe.dashboard("payment_intents/\(try await scene.intent(of: id))/capture")
            let shop = try scene.process(clock: SceneClock(scene, ahead: ahead).clock)
            for delivery in scene.stripe.takeEvents() {
                let signature = delivery.headers.first { $0.name == "Stripe-Signature" }?.value
                if isTaken {
                    _ = try await shop.webhooks.receive(delivery.body, signature: signature)
                } else {
                    await #expect(throws: WebhookFailure.oldSignature) {
                        try await shop.webhooks.receive(delivery.body, signature: signature)
                    }
                }
            }
            #expect(try await scene.payment(ofBooking: id).status == (isTaken ? .captured : .authorized))
            // Nothing is lost by it: the list of events knows.
            try await scene.run(.missedWebhooks)
        }
    }
}
