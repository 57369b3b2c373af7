// Tests of what happens at Stripe while nothing of it is told: found in the list of events, or by looking.
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Events that never came", .timeLimit(.minutes(5)))
struct LostEventsTests {
    @Test(
        "refunds, disputes and returned refunds of days without a webhook are known after one look",
        arguments: SceneGround.each)
    func moneyThatMoved(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            try await scene.run(.missedWebhooks)
            let held = try await scene.book(inHours: 24).booking
            let refunded = try await scene.book(inHours: 26).booking
            try await scene.capture(refunded)
            scene.saveNumber("4000000000000259")
            let disputed = try await scene.book(inHours: 28).booking
            try await scene.capture(disputed)
            scene.saveNumber("4000000000005126")
            let returned = try await scene.book(inHours: 30).booking
            try await scene.capture(returned)

            let (some, all) = (
                try await scene.intent(of: refunded), try await scene.intent(of: returned)
            )
            try scene.stripe.dashboard("refunds", "payment_intent=\(some)&amount=4000")
            try scene.stripe.dashboard("refunds", "payment_intent=\(all)")
            // Beyond the hold's end, and the bank has sent the second refund back.
            scene.pass(days: 5)
            _ = scene.stripe.takeEvents()
            try await scene.run(.missedWebhooks)

            let payment = try await scene.payment(ofBooking: refunded)
            #expect(payment.status == .captured)
            #expect(payment.refundAmount == 4000)
            #expect(try await scene.payment(ofBooking: disputed).dispute == "needs_response")
            #expect(try await scene.balance(.disputesOpen) == 9600)
            #expect(try await scene.payment(ofBooking: returned).status == .captured)
            #expect(try await scene.payment(ofBooking: returned).refundAmount == 0)
            #expect(
                try await scene.payment(ofBooking: held).cause == ReleaseCause.holdExpired.rawValue)
            #expect(try await scene.mails().contains("staff_needed"))
            #expect(try await scene.run(.missedWebhooks).count == 0, "it was told twice")
        }
    }

    @Test(
        "what Stripe lists no more is made up for by comparing the open holds with it",
        arguments: SceneGround.each)
    func forgotten(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            try await scene.run(.missedWebhooks)
            let canceled = try await scene.book(inHours: 24).booking
            let captured = try await scene.book(inHours: 26).booking
            let expired = try await scene.book(inHours: 28).booking
            try scene.stripe.dashboard("payment_intents/\(try await scene.intent(of: canceled))/cancel")
            let intent = try await scene.intent(of: captured)
            try scene.stripe.dashboard("payment_intents/\(intent)/capture", "amount_to_capture=8000")
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=3000")
            // The last of them, the end of the third hold, was five days after the others.
            scene.pass(days: 36)
            _ = scene.stripe.takeEvents()
            #expect(try await scene.run(.missedWebhooks).count == 0)
            #expect(try await scene.payment(ofBooking: canceled).status == .authorized)

            #expect(try await scene.run(.reconcile).count == 3)
            #expect(try await scene.payment(ofBooking: canceled).status == .released)
            let payment = try await scene.payment(ofBooking: captured)
            #expect(payment.capturedAmount == 8000)
            #expect(payment.refundAmount == 3000)
            #expect(
                try await scene.payment(ofBooking: expired).cause == ReleaseCause.holdExpired.rawValue)
        }
    }
}
