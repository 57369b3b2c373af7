// Tests of gigs' money: who gets what of it, what goes back from whom, and that the ledger says what Stripe does.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A gig's money", .timeLimit(.minutes(5)))
struct GigMoneyTests {
    @Test(
        "what a student pays is the teacher's but for the house's fee, and the house pays Stripe's",
        arguments: SceneGround.each)
    func split(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let told = try await scene.pay(try await scene.gig())
            #expect(told.result == "done")
            #expect(told.booking == .requested && told.status == .captured)
            #expect(try await scene.balance(.studentPayments) == -5000)
            #expect(try await scene.balance(.teacherBalances) == 4500)
            #expect(try await scene.balance(.stripeFees) == 175)
            #expect(try await scene.balance(.stripeBalance) == 325)
            try await scene.expectLedgerIsStripes()
            #expect(try await scene.mails() == ["processed", "gig_requested"])
            // What Stripe tells besides is known already.
            try await scene.deliver()
            #expect(try await scene.events(ofPayment: told.payment) == [.charged])
        }
    }

    @Test("a fee of nothing is left out, and the smallest price is split too", arguments: SceneGround.each)
    func edges(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            _ = try await scene.pay(try await scene.gig(50))
            #expect(try await scene.balance(.teacherBalances) == 45)
            try await scene.expectLedgerIsStripes()
        }
    }

    @Test(
        "refunds in parts take from each what Stripe says, and the last one the remainder",
        arguments: SceneGround.each)
    func parts(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let payment = try await scene.pay(try await scene.gig(9999)).payment
            for part in [Int64(3333), 3333, 3332] {
                #expect(try await scene.giveBack(part, of: payment) == .done)
                try await scene.expectLedgerIsStripes("after \(part)")
                #expect(try await scene.openRequest(payment)?.status == .refunded)
            }
            #expect(try await scene.gigPayment(payment).status == .captured)
            #expect(try await scene.gigBooking(payment).status == .requested)
            #expect(try await scene.giveBack(nil, of: payment) == .done)
            #expect(try await scene.gigPayment(payment).status == .refunded)
            #expect(try await scene.gigBooking(payment).status == .cancelled)
            // All of it went back, from each what they had; Stripe keeps its fee.
            #expect(try await scene.balance(.teacherBalances) == 0)
            #expect(try await scene.balance(.studentPayments) == 0)
            let fee = try await scene.balance(.stripeFees)
            #expect(try await scene.balance(.stripeBalance) == -fee)
            try await scene.expectLedgerIsStripes()
        }
    }

    @Test(
        "a teacher who declines gives everything back, before and after confirming",
        arguments: SceneGround.each)
    func decline(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            for confirms in [false, true] {
                let payment = try await scene.pay(try await scene.gig()).payment
                if confirms { try await scene.act(.confirm, payment) }
                let told = try await scene.act(.decline, payment)
                #expect(told == (try await scene.act(.decline, payment)))
                #expect(told.booking == .declined && told.status == .refunded)
                try await scene.expectLedgerIsStripes()
                await expectConflict("already_declined") { try await scene.act(.start, payment) }
            }
        }
    }

    @Test(
        "what no teacher answers in time goes back by itself; what was answered stays",
        arguments: SceneGround.each)
    func unanswered(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let silent = try await scene.pay(try await scene.gig()).payment
            let confirmed = try await scene.pay(try await scene.gig()).payment
            try await scene.act(.confirm, confirmed)
            scene.pass(hours: 47)
            #expect(try await scene.run(.expireUnanswered).count == 0)
            let plan = try await scene.shop.jobs.plan(until: scene.now + 2 * BookingScene.hour)
            #expect(plan.map(\.what) == [.refund] && plan.map(\.payment) == [silent])
            scene.pass(hours: 1)
            #expect(try await scene.run(.expireUnanswered).count == 1)
            #expect(try await scene.gigBooking(silent).status == .expired)
            #expect(try await scene.gigPayment(silent).status == .refunded)
            #expect(try await scene.gigBooking(confirmed).status == .confirmed)
            await expectConflict("answered_too_late") { try await scene.act(.confirm, silent) }
            try await scene.expectLedgerIsStripes()
        }
    }

    @Test(
        "a gig that was booked late has the teacher's whole time from when it was paid",
        arguments: SceneGround.each)
    func lateCharge(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let gig = try await scene.gig()
            scene.stripe.strike(.lostBefore, at: "/payment_intents", strikes: 3)
            let told = try await scene.pay(gig)
            #expect(told.result == "underWay" && told.booking == .unpaid)
            scene.stripe.heal()
            scene.pass(days: 3)
            try await scene.run(.completeOperations)
            #expect(try await scene.run(.expireUnanswered).count == 0)
            let booking = try await scene.gigBooking(told.payment)
            #expect(booking.status == .requested)
            #expect(booking.confirmBy == scene.now + 2 * BookingScene.day)
        }
    }

    @Test(
        "a card that is refused leaves nothing: no seat, no money, and another card may do",
        arguments: SceneGround.each)
    func declined(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let gig = try await scene.gig(seats: 1)
            let told = try await scene.pay(gig, card: "visa_chargeDeclinedInsufficientFunds")
            #expect(told.result == "insufficient_funds")
            #expect(told.booking == .failed && told.status == .failed)
            #expect(try await scene.pay(gig).booking == .requested)
            try await scene.expectLedgerIsStripes()
        }
    }

    @Test("what is captured of a hold in part has its fee sent anew", arguments: SceneEngine.available)
    func partCapture(_ engine: SceneEngine) async throws {
        // Before 2025-03-31 Stripe gave a part of its own fee back with what a part capture let go.
        let ground = SceneGround(engine: engine, version: SceneGround.versions[1])
        try await BookingScene.playGigs(ground) { scene in
            let gig = try await scene.gig()
            scene.stripe.strike(.lostBefore, at: "/payment_intents", strikes: 3)
            let id = try await scene.pay(gig).payment
            scene.stripe.heal()
            let held = try scene.stripe.dashboard(
                "payment_intents",
                "amount=5000&currency=usd&confirm=true&capture_method=manual&payment_method=pm_card_visa"
                    + "&payment_method_types[]=card&application_fee_amount=500"
                    + "&transfer_data[destination]=\(BookingScene.teacherAccount)")
            let intent = try #require(held["id"]?.string.flatMap(PaymentIntentID.init))
            let movements = scene.shop.market.movements
            let capture = try await scene.database.transaction { tx in
                var charge = try #require(try await tx.openOperation(ofPayment: id))
                charge.state = .refused
                try await tx.save(charge)
                var payment = try #require(try await tx.lockPayment(id))
                payment.intent = intent
                payment.status = .authorized
                payment.authorizedAmount = 5000
                try await tx.save(payment)
                return try await movements.begin(.capture, payment, amount: 3333, cause: "a part", in: tx)
            }
            let result = try await movements.run(capture.id) { _, result in result }
            #expect(result == .done)
            // 333 of the fee's 500, and not all of them.
            #expect(try await scene.balance(.teacherBalances) == 3000)
            try await scene.expectLedgerIsStripes()
        }
    }

    @Test("a card that is taken away at Stripe is forgotten here", arguments: SceneGround.each)
    func lostCard(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let card = try await scene.shop.market.addCard(
                .method(try #require(PaymentMethodID("pm_card_visa"))), saves: true, of: scene.student.id)
            try await scene.deliver()
            #expect(
                try await scene.shop.market.savedCards(of: scene.student.id).map(\.method) == [card.method])
            try scene.stripe.dashboard("payment_methods/\(card.method)/detach")
            try await scene.deliver()
            #expect(try await scene.shop.market.savedCards(of: scene.student.id).isEmpty)
        }
    }

    @Test(
        "what somebody reverses at the Dashboard is in the ledger once Stripe tells",
        arguments: SceneGround.each)
    func reversedElsewhere(_ ground: SceneGround) async throws {
        try await BookingScene.playGigs(ground) { scene in
            let payment = try await scene.pay(try await scene.gig()).payment
            try await scene.deliver()
            let transfers = try scene.stripe.dashboard("transfers", method: "GET")
            let transfer = try #require(transfers["data"]?.elements.first?["id"]?.string)
            try scene.stripe.dashboard("transfers/\(transfer)/reversals", "amount=1000")
            try await scene.deliver()
            #expect(try await scene.balance(.teacherBalances) == 3500)
            let fees = try scene.stripe.dashboard("application_fees", method: "GET")
            let fee = try #require(fees["data"]?.elements.first?["id"]?.string)
            try scene.stripe.dashboard("application_fees/\(fee)/refunds", "amount=200")
            try await scene.deliver { $0 + $0 }
            #expect(try await scene.balance(.teacherBalances) == 3700)
            try await scene.expectLedgerIsStripes()
            #expect(
                try await scene.events(ofPayment: payment) == [.charged, .splitChanged, .splitChanged])
        }
    }
}
