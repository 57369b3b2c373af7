// Tests of what another service claims of a payment and Stripe does not bear out.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("What Stripe does not bear out is no payment", .timeLimit(.minutes(5)))
struct PaymentClaimTests {
    /// Nothing is written down, and what is held stays as it is.
    private func refused(
        _ code: String, _ ground: SceneGround,
        _ prepare:
            @escaping @Sendable (BookingScene) throws -> (
                token: String, amount: Money
            )
    ) async throws {
        try await BookingScene.play(ground) { scene in
            let claim = try prepare(scene)
            let before = scene.stripe.books
            await expectConflict(code) { try await scene.put(try scene.charge(claim.token, claim.amount)) }
            #expect(scene.stripe.books == before)
            #expect(try await scene.serviceCount() == 0)
            // The books of the test want no money held that nobody knows of.
            for (id, intent) in scene.stripe.books.intents where intent.status == "requires_capture" {
                try scene.stripe.dashboard("payment_intents/\(id)/cancel")
            }
        }
    }

    @Test("another amount", arguments: SceneGround.each, [ServiceHand.intent, .charge])
    func amount(_ ground: SceneGround, _ hand: ServiceHand) async throws {
        try await refused("claim_differs", ground) {
            (try hand.token($0), Money(minorUnits: 10_098, currency: .usd))
        }
    }

    @Test("another currency", arguments: SceneGround.each, [ServiceHand.intent, .charge])
    func currency(_ ground: SceneGround, _ hand: ServiceHand) async throws {
        let euro = try #require(Currency("eur"))
        try await refused("claim_differs", ground) {
            (try hand.token($0), Money(minorUnits: 10_099, currency: euro))
        }
    }

    @Test("an intent that nobody confirmed", arguments: SceneGround.each)
    func unconfirmed(_ ground: SceneGround) async throws {
        try await refused("not_authorized", ground) { scene in
            let made = try scene.stripe.dashboard(
                "payment_intents", "amount=10099&currency=usd&capture_method=manual")
            return (try #require(made["id"]?.string), BookingScene.fare)
        }
    }

    @Test("an intent that waits for its card's owner", arguments: SceneGround.each)
    func waiting(_ ground: SceneGround) async throws {
        try await refused("not_authorized", ground) { scene in
            (try scene.preauthorize(of: "authenticationRequired"), BookingScene.fare)
        }
    }

    @Test("a hold that was let go", arguments: SceneGround.each, [ServiceHand.intent, .charge])
    func canceled(_ ground: SceneGround, _ hand: ServiceHand) async throws {
        try await refused("not_authorized", ground) { scene in
            let token = try hand.token(scene)
            for id in scene.stripe.books.intents.keys {
                try scene.stripe.dashboard("payment_intents/\(id)/cancel")
            }
            return (token, BookingScene.fare)
        }
    }

    @Test("a hold that was collected already is a payment all the same", arguments: SceneGround.each)
    func captured(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let intent = try scene.preauthorize()
            try scene.stripe.dashboard("payment_intents/\(intent)/capture", "amount_to_capture=9000")
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=1000")
            for amount in [Int64(9000), 8000] {
                let claim = try scene.charge(intent, Money(minorUnits: amount, currency: .usd))
                await expectConflict("claim_differs") { try await scene.put(claim) }
            }
            let told = try await scene.put(try scene.charge(intent))
            #expect(told.status == "captured")
            let payment = try await scene.payment(named: told.name)
            #expect(payment.capturedAmount == 9000)
            #expect(payment.refundAmount == 1000)
            #expect(try await scene.owedNews(of: told.name) == ["payment.captured", "payment.refunded"])
            #expect(try await scene.complete(told.name).result == .done)
            #expect(try await scene.cancel(payment: told.name).status == "refunded")
        }
    }

    @Test(
        "a booking's intent is the booking's, also while its answer is lost", arguments: SceneGround.each)
    func ofBooking(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let booked = try await scene.book(inHours: 24).booking
            let price = BookingScene.price
            let intent = try await scene.intent(of: booked)
            await expectConflict("intent_in_use") { try await scene.put(try scene.charge(intent, price)) }
            scene.stripe.strike(.lostAfter, at: "/payment_intents", strikes: 3)
            try await scene.book(inHours: 30)
            let fresh = try #require(scene.stripe.books.intents.keys.first { $0 != intent })
            await expectConflict("intent_in_use") { try await scene.put(try scene.charge(fresh, price)) }
            try await scene.settle()
            #expect(try await scene.serviceCount() == 0)
        }
    }

    @Test("a lesson's intent is the lesson routes'", arguments: SceneGround.each)
    func ofLesson(_ ground: SceneGround) async throws {
        try await refused("intent_in_use", ground) { scene in
            (try scene.preauthorize("&metadata[type]=lessons-payment"), BookingScene.fare)
        }
    }

    @Test("another payment's charge is that payment's", arguments: SceneGround.each)
    func ofAnotherPayment(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let told = try await scene.put(.method)
            let payment = try await scene.payment(named: told.name)
            let (charge, intent) = (try #require(payment.charge), try #require(payment.intent))
            for token in [charge, intent.text] {
                await expectConflict("intent_in_use") { try await scene.put(try scene.charge(token)) }
            }
        }
    }
}

extension BookingScene {
    fileprivate func preauthorize(_ fields: String) throws -> String {
        try preauthorize(of: "visa", fields)
    }
}
