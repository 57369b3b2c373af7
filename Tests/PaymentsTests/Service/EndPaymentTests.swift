// Tests of what a service asks for in the end: its payment collected, given back, and neither twice.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A payment is collected or given back", .timeLimit(.minutes(5)))
struct EndPaymentTests {
    @Test(
        "each request costs at most two to Stripe, moves the money once and owes one piece of news",
        arguments: SceneGround.all, ServiceMove.allCases)
    func each(_ ground: SceneGround, _ move: ServiceMove) async throws {
        try await BookingScene.play(ground) { scene in
            let subject = try await move.prepare(scene)
            let trips = try await scene.trips {
                let told = try await move.perform(scene, subject)
                #expect(told.result == .done)
                #expect(told.status == move.outcome.rawValue)
            }
            #expect(trips <= 2)
            try await move.expectDone(scene, subject, "\(move)")
        }
    }

    @Test("a part is collected, and the rest is let go with it", arguments: SceneGround.all)
    func part(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            #expect(try await scene.complete(name, 5050).status == "captured")
            let payment = try await scene.payment(named: name)
            #expect(payment.capturedAmount == 5050)
            #expect(payment.refundAmount == 0)
            #expect(try scene.atStripe(payment).amountCapturable == 0)
            #expect(try await scene.owedNews(of: name) == ["payment.authorized", "payment.captured"])
            #expect(try await scene.complete(name, 5050).result == .done)
            await expectConflict("already_captured") { try await scene.complete(name, 5051) }
            await expectConflict("already_captured") { try await scene.complete(name, 10_099) }
            #expect(scene.posts("/capture") == 1)
        }
    }

    @Test("more than is held cannot be collected, and nothing is", arguments: SceneEngine.available)
    func tooMuch(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let name = try await scene.put().name
            for amount in [Int64(10_100), 0, -1, .max] {
                await expectInvalid("amount", "amount_too_large") { try await scene.complete(name, amount) }
            }
            #expect(try await scene.payment(named: name).status == .authorized)
            #expect(try await scene.complete(name, 10_099).status == "captured")
        }
    }

    @Test("what is so already is told and not done again", arguments: SceneGround.each)
    func again(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let (kept, freed) = (try await scene.put().name, try await scene.put().name)
            for _ in 0..<3 {
                #expect(try await scene.complete(kept).status == "captured")
                #expect(try await scene.cancel(payment: freed).status == "released")
            }
            await expectConflict("hold_released") { try await scene.complete(freed) }
            await expectConflict("nothing_captured") { try await scene.refund(freed) }
            for _ in 0..<3 { #expect(try await scene.cancel(payment: kept).status == "refunded") }
            await expectConflict("already_refunded") { try await scene.complete(kept) }
            #expect(try await scene.refund(kept).result == .done)
            #expect((scene.posts("/capture"), scene.posts("/cancel"), scene.posts("/refunds")) == (1, 1, 1))
            #expect(
                try await scene.owedNews(of: kept) == [
                    "payment.authorized", "payment.captured", "payment.refunded",
                ])
            #expect(try await scene.owedNews(of: freed) == ["payment.authorized", "payment.released"])
        }
    }

    @Test("a payment that nobody was told of is not there", arguments: SceneEngine.available)
    func unknown(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let name = "pay_" + String(repeating: "0", count: 24)
            let answers = [
                await outcome { try await scene.shop.services.complete(name, amount: nil, scene.asked()) },
                await outcome { try await scene.shop.services.cancel(name, scene.asked()) },
                await outcome { try await scene.shop.services.refund(name, amount: 1, scene.asked()) },
            ]
            #expect(answers == ["not_found", "not_found", "not_found"])
        }
    }
}

@Suite("A payment is refunded", .timeLimit(.minutes(5)))
struct RefundPaymentTests {
    @Test("part after part, to the last cent and no further", arguments: SceneGround.all)
    func parts(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            try await scene.complete(name, 9000)
            for part in [Int64(1000), 1000, 2500] {
                #expect(try await scene.refund(name, part).status == "captured")
            }
            #expect(try await scene.payment(named: name).refundAmount == 4500)
            for amount in [Int64(4501), 0, -1, .max] {
                await expectInvalid("amount", "amount_too_large") { try await scene.refund(name, amount) }
            }
            #expect(try await scene.refund(name, 4500).status == "refunded")
            #expect(try await scene.refund(name, 1).status == "refunded")
            #expect(scene.posts("/refunds") == 4)
            let news = try await scene.owedNews(of: name)
            #expect(news.count { $0 == "payment.refunded" } == 4)
        }
    }

    @Test("what is left is given back when no amount is named", arguments: SceneGround.each)
    func rest(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            try await scene.complete(name)
            try await scene.refund(name, 99)
            #expect(try await scene.refund(name).status == "refunded")
            #expect(try await scene.payment(named: name).refundAmount == 10_099)
            #expect(scene.posts("/refunds") == 2)
        }
    }

    @Test(
        "twice under one Idempotency-Key is one refund; under two keys it is two", arguments: SceneGround.each
    )
    func keys(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            try await scene.complete(name)
            let first = try await scene.refund(name, 1000, key: "a")
            #expect(!first.isReplayed)
            let again = try await scene.refund(name, 1000, key: "a")
            #expect(again.isReplayed)
            #expect(again.status == first.status)
            let other = await outcome {
                try await scene.shop.services.refund(name, amount: 2000, scene.asked("a", hash: "another"))
            }
            #expect(other == "idempotency_key_reused")
            #expect(try await scene.payment(named: name).refundAmount == 1000)
            try await scene.refund(name, 1000, key: "b")
            #expect(try await scene.payment(named: name).refundAmount == 2000)
        }
    }

    @Test("20 at once under one key are one refund", arguments: SceneEngine.available)
    func atOnce(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let name = try await scene.put().name
            try await scene.complete(name)
            let answers = await withTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        await outcome {
                            try await scene.shop.services.refund(name, amount: 1000, scene.asked("k"))
                        }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(Set(answers).isSubset(of: ["\(name) captured done", "idempotency_key_in_use"]))
            #expect(answers.contains("\(name) captured done"))
            #expect(try await scene.payment(named: name).refundAmount == 1000)
            #expect(scene.posts("/refunds") == 1)
        }
    }

    @Test("while one is under way another follows it, and neither is lost", arguments: SceneGround.each)
    func behind(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let name = try await scene.put().name
            try await scene.complete(name)
            let pause = scene.stripe.pause(at: "/refunds")
            async let first = scene.refund(name, 1000, key: "a")
            await pause.reached()
            #expect(try await scene.refund(name, 2000, key: "b").result == .underWay)
            // What the two give back together is spoken for.
            await expectInvalid("amount", "amount_too_large") { try await scene.refund(name, 7100) }
            pause.release()
            _ = try await first
            #expect(try await scene.payment(named: name).refundAmount == 3000)
            #expect(try await scene.refund(name, 2000, key: "b").result == .done)
            #expect(try await scene.payment(named: name).refundAmount == 3000)
            #expect(try await scene.owedNews(of: name).count { $0 == "payment.refunded" } == 2)
        }
    }
}
