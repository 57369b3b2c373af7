// Tests of gigs whose money meets trouble: a teacher without means, a bank that disputes, requests at once, crashes.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A gig in trouble", .timeLimit(.minutes(5)))
struct GigTroubleTests {
    @Test(
        "a teacher whose balance is short keeps nobody waiting: the house pays, and staff are told",
        arguments: SceneGround.each)
    func short(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let payment = try await scene.pay(try await scene.gig(), card: "bypassPending").payment
            #expect(scene.stripe.withStub { $0.payOut(BookingScene.teacherAccount) } == 0)
            let told = try await scene.act(.decline, payment)
            #expect(told.result == "done" && told.status == .refunded)
            // The teacher still has what they took out, and Stripe its fee: both at the house's cost.
            #expect(try await scene.balance(.stripeBalance) == 325 - 5000)
            try await scene.expectLedgerIsStripes(paidOut: 4500)
            #expect(try await scene.mails().contains("staff_needed"))
            #expect(scene.stripe.books.amountRefunded == 5000)
        }
    }

    @Test(
        "a teacher's balance that is short and an answer that is lost: given back once",
        arguments: SceneGround.each, [SceneStripe.Fault.lostBefore, .lostAfter, .failsAfter])
    func shortAndLost(_ ground: SceneGround, _ fault: SceneStripe.Fault) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let payment = try await scene.pay(try await scene.gig(), card: "bypassPending").payment
            #expect(scene.stripe.withStub { $0.payOut(BookingScene.teacherAccount) } == 0)
            // The first refund is refused, and that of the house alone is in doubt.
            scene.stripe.strike(fault, at: "/refunds", passes: 1, strikes: 3)
            _ = try await scene.act(.decline, payment)
            try await scene.settle()
            for _ in 0..<28 where try await scene.hasOpenMove() {
                scene.pass(hours: 1)
                try await scene.run(.completeOperations)
            }
            #expect(scene.stripe.books.amountRefunded == 5000)
            #expect(try await scene.gigPayment(payment).status == .refunded)
            try await scene.expectLedgerIsStripes(paidOut: 4500)
        }
    }

    @Test(
        "a dispute is the house's to bear with its fee, whoever wins; no refund meanwhile",
        arguments: SceneGround.each, ["winning_evidence", "losing_evidence"])
    func dispute(_ ground: SceneGround, _ evidence: String) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let payment = try await scene.pay(try await scene.gig(), card: "createDispute").payment
            try await scene.deliver()
            #expect(try await scene.balance(.disputesOpen) == 5000)
            #expect(try await scene.balance(.disputeFees) == 1500)
            #expect(try await scene.balance(.teacherBalances) == 4500)
            try await scene.expectLedgerIsStripes()
            let request = try await scene.shop.market.requestRefund(
                payment: payment, amount: nil, reason: "ill", for: .everyone)
            await expectConflict("payment_disputed") { try await scene.approve(request.id) }
            #expect(try await scene.openRequest(payment)?.status == .pending)
            let list = try scene.stripe.dashboard("disputes", method: "GET")
            let id = try #require(list["data"]?.elements.first?["id"]?.string)
            try scene.stripe.dashboard(
                "disputes/\(id)", "evidence[uncategorized_text]=\(evidence)&submit=true")
            scene.pass(days: 100)
            try await scene.deliver()
            try await scene.settle()
            let isWon = evidence == "winning_evidence"
            #expect(try await scene.balance(.disputesOpen) == 0)
            #expect(try await scene.balance(.disputeLosses) == (isWon ? 0 : 5000))
            try await scene.expectLedgerIsStripes()
            let mails = try await scene.mails().count { $0 == "staff_needed" }
            #expect(mails == (isWon ? 1 : 2))
        }
    }

    @Test(
        "a gig of a teacher whom Stripe restricts cannot be booked, told by Stripe or found out by a charge",
        arguments: SceneGround.each)
    func restricted(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let gig = try await scene.gig()
            let now = scene.now
            #expect(scene.stripe.withStub { $0.restrictAccount(BookingScene.teacherAccount, now: now) })
            // Nobody has told yet.
            let told = try await scene.pay(gig)
            #expect(told.result == "insufficient_capabilities_for_transfer")
            #expect(told.booking == .failed)
            #expect(try await scene.mails().contains("staff_needed"))
            await expectConflict("gig_unavailable") { try await scene.pay(gig) }
            #expect(
                scene.stripe.withStub { $0.restoreAccount(BookingScene.teacherAccount, now: now) })
            try await scene.deliver()
            #expect(try await scene.pay(gig).booking == .requested)
            #expect(scene.stripe.withStub { $0.restrictAccount(BookingScene.teacherAccount, now: now) })
            try await scene.deliver()
            let posts = scene.stripe.posts.count
            await expectConflict("gig_unavailable") { try await scene.pay(gig) }
            #expect(scene.stripe.posts.count == posts)
        }
    }

    @Test(
        "a gig of a teacher whose account is gone at Stripe cannot be booked either",
        arguments: SceneGround.each)
    func gone(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let gig = try await scene.gig()
            try scene.stripe.dashboard("accounts/\(BookingScene.teacherAccount)", method: "DELETE")
            #expect(try await scene.pay(gig).result == MovementRefusal.transferImpossible)
            await expectConflict("gig_unavailable") { try await scene.pay(gig) }
        }
    }

    @Test(
        "of two students for a gig's only seat one gets it, and the other is not charged",
        arguments: SceneEngine.available)
    func lastSeat(_ engine: SceneEngine) async throws {
        try await BookingScene.playGigs(SceneGround(engine: engine)) { scene in
            for _ in 0..<4 {
                let gig = try await scene.gig(seats: 1)
                async let one = outcome { try await scene.paying(gig, at: try scene.process()) }
                async let other = outcome { try await scene.paying(gig, at: try scene.process()) }
                let outcomes = await [one, other]
                #expect(outcomes.count { $0.hasSuffix("requested captured done") } == 1, "\(outcomes)")
                #expect(outcomes.contains("gig_unavailable"), "\(outcomes)")
            }
            #expect(scene.stripe.books.amountReceived == 4 * 5000)
            try await scene.expectLedgerIsStripes()
        }
    }

    @Test(
        "a refund that is granted while the teacher declines gives all back, once",
        arguments: SceneEngine.available)
    func refundAgainstDecline(_ engine: SceneEngine) async throws {
        try await BookingScene.playGigs(SceneGround(engine: engine)) { scene in
            for _ in 0..<4 {
                let payment = try await scene.pay(try await scene.gig()).payment
                let request = try await scene.shop.market.requestRefund(
                    payment: payment, amount: 2000, reason: "ill", for: .everyone)
                async let declined = try? await scene.act(.decline, payment)
                async let approved = try? await scene.approve(request.id)
                _ = await (declined, approved)
                try await scene.settle()
                #expect(try await scene.gigPayment(payment).status == .refunded)
                #expect(try await scene.openRequest(payment)?.status == .refunded)
            }
            #expect(scene.stripe.books.amountReceived == scene.stripe.books.amountRefunded)
            try await scene.expectLedgerIsStripes()
        }
    }
}

