// Tests of holds between the booking and the lesson: placed by the job, declined, renewed, expired.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A hold's life", .timeLimit(.minutes(5)))
struct HoldLifeTests {
    @Test("a far lesson is held by the job at the lead, and not before", arguments: SceneGround.each)
    func farLesson(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 10 * 24).booking
            #expect(try await scene.payment(ofBooking: id).status == .pending)
            #expect(scene.intentCount == 0)
            scene.pass(days: 7, seconds: -1)
            #expect(try await scene.run(.authorizeDue).count == 0)
            scene.pass(seconds: 1)
            #expect(try await scene.run(.authorizeDue).count == 1)
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
            #expect(try await scene.run(.authorizeDue).count == 0)
            // It outlives the lesson: nobody has to look after it.
            scene.pass(days: 3, hours: 2, seconds: 1)
            try await scene.runJobs()
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.events(ofBooking: id).contains(.authorizationRenewed) == false)
        }
    }

    @Test("a far lesson is held on the card that is the newest by then", arguments: SceneGround.each)
    func newestCard(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 10 * 24).booking
            let old = try #require(try await scene.payment(ofBooking: id).card)
            scene.saveCard("mastercard")
            try scene.stripe.dashboard("payment_methods/\(old.text)/detach")
            scene.pass(days: 8)
            #expect(try await scene.run(.authorizeDue).count == 1)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .authorized)
            #expect(payment.card != old)
        }
    }

    @Test("a far lesson that is cancelled is never held", arguments: SceneEngine.available)
    func farCancelled(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 10 * 24).booking
            #expect(try await scene.cancel(id).result == .done)
            #expect(try await scene.payment(ofBooking: id).status == .released)
            scene.pass(days: 9)
            try await scene.runJobs()
            #expect(scene.intentCount == 0)
        }
    }

    @Test(
        "a declined hold is tried after 1, 12 and 24 hours and 12 hours before the lesson; then the slot is free",
        arguments: SceneGround.each)
    func declined(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("chargeCustomerFail")
            let id = try await scene.book(inHours: 60).booking
            let start = scene.now
            var tries: [Int64] = []
            for _ in 0..<(60 * 4) {
                let before = scene.posts("/payment_intents")
                try await scene.run(.authorizeDue)
                if scene.posts("/payment_intents") > before { tries.append((scene.now - start) / 60) }
                scene.pass(seconds: 900)
            }
            let expected: [Int64] = [60, 720, 1440, 2880]
            #expect(tries == expected)
            #expect(try await scene.booking(id).status == .cancelled)
            #expect(try await scene.payment(ofBooking: id).status == .failed)
            #expect(try await scene.events(ofBooking: id).last == .slotFreed)
            #expect(try await scene.mails().last == "slot_freed")
        }
    }

    @Test(
        "a declined hold that is tried again with a card that has funds stands", arguments: SceneGround.each)
    func declinedThenGood(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("chargeCustomerFail")
            let id = try await scene.book(inHours: 60).booking
            scene.pass(hours: 1)
            scene.saveCard("visa")
            #expect(try await scene.run(.authorizeDue).count == 1)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .authorized)
            #expect(payment.failures == 0)
            #expect(payment.holdDueAt == nil)
        }
    }

    @Test(
        "a hold that ends before its moved lesson is renewed: the new one first, then the old is let go",
        arguments: SceneGround.each)
    func renewed(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(expiringHolds: .renew)) { scene in
            let id = try await scene.book(inHours: 48).booking
            let old = try await scene.payment(ofBooking: id)
            try await scene.reschedule(id, inHours: 8 * 24)
            scene.pass(days: 3, hours: 18)
            #expect(try await scene.run(.checkExpiring).count == 0)
            scene.pass(seconds: 1)
            #expect(try await scene.run(.checkExpiring).count == 1)
            let new = try await scene.payment(ofBooking: id)
            #expect(new.intent != old.intent)
            #expect(new.authorizationExpiresAt == scene.now + 410_400)
            #expect(try scene.atStripe(old).status == "canceled")
            try await scene.deliver { $0.reversed() + $0 }
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
            scene.pass(days: 3, hours: 20)
            try await scene.run(.checkExpiring)
            scene.pass(hours: 13)
            try await scene.runJobs()
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.mails() == ["reserved", "processed"])
        }
    }

    @Test(
        "a refused renewal keeps the old hold and tells student and staff, each once",
        arguments: SceneGround.each)
    func renewalRefused(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(expiringHolds: .renew)) { scene in
            let id = try await scene.book(inHours: 48).booking
            let old = try await scene.payment(ofBooking: id)
            try await scene.reschedule(id, inHours: 8 * 24)
            scene.saveCard("chargeCustomerFail")
            scene.pass(days: 4)
            #expect(try await scene.shop.jobs.holdsLeftToEnd().isEmpty)
            for _ in 0..<3 {
                try await scene.run(.checkExpiring)
                scene.pass(hours: 1)
            }
            #expect(try await scene.shop.jobs.holdsLeftToEnd().map(\.booking) == [id])
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .authorized)
            #expect(payment.intent == old.intent)
            #expect(try await scene.mails() == ["reserved", "expiring", "staff_needed"])
        }
    }

    @Test("a lesson cancelled while its hold is renewed leaves neither hold", arguments: SceneGround.each)
    func cancelledWhileRenewed(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(expiringHolds: .renew)) { scene in
            let id = try await scene.book(inHours: 48).booking
            try await scene.reschedule(id, inHours: 8 * 24)
            scene.pass(days: 4)
            let pause = scene.stripe.pause(at: "/payment_intents")
            async let run = scene.run(.checkExpiring)
            await pause.reached()
            #expect(try await scene.cancel(id).result == .underWay)
            pause.release()
            _ = try await run
            #expect(try await scene.payment(ofBooking: id).status == .released)
            #expect(scene.heldAtStripe == 0)
        }
    }

    @Test(
        "a hold that ends before its moved lesson is captured, and the mail says so",
        arguments: SceneGround.each)
    func capturedEarly(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 48).booking
            try await scene.reschedule(id, inHours: 8 * 24)
            scene.pass(days: 4)
            #expect(try await scene.run(.checkExpiring).count == 1)
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.mails() == ["reserved", "processed_early"])
            // It is as free to cancel as before.
            try await scene.cancel(id)
            #expect(try await scene.payment(ofBooking: id).status == .refunded)
        }
    }

    @Test(
        "where holds are only told of, staff hear before the end, once, and after it",
        arguments: SceneGround.each)
    func told(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(expiringHolds: .tell)) { scene in
            let id = try await scene.book(inHours: 48).booking
            try await scene.reschedule(id, inHours: 8 * 24)
            #expect(try await scene.shop.jobs.holdsLeftToEnd().isEmpty)
            scene.pass(days: 4)
            #expect(try await scene.shop.jobs.holdsLeftToEnd().map(\.booking) == [id])
            for _ in 0..<3 { try await scene.run(.checkExpiring) }
            #expect(try await scene.mails() == ["reserved", "staff_needed"])
            scene.pass(days: 1)
            try await scene.deliver()
            #expect(try await scene.payment(ofBooking: id).cause == ReleaseCause.holdExpired.rawValue)
            #expect(try await scene.mails() == ["reserved", "staff_needed", "hold_expired"])
        }
    }

    @Test("a lesson whose hold has ended gets another with its new date", arguments: SceneGround.each)
    func heldAnew(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(expiringHolds: .tell)) { scene in
            let near = try await scene.book(inHours: 48).booking
            let far = try await scene.book(inHours: 50).booking
            scene.pass(days: 5)
            try await scene.deliver()
            #expect(try await scene.payment(ofBooking: near).status == .released)
            #expect(try await scene.reschedule(near, inHours: 48).result == .done)
            #expect(try await scene.payment(ofBooking: near).status == .authorized)
            try await scene.reschedule(far, inHours: 5 * 24)
            #expect(try await scene.payment(ofBooking: far).status == .released)
            scene.pass(days: 2)
            try await scene.run(.authorizeDue)
            #expect(try await scene.payment(ofBooking: far).status == .authorized)
            try await scene.capture(far)
            try await scene.cancel(near, by: .instructor)
        }
    }
}
