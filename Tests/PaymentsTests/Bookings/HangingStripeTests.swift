// Tests of a Stripe that keeps a move of money waiting for longer than anybody waits for it.
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("A Stripe that hangs", .timeLimit(.minutes(5)))
struct HangingStripeTests {
    @Test(
        "while a move hangs everybody else is answered; it is under way when its time is up, and a job makes it",
        arguments: SceneEngine.available, SceneMove.allCases)
    func hangs(_ engine: SceneEngine, _ move: SceneMove) async throws {
        try await BookingScene.play(SceneGround(engine: engine), move.settings) { scene in
            let prepared = try await move.prepare(scene)
            let other = try await scene.book(inHours: 30).booking
            let pause = scene.stripe.pause(at: move.path)
            async let hanging: Void = move.perform(scene, prepared, at: scene.shop)
            await pause.reached()

            // Stripe answers nothing of it before the last of these has its answer.
            let newest = try await scene.newestBooking()
            let id = prepared ?? newest
            #expect(try await scene.shop.bookings.booking(id, for: .everyone).booking.id == id)
            let list = try await scene.shop.bookings.bookings(
                BookingFilter(), after: nil, limit: 10, for: .everyone)
            #expect(list.map(\.id).contains(other))
            _ = try await scene.shop.bookings.quote(other, by: .student, for: .everyone)
            #expect(try await scene.book(inHours: 36).result == .done)
            #expect(try await scene.capture(other).result == .done)

            scene.stripe.strike(.timesOut, at: move.path)
            pause.release()
            try await hanging
            #expect(try await scene.hasOpenMove(), "it was not left open")
            scene.pass(seconds: 61)
            try await scene.run(.completeOperations)
            try await scene.expectMade(move, id, "\(move)")
        }
    }

    @Test("a job that hangs on one hold keeps no other job waiting", arguments: SceneEngine.available)
    func hangingJob(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let far = try await scene.book(inHours: 80).booking
            let taught = try await scene.book(inHours: 4).booking
            scene.pass(hours: 8)
            let pause = scene.stripe.pause(at: "/payment_intents")
            async let hanging = scene.run(.authorizeDue)
            await pause.reached()
            try await scene.run(.autoCapture)
            #expect(try await scene.payment(ofBooking: taught).status == .captured)
            pause.release()
            #expect(try await hanging.count == 1)
            #expect(try await scene.payment(ofBooking: far).status == .authorized)
        }
    }
}
