// Tests of other services' payments that are moved from elsewhere: by Stripe's events, by staff, by time.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("A service's payment moved from elsewhere", .timeLimit(.minutes(5)))
struct ServiceEventTests {
    @Test(
        "what Stripe tells of what was asked for here is no news, in any order and twice",
        arguments: SceneGround.each)
    func echo(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            var names: [String] = []
            for move in ServiceMove.allCases {
                let subject = try await move.prepare(scene)
                names.append(try await move.perform(scene, subject).name)
            }
            var before: [[String]] = []
            for name in names { before.append(try await scene.owedNews(of: name)) }
            let outcomes = try await scene.deliver { $0.reversed() + $0 }
            #expect(!outcomes.isEmpty)
            for (name, news) in zip(names, before) { #expect(try await scene.owedNews(of: name) == news) }
            #expect(try await !scene.hasWaitingEvent())
        }
    }

    @Test("a hold that staff collect at Stripe is collected here, and news", arguments: SceneGround.each)
    func captured(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            let intent = try #require(try await scene.payment(named: name).intent).text
            try scene.stripe.dashboard("payment_intents/\(intent)/capture", "amount_to_capture=9000")
            try await scene.deliver { $0 + $0 }
            #expect(try await scene.payment(named: name).capturedAmount == 9000)
            #expect(try await scene.owedNews(of: name) == ["payment.authorized", "payment.captured"])
            #expect(try await scene.complete(name).status == "captured")
            await expectConflict("already_captured") { try await scene.complete(name, 10_099) }
            #expect(scene.posts("/capture") == 0)
        }
    }

    @Test("a hold that staff let go is released here, and news", arguments: SceneGround.each)
    func released(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            let intent = try #require(try await scene.payment(named: name).intent).text
            try scene.stripe.dashboard("payment_intents/\(intent)/cancel")
            // Its service has not heard of it when it asks.
            #expect(try await scene.complete(name).result == .refused)
            try await scene.deliver { $0 + $0 }
            #expect(try await scene.payment(named: name).status == .released)
            #expect(try await scene.owedNews(of: name) == ["payment.authorized", "payment.released"])
        }
    }

    @Test("what staff collect while it is cancelled here is given back", arguments: SceneGround.each)
    func capturedAndCancelled(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            let intent = try #require(try await scene.payment(named: name).intent).text
            try scene.stripe.dashboard("payment_intents/\(intent)/capture")
            #expect(try await scene.cancel(payment: name).status == "refunded")
            let news = try await scene.owedNews(of: name)
            #expect(news == ["payment.authorized", "payment.captured", "payment.refunded"])
        }
    }

    @Test(
        "what staff refund is known here, and what is asked for beside it is never too much",
        arguments: SceneGround.each)
    func refunded(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            try await scene.complete(name)
            let intent = try #require(try await scene.payment(named: name).intent).text
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=6000")
            // Before the event: Stripe refuses what is beyond the rest, and it does not come back later.
            #expect(try await scene.refund(name, 5000).result == .refused)
            try await scene.deliver()
            #expect(try await scene.payment(named: name).refundAmount == 6000)
            await expectInvalid("amount", "amount_too_large") { try await scene.refund(name, 4100) }
            #expect(try await scene.refund(name, 4099).status == "refunded")
            #expect(try await scene.owedNews(of: name).count { $0 == "payment.refunded" } == 2)
        }
    }

    @Test(
        "a refund that the bank sends back is the shop's again, and staff are told",
        arguments: SceneGround.each)
    func refundFails(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let form =
                "type=card&card[number]=4000000000005126&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123"
            let made = try scene.stripe.dashboard("payment_methods", form)
            let name = try await scene.put(try scene.charge(try #require(made["id"]?.string))).name
            try await scene.complete(name)
            #expect(try await scene.refund(name).status == "refunded")
            scene.pass(days: 1)
            try await scene.deliver { $0 + $0 }
            let payment = try await scene.payment(named: name)
            #expect(payment.status == .captured)
            #expect(payment.refundAmount == 0)
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            // The same bank would send it back again: who asks is told so.
            await expectConflict("refund_came_back") { try await scene.refund(name) }
            await expectConflict("refund_came_back") { try await scene.cancel(payment: name) }
            #expect(scene.posts("/refunds") == 1)
        }
    }
}

