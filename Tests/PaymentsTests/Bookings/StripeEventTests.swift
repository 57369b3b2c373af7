// Tests of what Stripe tells about bookings: late, often, in any order, and not at all.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("Stripe's events about bookings", .timeLimit(.minutes(5)))
struct StripeEventTests {
    @Test(
        "an event delivered ten times, five of them at once, has one effect", arguments: SceneEngine.available
    )
    func tenTimes(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.deliver()
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("payment_intents/\(intent.text)/cancel")
            let event = try #require(
                try scene.events().first { $0.type == "payment_intent.canceled" })
            let outcomes = try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { try await scene.shop.intake.take(event) } }
                return try await group.reduce(into: [EventOutcome]()) { $0.append($1) }
            }
            #expect(outcomes.contains(.applied))
            for _ in 0..<5 { #expect(try await scene.shop.intake.take(event) == .ignored) }
            let events = try await scene.events(ofBooking: id)
            #expect(events.count { $0 == .released } == 1)
            #expect(try await scene.mails() == ["reserved", "released"])
        }
    }

    @Test("events of a whole life, in whatever order, lead to the same end", arguments: SceneGround.each)
    func shuffled(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            var dice = SceneDice(seed: 7)
            for _ in 0..<20 {
                let id = try await scene.book(inHours: 24).booking
                let intent = try #require(try await scene.payment(ofBooking: id).intent)
                try scene.stripe.dashboard("payment_intents/\(intent.text)/capture", "amount_to_capture=8000")
                try scene.stripe.dashboard("refunds", "payment_intent=\(intent.text)&amount=3000")
                try await scene.deliver { ($0 + $0).shuffled(using: &dice) }
                let payment = try await scene.payment(ofBooking: id)
                #expect(payment.status == .captured)
                #expect(payment.capturedAmount == 8000)
                #expect(payment.refundAmount == 3000)
                #expect(
                    try await scene.events(ofBooking: id) == [
                        .booked, .authorizationTried, .authorized, .captured, .refunded,
                    ])
                scene.pass(hours: 2)
            }
        }
    }

    @Test(
        "an event that comes before the hold is written down waits, and is applied by the job",
        arguments: SceneGround.each)
    func beforeTheCommit(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            // The process is killed with the answer in its hands.
            let mortal = try scene.process(steps: 5)
            _ = try? await scene.book(inHours: 24, at: mortal)
            #expect(mortal.life.isDead)
            let id = try await scene.newestBooking()
            #expect(try await scene.payment(ofBooking: id).status == .pending)
            #expect(scene.intentCount == 1)
            let outcomes = try await scene.deliver()
            #expect(Set(outcomes) == [.postponed, .ignored])
            #expect(try await scene.payment(ofBooking: id).status == .pending)
            scene.pass(seconds: 120)
            try await scene.run(.applyWebhooks)
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
            #expect(try await scene.hasWaitingEvent() == false)
            #expect(scene.intentCount == 1)
        }
    }

    @Test(
        "an event that could not be kept is not answered; sent again, it is applied",
        arguments: SceneGround.each)
    func notKept(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try await scene.deliver()
            try scene.stripe.dashboard("payment_intents/\(intent.text)/capture")
            let deliveries = scene.stripe.takeEvents()
            for steps in 0..<3 {
                let mortal = try scene.process(steps: steps)
                let signature = deliveries[0].headers.first { $0.name == "Stripe-Signature" }?.value
                await #expect(throws: WebhookFailure.self) {
                    try await mortal.webhooks.receive(deliveries[0].body, signature: signature)
                }
            }
            for delivery in deliveries {
                let signature = delivery.headers.first { $0.name == "Stripe-Signature" }?.value
                _ = try await scene.shop.webhooks.receive(delivery.body, signature: signature)
            }
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.events(ofBooking: id).count { $0 == .captured } == 1)
        }
    }

    @Test(
        "four days without a webhook: the list of events is read, and nothing is missing",
        arguments: SceneGround.each)
    func endpointDown(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            try await scene.run(.missedWebhooks)
            let canceled = try await scene.book(inHours: 24).booking
            let captured = try await scene.book(inHours: 26).booking
            let expired = try await scene.book(inHours: 28).booking
            var ids: [String] = []
            for booking in [canceled, captured] {
                ids.append(try #require(try await scene.payment(ofBooking: booking).intent).text)
            }
            try scene.stripe.dashboard("payment_intents/\(ids[0])/cancel")
            try scene.stripe.dashboard("payment_intents/\(ids[1])/capture")
            try scene.stripe.dashboard("refunds", "payment_intent=\(ids[1])")
            scene.pass(days: 5)
            try await scene.run(.missedWebhooks)
            #expect(try await scene.payment(ofBooking: canceled).status == .released)
            #expect(try await scene.payment(ofBooking: captured).status == .refunded)
            let last = try await scene.payment(ofBooking: expired)
            #expect(last.status == .released)
            #expect(last.cause == ReleaseCause.holdExpired.rawValue)
        }
    }

    @Test("open holds are compared with Stripe's, should no event ever tell", arguments: SceneGround.each)
    func reconciled(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            let intent = try #require(try await scene.payment(ofBooking: id).intent)
            try scene.stripe.dashboard("payment_intents/\(intent.text)/cancel")
            #expect(try await scene.run(.reconcile).count == 1)
            #expect(try await scene.payment(ofBooking: id).status == .released)
        }
    }

    @Test("intents of another business in the same account are left alone", arguments: SceneEngine.available)
    func foreign(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let customer = try #require(scene.student.customer)
            let intent = try scene.stripe.dashboard(
                "payment_intents",
                "amount=500&currency=usd&customer=\(customer.text)&payment_method=pm_card_visa&confirm=true"
                    + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
                    + "&capture_method=manual")
            #expect(try await Set(scene.deliver()) == [.ignored])
            try scene.stripe.dashboard("payment_intents/\(try #require(intent["id"]?.string))/cancel")
            #expect(try await Set(scene.deliver()) == [.ignored])
            #expect(try await scene.values("SELECT id AS value FROM payments").isEmpty)
        }
    }
}
