// Tests of holds that a person has renewed or placed, without waiting for the job.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A hold now", .timeLimit(.minutes(5)))
struct HoldNowTests {
    private static func renew(_ scene: BookingScene, _ id: Int64, key: String? = nil) async throws
        -> SceneAnswer
    {
        try SceneAnswer(try await scene.shop.bookings.renewHold(id, scene.request(key)))
    }

    private static func authorize(
        _ scene: BookingScene, _ id: Int64, key: String? = nil
    ) async throws -> SceneAnswer {
        try SceneAnswer(try await scene.shop.bookings.authorizeNow(id, scene.request(key)))
    }

    @Test(
        "a hold that ends before its lesson is renewed on the newest card, and the old one let go",
        arguments: SceneGround.each)
    func renewed(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 48).booking
            await expectConflict("hold_lasts_long_enough") { try await Self.renew(scene, id) }
            try await scene.reschedule(id, inHours: 8 * 24)
            scene.saveCard("mastercard")
            scene.pass(days: 1)
            let old = try await scene.payment(ofBooking: id)
            for _ in 0..<2 { #expect(try await Self.renew(scene, id, key: "k").result == .done) }
            let new = try await scene.payment(ofBooking: id)
            #expect(new.intent != old.intent && new.card != old.card)
            #expect((new.authorizationExpiresAt ?? 0) > (old.authorizationExpiresAt ?? 0))
            #expect(try scene.atStripe(old).status == "canceled")
            #expect(scene.heldAtStripe == 9600)
            #expect(try await scene.events(ofBooking: id).count { $0 == .authorizationRenewed } == 1)
            // What the job would do is done.
            #expect(try await scene.run(.checkExpiring).count == 0)
        }
    }

    @Test("a renewal that the card refuses keeps the present hold, and student and staff are told")
    func renewalRefused() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 48).booking
            try await scene.reschedule(id, inHours: 8 * 24)
            scene.saveCard("chargeCustomerFail")
            let told = try await Self.renew(scene, id)
            #expect(told.result == .refused)
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
            #expect(scene.heldAtStripe == 9600)
            #expect(try await scene.mails().suffix(2) == ["expiring", "staff_needed"])
        }
    }

    @Test(
        "a declined hold is tried on the newest card at once, and not again by the job",
        arguments: SceneGround.each)
    func authorized(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("chargeCustomerFail")
            let id = try await scene.book(inHours: 60).booking
            let again = try await Self.authorize(scene, id)
            #expect(again.result == .refused)
            #expect(try await scene.payment(ofBooking: id).failures == 2)
            scene.saveCard("visa")
            #expect(try await Self.authorize(scene, id).result == .done)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .authorized && payment.failures == 0 && payment.holdDueAt == nil)
            await expectConflict("already_held") { try await Self.authorize(scene, id) }
            scene.pass(hours: 2)
            #expect(try await scene.run(.authorizeDue).count == 0)
            #expect(scene.heldAtStripe == 9600)
        }
    }

    @Test("a hold that is not due yet is left to the job, and one that nothing is owed for is not placed")
    func notDue() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let far = try await scene.book(inHours: 10 * 24).booking
            await expectConflict("hold_not_due") { try await Self.authorize(scene, far) }
            scene.pass(days: 7)
            #expect(try await Self.authorize(scene, far).result == .done)
            let untaught = try await scene.book(inHours: 20 * 24).booking
            try await scene.complete(untaught, minutes: 0)
            await expectConflict("nothing_owed") { try await Self.authorize(scene, untaught) }
            #expect(scene.intentCount == 1)
        }
    }

    @Test("a lesson that was taught on a card that had refused is captured with the new hold")
    func taught() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            scene.saveCard("chargeCustomerFail")
            let id = try await scene.book(inHours: 24).booking
            try await scene.complete(id)
            scene.saveCard("visa")
            #expect(try await Self.authorize(scene, id).result == .done)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .captured && payment.capturedAmount == 9600)
            #expect(try await !scene.hasOpenMove())
        }
    }

    @Test("while Stripe does not answer for the cards, nothing is written down")
    func noAnswer() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            scene.saveCard("chargeCustomerFail")
            let id = try await scene.book(inHours: 60).booking
            let before = try await scene.events(ofBooking: id)
            scene.stripe.strike(.lostBefore, at: "/payment_methods", method: "GET", strikes: 9)
            let told = await outcome { try await scene.shop.bookings.authorizeNow(id, scene.request("k")) }
            #expect(told == "stripe_unavailable", "\(told)")
            scene.stripe.heal()
            #expect(try await scene.events(ofBooking: id) == before)
            #expect(try await !scene.hasOpenMove())
        }
    }
}