@Suite("A hold that nobody completes", .timeLimit(.minutes(5)))
struct UnclaimedHoldTests {
    @Test(
        "is let go two hours before it ends, and its service is owed one word of it",
        arguments: SceneGround.all, [ServiceHand.intent, .method])
    func released(_ ground: SceneGround, _ hand: ServiceHand) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put(hand).name
            let end = try #require(try await scene.payment(named: name).authorizationExpiresAt)
            scene.pass(seconds: end - scene.now - 2 * 3600 - 601)
            #expect(try await scene.run(.checkExpiring).count == 0)
            #expect(try await scene.payment(named: name).status == .authorized)
            scene.pass(seconds: 602)
            #expect(try await scene.run(.checkExpiring).count == 1)
            #expect(scene.now < end)
            #expect(try await scene.payment(named: name).status == .released)
            #expect(try await scene.run(.checkExpiring).count == 0)
            try await scene.deliver()
            #expect(try await scene.owedNews(of: name) == ["payment.authorized", "payment.released"])
            await expectConflict("hold_released") { try await scene.complete(name) }
            #expect(scene.posts("/cancel") == 1)
        }
    }

    @Test("is in the jobs' plan, and is let go when that is applied", arguments: SceneEngine.available)
    func planned(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let name = try await scene.put().name
            let payment = try await scene.payment(named: name)
            let end = try #require(payment.authorizationExpiresAt)
            let early = try await scene.shop.jobs.plan(until: end - 3 * 3600)
            #expect(early.isEmpty)
            let plan = try await scene.shop.jobs.plan(until: end)
            #expect(plan.map(\.what) == [.release])
            #expect(plan.map(\.payment) == [payment.id])
            #expect(plan.map(\.booking) == [nil])
            #expect(plan.map(\.amount) == [BookingScene.fare])
            let at = try #require(plan.first).at
            #expect((end - 3 * 3600..<end - 2 * 3600).contains(at))
            scene.pass(seconds: at - scene.now + 1)
            #expect(try await scene.shop.jobs.apply(plan).map(\.count) == [1])
            #expect(try await scene.payment(named: name).status == .released)
        }
    }

    @Test("that time took is released all the same", arguments: SceneGround.all)
    func expired(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            scene.pass(days: 8)
            try await scene.deliver()
            try await scene.runJobs()
            let payment = try await scene.payment(named: name)
            #expect(payment.status == .released)
            #expect(payment.cause == ReleaseCause.holdExpired.rawValue)
            #expect(try await scene.owedNews(of: name) == ["payment.authorized", "payment.released"])
        }
    }

    @Test("that is being completed meanwhile is not let go", arguments: SceneGround.each)
    func completed(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            let end = try #require(try await scene.payment(named: name).authorizationExpiresAt)
            scene.pass(seconds: end - scene.now - 3600)
            let pause = scene.stripe.pause(at: "/capture")
            async let completed = scene.complete(name)
            await pause.reached()
            #expect(try await scene.run(.checkExpiring, at: try scene.process()).count == 0)
            pause.release()
            #expect(try await completed.status == "captured")
            #expect(scene.posts("/cancel") == 0)
        }
    }

    @Test("killed at every step, the job lets it go once", arguments: SceneGround.each)
    func killed(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            var steps = 0
            while true {
                let name = try await scene.put().name
                let end = try #require(try await scene.payment(named: name).authorizationExpiresAt)
                scene.pass(seconds: end - scene.now - 2 * 3600)
                let mortal = try scene.process(steps: steps)
                _ = try? await mortal.jobs.run(.checkExpiring)
                try await scene.settle(at: try scene.process())
                _ = try await scene.shop.jobs.run(.checkExpiring)
                let news = try await scene.owedNews(of: name)
                #expect(news == ["payment.authorized", "payment.released"], "killed at step \(steps)")
                #expect(scene.heldAtStripe == 0)
                guard mortal.life.isDead else { break }
                steps += 1
                try #require(steps < 40)
            }
            #expect(steps >= 6)
        }
    }
}
