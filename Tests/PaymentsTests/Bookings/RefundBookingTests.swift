// Tests of what staff give back of a lesson's payment, whatever became of the lesson.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("A lesson is refunded", .timeLimit(.minutes(5)))
struct RefundBookingTests {
    @Test("part after part, to the last cent and no further", arguments: SceneGround.each)
    func parts(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.complete(id)
            for part in [Int64(1), 3000, 3000] {
                #expect(try await scene.giveBack(id, part).result == .done)
            }
            #expect(try await scene.payment(ofBooking: id).refundAmount == 6001)
            for amount in [Int64(3600), 0, -1, .max] {
                await expectInvalid("amount", "amount_too_large") { try await scene.giveBack(id, amount) }
            }
            #expect(try await scene.giveBack(id).result == .done)
            #expect(try await scene.payment(ofBooking: id).status == .refunded)
            await expectConflict("already_refunded") { try await scene.giveBack(id) }
            #expect(scene.posts("/refunds") == 4)
            #expect(try await scene.balance(.lessonIncome) == 0)
            #expect(try await scene.mails().count { $0 == "refunded" } == 4)
        }
    }

    @Test("who asked, and why, stands in the story", arguments: SceneEngine.available)
    func story(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            try await scene.giveBack(id, 100, reason: "The room was cold.")
            let payment = try await scene.payment(ofBooking: id).id
            let told = try await scene.database.read { tx in try await tx.events(ofPayment: payment) }
                .last { $0.type == .refunded }
            #expect(told?.cause == "refund, asked for by staff: The room was cold.")
            #expect(told?.amount == 100)
        }
    }

    @Test("the same request under its key refunds once, and another one under it is refused")
    func keyed() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            for _ in 0..<3 { #expect(try await scene.giveBack(id, 100, key: "k").result == .done) }
            #expect(scene.posts("/refunds") == 1)
            let other = await outcome {
                try await scene.shop.bookings.refund(
                    id, BookingRefund(amount: 200, reason: nil), scene.request("k", hash: "another"))
            }
            #expect(other == "idempotency_key_reused")
            #expect(try await scene.payment(ofBooking: id).refundAmount == 100)
        }
    }

    @Test(
        "what a cancel kept may go back, and what it gave as credit stays a lesson",
        arguments: SceneEngine.available)
    func afterCancel(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 20)
            try await scene.cancel(id)
            #expect(try await scene.payment(ofBooking: id).capturedAmount == 9600)
            #expect(try await scene.giveBack(id, 4600).result == .done)
            #expect(try await scene.booking(id).owedAmount == 5000)
        }
        try await BookingScene.play(SceneGround(engine: engine), SceneSettings(policy: .creditWindow)) {
            scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 10)
            try await scene.cancel(id)
            try #require(try await scene.booking(id).creditAmount == 9600)
            await expectConflict("kept_as_credit") { try await scene.giveBack(id) }
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test("what holds nothing, is a package's or is disputed is refused, and Stripe is not asked")
    func refused() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let held = try await scene.book(inHours: 24).booking
            await expectConflict("nothing_captured") { try await scene.giveBack(held) }
            let price = Money(minorUnits: 42_000, currency: .usd)
            let first = try await scene.book(inHours: 30, .package(price, lessonsCount: 5)).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let next = try await scene.book(inHours: 34, .fromWallet(wallet)).booking
            for id in [first, next] {
                await expectConflict("paid_with_package") { try await scene.giveBack(id) }
            }
            try await scene.capture(held)
            await expectInvalid("currency", "currency_mismatch") {
                try await scene.giveBack(held, 100, currency: Currency("eur"))
            }
            let none = await outcome {
                try await scene.shop.bookings.refund(
                    held, BookingRefund(amount: nil, reason: nil), scene.request(viewer: .student(99)))
            }
            #expect(none == "not_found")
            scene.saveNumber("4000000000000259")
            let disputed = try await scene.book(inHours: 40).booking
            try await scene.capture(disputed)
            try await scene.deliver()
            try #require(try await scene.payment(ofBooking: disputed).dispute == "needs_response")
            await expectConflict("payment_disputed") { try await scene.giveBack(disputed) }
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test(
        "a refund that Stripe refuses does not come back with the next one", arguments: SceneEngine.available)
    func refusedByStripe(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.complete(id)
            // Nobody was told of it here, so that too much is asked for.
            let intent = try await scene.intent(of: id)
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=9000")
            let told = try await scene.giveBack(id, 5000)
            #expect(told.result == .refused)
            #expect(try await scene.mails().contains("staff_needed"))
            #expect(try await scene.booking(id).owedAmount == 9600)
            try await scene.deliver()
            #expect(try await scene.payment(ofBooking: id).refundAmount == 9000)
            #expect(try await !scene.hasOpenMove())
            #expect(try await scene.giveBack(id, 500).result == .done)
            #expect(try await scene.payment(ofBooking: id).refundAmount == 9500)
        }
    }

    @Test("a second refund while the first is in doubt follows it, and both are made once")
    func behind() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            scene.stripe.strike(.lostAfter, at: "/refunds", strikes: 3)
            #expect(try await scene.giveBack(id, 6000).result == .underWay)
            await expectInvalid("amount", "amount_too_large") { try await scene.giveBack(id, 3601) }
            #expect(try await scene.giveBack(id, 600).result == .underWay)
            scene.stripe.heal()
            scene.pass(seconds: 61)
            try await scene.run(.completeOperations)
            #expect(try await scene.payment(ofBooking: id).refundAmount == 6600)
            #expect(scene.stripe.books.refundCount == 2)
        }
    }

    @Test("ten refunds of all at once give it back once")
    func race() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            let answers = await withTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        await outcome {
                            try await scene.shop.bookings.refund(
                                id, BookingRefund(amount: nil, reason: nil), scene.request())
                        }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(answers.count { $0 == "\(id) done" } == 1, "\(answers)")
            #expect(answers.allSatisfy { ["\(id) done", "already_refunded"].contains($0) }, "\(answers)")
            #expect(scene.stripe.books.refundCount == 1)
        }
    }

    @Test("what a bank sent back once is not sent there again")
    func cameBack() async throws {
        try await BookingScene.play(SceneGround.all[0]) { scene in
            scene.saveNumber("4000000000005126")
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            #expect(try await scene.giveBack(id).result == .done)
            scene.pass(days: 1)
            try await scene.deliver()
            try #require(try await scene.payment(ofBooking: id).refundAmount == 0)
            await expectConflict("refund_came_back") { try await scene.giveBack(id) }
            #expect(scene.posts("/refunds") == 1)
        }
    }
}
