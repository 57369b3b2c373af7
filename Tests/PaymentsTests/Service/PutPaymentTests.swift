// Tests of payments that another service tells of: written down once, and only as Stripe bears them out.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("A payment is told of", .timeLimit(.minutes(5)))
struct PutPaymentTests {
    @Test(
        "whatever stands for the card, it is an authorized payment after two requests to Stripe at most",
        arguments: SceneGround.each, ServiceHand.allCases)
    func eachToken(_ ground: SceneGround, _ hand: ServiceHand) async throws {
        try await BookingScene.play(ground) { scene in
            let token = try hand.token(scene)
            let told = try await scene.put(try scene.charge(token))
            #expect(told.result == .done)
            #expect(told.status == "authorized")
            #expect(told.name.wholeMatch(of: /pay_[0-9a-f]{24}/) != nil)
            let (payment, service) = try await scene.stored(told.name)
            #expect(payment.kind == .service)
            #expect(payment.amount == 10_099)
            #expect(payment.authorizedAmount == 10_099)
            #expect(payment.authorizationExpiresAt != nil)
            #expect(service.token == token)
            #expect(service.email == "foo@example.com")
            #expect(service.description == "Payment by foo@example.com")
            #expect(try await scene.owedNews(of: told.name) == ["payment.authorized"])
            #expect(try scene.atStripe(payment).amountCapturable == 10_099)
            // A second one, whose requests are counted.
            let (other, fare) = (try hand.token(scene, of: "mastercard"), BookingScene.fare)
            let trips = try await scene.trips { try await scene.put(try scene.charge(other, fare)) }
            #expect(trips <= (hand == .intent ? 1 : 2))
        }
    }

    @Test(
        "the same again is the same payment, and asks nothing of Stripe",
        arguments: SceneGround.each, ServiceHand.allCases)
    func again(_ ground: SceneGround, _ hand: ServiceHand) async throws {
        try await BookingScene.play(ground) { scene in
            let charge = try scene.charge(try hand.token(scene))
            let first = try await scene.put(charge)
            let trips = try await scene.trips {
                #expect(try await scene.put(charge) == first)
                try await scene.complete(first.name)
            }
            #expect(trips == 1)
            #expect(try await scene.put(charge).status == "captured")
            #expect(try await scene.serviceCount() == 1)
        }
    }

    @Test(
        "20 at once are one payment and one hold", arguments: SceneEngine.available, ServiceHand.allCases)
    func atOnce(_ engine: SceneEngine, _ hand: ServiceHand) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let charge = try scene.charge(try hand.token(scene))
            let answers = await withTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        await outcome { try await scene.shop.services.put(charge, scene.asked()) }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            let told = try await scene.put(charge)
            let wanted: Set = ["\(told.name) authorized done", "\(told.name) pending underWay"]
            #expect(Set(answers).isSubset(of: wanted), "\(Set(answers))")
            #expect(answers.contains("\(told.name) authorized done"))
            #expect(scene.intentCount == 1)
            #expect(try await scene.owedNews(of: told.name) == ["payment.authorized"])
        }
    }

    @Test(
        "one that another process overtakes while Stripe is asked is that one's payment",
        arguments: SceneEngine.available, ServiceHand.allCases)
    func overtaken(_ engine: SceneEngine, _ hand: ServiceHand) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let token = try hand.token(scene)
            let charge = try scene.charge(token)
            let pause = scene.stripe.pause(at: hand == .card ? "/payment_methods" : "/\(token)")
            async let slow = scene.put(charge)
            await pause.reached()
            let quick = try await scene.put(charge, at: try scene.process())
            #expect(quick.status == "authorized")
            pause.release()
            #expect(try await slow == quick)
            #expect(scene.intentCount == 1)
            #expect(try await scene.serviceCount() == 1)
        }
    }

    @Test("the same token with other data is refused", arguments: SceneEngine.available, ServiceHand.allCases)
    func otherData(_ engine: SceneEngine, _ hand: ServiceHand) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let token = try hand.token(scene)
            try await scene.put(try scene.charge(token))
            let euro = try #require(Currency("eur"))
            let others = [
                try scene.charge(token, Money(minorUnits: 10_100, currency: .usd)),
                try scene.charge(token, Money(minorUnits: 10_099, currency: euro)),
                try scene.charge(token, email: "bar@example.com"), try scene.charge(token, email: nil),
                try scene.charge(token, description: nil),
            ]
            let trips = try await scene.trips {
                for other in others { await expectConflict("token_in_use") { try await scene.put(other) } }
            }
            #expect(trips == 0)
        }
    }

    @Test("a token that Stripe does not know is refused by its field", arguments: ServiceHand.allCases)
    func unknown(_ hand: ServiceHand) async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let charge = try scene.charge("\(hand.rawValue)nobody")
            let code = hand == .card ? "invalid_request_error" : "resource_missing"
            await expectInvalid("stripeToken", code) { try await scene.put(charge) }
            #expect(try await scene.serviceCount() == 0)
        }
    }

    @Test("less than a card can be charged is refused before the token is spent")
    func tooLittle() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let token = try ServiceHand.method.token(scene)
            let little = try scene.charge(token, Money(minorUnits: 49, currency: .usd))
            let trips = try await scene.trips {
                await expectInvalid("amount", "amount_too_small") { try await scene.put(little) }
            }
            #expect(trips == 0)
            #expect(try await scene.put(try scene.charge(token)).status == "authorized")
        }
    }

    @Test(
        "a card that says no is a failed payment that says so again, and nothing is held",
        arguments: SceneGround.each, ["chargeDeclinedInsufficientFunds", "authenticationRequired"])
    func declined(_ ground: SceneGround, _ card: String) async throws {
        try await BookingScene.play(ground) { scene in
            let charge = try scene.charge(try ServiceHand.card.token(scene, of: card))
            let told = try await scene.put(charge)
            #expect(told.result == .refused)
            #expect(told.status == "failed")
            #expect(told.code == (card == "authenticationRequired" ? card.snakeCased : "insufficient_funds"))
            #expect(try await scene.put(charge) == told)
            #expect(try await scene.owedNews(of: told.name) == ["payment.failed"])
            #expect(scene.heldAtStripe == 0)
            await expectConflict("nothing_held") { try await scene.complete(told.name) }
            #expect(try await scene.cancel(payment: told.name).result == .done)
        }
    }
}

extension BookingScene {
    fileprivate func stored(_ name: String) async throws -> (Payment, ServicePayment) {
        let answer = try await shop.services.payment(named: name)
        return (answer.payment, answer.service)
    }
}

extension String {
    /// `authenticationRequired` as Stripe's code.
    fileprivate var snakeCased: String {
        reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
    }
}