extension BookingScene {
    fileprivate func paying(_ gig: Gig, at process: SceneProcess) async throws -> KeptAnswer {
        let method = try #require(PaymentMethodID("pm_card_visa"))
        let order = GigOrder(gig: gig.id, card: .new(.method(method), saves: false))
        return try await process.market.processPayment(order, of: student.id, gigRequest())
    }
}

@Suite("A process killed at every step of a gig's request", .timeLimit(.minutes(5)))
struct GigCrashTests {
    enum Step: CaseIterable { case pay, decline }

    @Test(
        "the completer finishes it, and the same request again does nothing more",
        arguments: SceneGround.each, Step.allCases)
    func everyStep(_ ground: SceneGround, _ step: Step) async throws {
        try await BookingScene.playGigs(ground) { scene in
            var steps = 0
            while true {
                let gig = try await scene.gig()
                let before = scene.intentCount
                let paid = step == .pay ? 0 : try await scene.pay(gig).payment
                let mortal = try scene.process(steps: steps)
                @Sendable func perform(_ process: SceneProcess, _ key: String) async throws -> GigTold {
                    switch step {
                    case .pay: try await scene.pay(gig, at: process, key: key)
                    case .decline: try await scene.act(.decline, paid, at: process, key: key)
                    }
                }
                _ = try? await perform(mortal, "key \(steps)")
                guard mortal.life.isDead else { break }
                try await scene.settle(at: try scene.process())
                let told = try await perform(try scene.process(), "key \(steps)")
                #expect(told.result == "done", "killed at step \(steps)")
                #expect(scene.intentCount == before + 1, "killed at step \(steps)")
                try await scene.expectLedgerIsStripes("killed at step \(steps)")
                steps += 1
                try #require(steps < 40)
            }
            #expect(steps >= 6)
        }
    }
}
