// Tests of what is done to bookings' payments at Stripe itself: by staff, by banks, by cardholders.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("What is done at the Dashboard", .timeLimit(.minutes(5)))
struct DashboardTests {
    @Test("a hold canceled there is released here, and says by whom", arguments: SceneGround.each)
    func canceled(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("payment_intents/\(intent.text)/cancel")
            try await scene.deliver()
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .released)
            #expect(payment.cause == ReleaseCause.canceledElsewhere.rawValue)
        }
    }

    @Test(
        "a hold captured there is captured here, and completing captures nothing more",
        arguments: SceneGround.each)
    func captured(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("payment_intents/\(intent.text)/capture")
            try await scene.deliver()
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.complete(id).result == .done)
            #expect(scene.posts("/capture") == 0)
        }
    }

    @Test("a hold captured there while the lesson is cancelled here is refunded", arguments: SceneGround.each)
    func capturedAndCancelled(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("payment_intents/\(intent.text)/capture")
            try await scene.cancel(id)
            #expect(try await scene.payment(ofBooking: id).status == .refunded)
        }
    }

    @Test(
        "a refund made there is known here, and what is owed back still comes to the cent",
        arguments: SceneGround.each)
    func refunded(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent.text)&amount=4000")
            // The event comes after the cancel, whose refund is therefore too large.
            try await scene.cancel(id)
            try await scene.deliver()
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .refunded)
            #expect(payment.refundAmount == 9600)
        }
    }

    @Test(
        "all of it refunded there before the cancel asks: there is nothing left to do",
        arguments: SceneGround.each)
    func refundedInFull(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent.text)")
            try await scene.cancel(id)
            #expect(try await scene.payment(ofBooking: id).status == .refunded)
            #expect(scene.stripe.books.refundCount == 1)
        }
    }

    @Test(
        "a refund that the bank sends back later takes the payment back to captured, and staff are told once",
        arguments: SceneGround.each)
    func refundFails(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber("4000000000005126")
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            try await scene.cancel(id)
            #expect(try await scene.payment(ofBooking: id).status == .refunded)
            scene.pass(days: 1)
            try await scene.deliver { $0 + $0 }
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .captured)
            #expect(payment.refundAmount == 0)
            #expect(try await scene.events(ofBooking: id).count { $0 == .refundFailed } == 1)
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            #expect(scene.posts("/refunds") == 1)
        }
    }

    @Test(
        "a dispute takes the money until it is decided, and staff are told once", arguments: SceneGround.each,
        [true, false])
    func dispute(_ ground: SceneGround, _ isWon: Bool) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber("4000000000000259")
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            try await scene.deliver { $0 + $0 }
            #expect(try await scene.payment(ofBooking: id).dispute == "needs_response")
            #expect(try await scene.balance(.disputesOpen) == 9600)
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            let list = try scene.stripe.dashboard("disputes", method: "GET")
            let dispute = try #require(list["data"]?.elements.first?["id"]?.string)
            let evidence = isWon ? "winning_evidence" : "losing_evidence"
            try scene.stripe.dashboard("disputes/\(dispute)", "evidence[uncategorized_text]=\(evidence)")
            try await scene.deliver { $0.reversed() + $0 }
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.dispute == (isWon ? "won" : "lost"))
            #expect(payment.status == .captured)
            #expect(try await scene.balance(.disputesOpen) == 0)
            #expect(try await scene.balance(.disputeLosses) == (isWon ? 0 : 9600))
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            #expect(try await !scene.hasWaitingEvent())
        }
    }

    @Test("a dispute of which one hears when it is lost already", arguments: SceneGround.each)
    func disputeHeardLate(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber("4000000000000259")
            let id = try await scene.book(inHours: 24).booking
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("payment_intents/\(intent.text)/capture")
            let list = try scene.stripe.dashboard("disputes", method: "GET")
            let dispute = try #require(list["data"]?.elements.first?["id"]?.string)
            try scene.stripe.dashboard("disputes/\(dispute)/close")
            // The last first: it brings the capture too.
            try await scene.deliver { $0.reversed() }
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.balance(.disputeLosses) == 9600)
            #expect(try await !scene.hasWaitingEvent())
        }
    }

    @Test("an inquiry that becomes a dispute takes the money then", arguments: SceneEngine.available)
    func inquiryFirst(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            for (status, open) in [("warning_needs_response", 0), ("needs_response", 9600), ("won", 0)] {
                _ = try await scene.shop.intake.effect.movements.sync(
                    intent: intent, reason: "told",
                    dispute: DisputeTruth(status: status, amount: 9600, fee: 0))
                #expect(try await scene.balance(.disputesOpen) == open)
            }
            #expect(try await scene.balance(.stripeBalance) == 9600)
        }
    }

    @Test("an inquiry takes no money", arguments: SceneGround.each)
    func inquiry(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber("4000000000001976")
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            try await scene.deliver()
            #expect(try await scene.payment(ofBooking: id).dispute == "warning_needs_response")
            #expect(try await scene.balance(.disputesOpen) == 0)
        }
    }
}
