// Tests of the house's word on a refund, and of the money that follows it.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Decisions on refunds", .timeLimit(.minutes(5)))
struct DecideRefundTests {
    @Test(
        "approved is what the decision says, else what was asked for, else all that is left",
        arguments: SceneEngine.available,
        [
            (Int64(300), Int64(200), Int64(200)), (300, nil, 300), (nil, 700, 700), (nil, nil, 5000),
            (300, 5000, 5000),
        ])
    func approved(
        _ engine: SceneEngine, _ amounts: (asked: Int64?, decided: Int64?, refunded: Int64)
    ) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let id = try await scene.ask(payment, amounts.asked).id
            let told = try await scene.decide(id, amounts.decided)
            #expect(told.status == "refunded" && told.result == "done")
            #expect(try await scene.refundedAtStripe(payment) == amounts.refunded)
            let request = try await scene.market.refundRequest(id, for: .everyone)
            #expect(request.approvedAmount == amounts.refunded)
            #expect(request.notes == "ok" && request.processedBy == "staff:eve")
            #expect(request.processedAt == scene.stripe.now)
            #expect(try await scene.booking(ofPayment: payment).owedAmount == 5000 - amounts.refunded)
        }
    }

    @Test(
        "a part after a part, and after one at the Dashboard, leaves the rest to the cent",
        arguments: SceneEngine.available)
    func parts(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            try await scene.refundAtDashboard(payment, 500)
            for (amount, total) in [(Int64(1000), Int64(1500)), (1200, 2700)] {
                try await scene.decide(try await scene.ask(payment, amount).id)
                #expect(try await scene.refundedAtStripe(payment) == total)
            }
            try await scene.refundAtDashboard(payment, 100)
            await expectInvalid("amount", "amount_too_large") { try await scene.ask(payment, 2201) }
            let last = try await scene.ask(payment)
            await expectInvalid("amount", "amount_too_large") { try await scene.decide(last.id, 2201) }
            try await scene.decide(last.id)
            #expect(try await scene.payment(payment).status == .refunded)
        }
    }

    @Test("a rejected request moves nothing, and says so again", arguments: SceneEngine.available)
    func rejected(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let id = try await scene.ask(try await scene.paid()).id
            for _ in 0..<2 {
                let told = try await scene.decide(id, approves: false)
                #expect(told.status == "rejected" && told.result == "done")
            }
            await expectConflict("already_processed") { try await scene.decide(id) }
            let request = try await scene.market.refundRequest(id, for: .everyone)
            #expect(request.status == .rejected && request.approvedAmount == nil)
            #expect(request.notes == "ok" && request.processedBy == "staff:eve")
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test(
        "an approval that is repeated refunds once; another word after it is too late",
        arguments: SceneEngine.available)
    func again(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let id = try await scene.ask(try await scene.paid(), 300).id
            for amount in [nil, nil, Int64(300)] {
                let told = try await scene.decide(id, amount)
                #expect(told.status == "refunded" && told.result == "done")
            }
            await expectConflict("already_processed") { try await scene.decide(id, 400) }
            await expectConflict("already_processed") { try await scene.decide(id, approves: false) }
            #expect(scene.posts("/refunds") == 1)
        }
    }

    @Test(
        "under one key an approval is done once, and answered with the same bytes",
        arguments: SceneEngine.available)
    func keyed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let id = try await scene.ask(try await scene.paid()).id
            let first = try await scene.decide(id, key: "k")
            // Whatever has become of it since.
            #expect(try await scene.decide(id, approves: true, key: "k") == first)
            do {
                _ = try await scene.market.decide(
                    RefundDecision(approves: false, amount: nil, notes: nil, by: "staff:eve"), on: id,
                    scene.identity("k", hash: "another"), render: DecisionTold.render)
                Issue.record("not refused")
            } catch BookingFailure.keyReused {}
            #expect(scene.posts("/refunds") == 1)
        }
    }

    @Test(
        "of two who decide at once one does, and money moves once at most", arguments: SceneEngine.available,
        [true, false])
    func twoAtOnce(_ engine: SceneEngine, _ isAgreed: Bool) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let id = try await scene.ask(payment).id
            let outcomes = await withTaskGroup { group in
                for approves in [true, isAgreed] {
                    group.addTask {
                        do {
                            return try await scene.decide(id, approves: approves).status
                        } catch {
                            return (error as? BookingFailure)?.code ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            let request = try await scene.market.refundRequest(id, for: .everyone)
            if isAgreed {
                #expect(outcomes.isSubset(of: ["approved", "refunded"]))
            } else {
                #expect(outcomes == [request.status.rawValue, "already_processed"])
            }
            let refunded = try await scene.refundedAtStripe(payment)
            #expect(refunded == (request.status == .rejected ? 0 : 5000))
            #expect(scene.posts("/refunds") == (request.status == .rejected ? 0 : 1))
        }
    }

    @Test(
        "what the bank has taken back, or may, is not given back a second time",
        arguments: SceneEngine.available)
    func disputed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let id = try await scene.ask(payment).id
            for status in ["needs_response", "under_review", "lost"] {
                try await scene.set(dispute: status, ofPayment: payment)
                await expectConflict("payment_disputed") { try await scene.decide(id) }
                #expect(try await scene.market.refundRequest(id, for: .everyone).status == .pending)
                #expect(try await scene.booking(ofPayment: payment).owedAmount == nil)
            }
            // An inquiry has taken nothing.
            try await scene.set(dispute: "warning_needs_response", ofPayment: payment)
            #expect(try await scene.decide(id).status == "refunded")
        }
    }

    @Test("what was given back meanwhile is not approved", arguments: SceneEngine.available)
    func refundedMeanwhile(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let id = try await scene.ask(payment, 3000).id
            try await scene.refundAtDashboard(payment, 3000)
            await expectInvalid("amount", "amount_too_large") { try await scene.decide(id) }
            #expect(try await scene.decide(id, 2000).status == "refunded")
            #expect(try await scene.refundedAtStripe(payment) == 5000)
        }
    }

    @Test("an approval while another refund is under way follows it", arguments: SceneEngine.available)
    func behind(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let first = try await scene.ask(payment, 1000).id
            let pause = scene.stripe.pause(at: "/refunds")
            async let answer = scene.decide(first)
            await pause.reached()
            // The same word meanwhile.
            #expect(try await scene.decide(first) == DecisionTold(status: "approved", result: "underWay"))
            pause.release()
            #expect(try await answer.status == "refunded")
            #expect(scene.posts("/refunds") == 1)
        }
    }

    @Test("what a bank sent back once is not sent there again", arguments: SceneEngine.available)
    func cameBack(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid(by: "refundFail")
            try await scene.decide(try await scene.ask(payment, 1000).id)
            scene.stripe.pass(86_400)
            let intent = try #require(try await scene.payment(payment).intent)
            _ = try await scene.market.movements.sync(intent: intent, reason: "told")
            #expect(try await scene.payment(payment).refundAmount == 0)
            let id = try await scene.ask(payment, 1000).id
            await expectConflict("refund_came_back") { try await scene.decide(id) }
            #expect(try await scene.market.refundRequest(id, for: .everyone).status == .pending)
        }
    }

    @Test("a request that there is not cannot be decided")
    func none() async throws {
        try await MarketScene.play(.sqlite) { scene in
            await expectNotFound("refund request") { try await scene.decide(1) }
        }
    }
}

extension MarketScene {
    fileprivate func set(dispute status: String, ofPayment id: Int64) async throws {
        try await database.transaction { tx in
            try await tx.run(
                "UPDATE payments SET dispute = $1 WHERE id = $2", [.text(status), .integer(id)])
        }
    }
}
