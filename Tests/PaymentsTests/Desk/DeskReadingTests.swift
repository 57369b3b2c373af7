// Tests of what the desk reads before a person decides, on each engine.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("What the desk reads", .timeLimit(.minutes(5)))
struct DeskReadingTests {
    @Test(
        "evidence has the payment's own mails and moves, its policy and its ledger, and nobody else's",
        arguments: SceneEngine.available)
    func evidence(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            _ = try await scene.book(inHours: 30)
            try await scene.complete(id)
            try await scene.giveBack(id, 600)
            let payment = try await scene.payment(ofBooking: id).id
            let sent = SentMail(to: "ada@example.com", text: "Reserved\n")
            try await scene.database.transaction { tx in
                // The second as by a release that kept no texts.
                for (template, mail) in [("reserved", sent), ("processed", nil)] {
                    let fact = try await tx.events(ofPayment: payment)
                        .map { "\(template):\(payment):\($0.id)" }
                    let owed = try #require(try await tx.mails(ofFacts: fact).first)
                    try await tx.markSent(owed.entry, as: mail, now: 7)
                }
            }
            let evidence = try await scene.shop.bookings.evidence(ofPayment: payment)
            #expect(evidence.mails.map(\.template) == ["reserved", "processed", "refunded"])
            #expect(evidence.mails.map(\.sentAt) == [7, 7, nil])
            #expect(evidence.mails.map(\.sentTo) == [sent.to, nil, nil])
            #expect(evidence.mails.map(\.text) == [sent.text, nil, nil])
            #expect(evidence.operations.map(\.verb) == [.authorize, .capture, .refund])
            #expect(evidence.policy?.hash == (try await scene.booking(id).policyHash))
            let lines = evidence.record.ledger
            #expect(lines.reduce(0) { $0 + $1.amount } == 0)
            #expect(lines.filter { $0.account == .lessonIncome }.map(\.amount) == [-9600, 600])
            #expect(evidence.card == nil && evidence.gig == nil)
        }
    }

    @Test(
        "a refund request's page foretells the split that Stripe makes, part after part",
        arguments: SceneEngine.available)
    func split(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            for amount in [Int64(333), 1, 1299, 3367] {
                let id = try await scene.ask(payment, amount).id
                let before = try await scene.market.refundCase(id)
                let captured = try #require(before.named.payment.capturedAmount)
                let refund = GigRefund(amount, of: before.booking, captured: captured, split: before.split)
                try await scene.decide(id)
                let after = try await scene.market.refundCase(id)
                #expect(after.split == refund.after, "\(amount)")
            }
            let listed = try await scene.market.refundCases(.refunded, after: nil, limit: 3)
            #expect(listed.count == 4)
        }
    }
}
