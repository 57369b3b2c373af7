// Tests of what is read of gigs' payments: by those who paid and were paid, and by the house.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Payments of gigs, read", .timeLimit(.minutes(5)))
struct GigFiguresTests {
    @Test(
        "each sees their own payments: students what they paid, teachers what they got, staff all",
        arguments: SceneEngine.available)
    func seen(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            var ids: [Int64] = []
            for _ in 0..<3 { ids.append(try await scene.paid()) }
            let sees = [BookingViewer.everyone, .student(scene.ada.id), .instructor(scene.clara.id)]
            for viewer in sees {
                let answer = try await scene.market.payment(ids[0], for: viewer)
                #expect(answer.payment.id == ids[0] && answer.booking.paymentID == ids[0])
                #expect(answer.result == .done)
                let all = try await scene.market.payments(for: viewer, after: nil, limit: 9)
                #expect(all.map(\.payment.id) == ids.reversed())
                #expect(all.allSatisfy { $0.booking.paymentID == $0.payment.id })
                let second = try await scene.market.payments(for: viewer, after: ids[2], limit: 1)
                #expect(second.map(\.payment.id) == [ids[1]])
            }
            for viewer in [BookingViewer.student(scene.bob.id), .instructor(scene.clara.id + 1)] {
                await expectNotFound("payment") { try await scene.market.payment(ids[0], for: viewer) }
                #expect(try await scene.market.payments(for: viewer, after: nil, limit: 9).isEmpty)
            }
        }
    }

    @Test("a payment that is of no gig is none", arguments: SceneEngine.available)
    func lessons(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let lesson = try await scene.database.transaction { tx in
                try await tx.insertPayment(
                    studentID: scene.ada.id, kind: .lesson, amount: 5000, currency: .usd, customer: nil,
                    card: nil, now: scene.stripe.now)
            }
            await expectNotFound("payment") { try await scene.market.payment(lesson.id, for: .everyone) }
            #expect(try await scene.market.payments(for: .everyone, after: nil, limit: 9).isEmpty)
        }
    }

    @Test(
        "the dashboard adds up to what was paid, day by day, and to who has it",
        arguments: SceneEngine.available)
    func dashboard(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let start = scene.stripe.now
            _ = try await scene.paid(10_000)
            let second = try await scene.paid(5000)
            scene.stripe.pass(86_400)
            _ = try await scene.paid(2599)
            try await scene.decide(try await scene.ask(second, 2000).id)
            _ = try await scene.ask(second, 100)
            let all = try await scene.market.dashboard(from: start, to: start + 2 * 86_400)
            // A tenth is the house's; of the refund, each gives back its part. Stripe takes 2.9 % and 30 cents.
            #expect(
                all.totals
                    == GigDashboard.Totals(
                        payments: 3, gross: 17_599, refunded: 2000, fees: 1000 + 500 - 200 + 260,
                        teacherShare: 9000 + 4500 - 1800 + 2339, stripeFees: 320 + 175 + 105, disputed: 0))
            #expect(all.openRequests == 1)
            let first = CivilTime.rfc3339(start).prefix(10)
            let next = CivilTime.rfc3339(start + 86_400).prefix(10)
            #expect(
                all.days == [
                    GigDashboard.Day(
                        date: String(first), payments: 2, gross: 15_000, refunded: 2000, fees: 1300),
                    GigDashboard.Day(date: String(next), payments: 1, gross: 2599, refunded: 0, fees: 260),
                ])
            let later = try await scene.market.dashboard(from: start + 1, to: start + 2 * 86_400)
            #expect(later.totals.payments == 1 && later.days.count == 1)
            let none = try await scene.market.dashboard(from: start + 1, to: start + 86_400)
            #expect(none.totals == GigDashboard.Totals() && none.days.isEmpty)
        }
    }

    @Test(
        "what failed is not counted, and what a bank took back is told apart",
        arguments: SceneEngine.available)
    func failedAndDisputed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let start = scene.stripe.now
            let gig = try await scene.gig()
            let order = GigOrder(
                gig: gig.id, card: .new(.method(try scene.method("chargeCustomerFail")), saves: false))
            _ = try await scene.market.processPayment(order, of: scene.ada.id, scene.request())
            let payment = try await scene.paid(5000)
            let intent = try #require(try await scene.payment(payment).intent)
            _ = try await scene.market.movements.sync(
                intent: intent, reason: "told",
                dispute: DisputeTruth(status: "needs_response", amount: 5000, fee: 1500))
            let totals = try await scene.market.dashboard(from: start, to: start + 1).totals
            #expect(totals.payments == 1 && totals.gross == 5000 && totals.disputed == 5000)
            #expect(totals.fees == 500 && totals.teacherShare == 4500)
        }
    }
}
