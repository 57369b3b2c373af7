// Tests of work that a killed process leaves behind: jobs in mid-run, Stripe's events half applied, credits half given.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

@Suite("Work that a killed process leaves behind", .timeLimit(.minutes(5)))
struct CrashedWorkTests {
    @Test("auto-capture killed at every step: each lesson is captured once", arguments: SceneGround.each)
    func job(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            try await everyStep(scene) {
                for hours in [Int64(24), 26] { try await scene.book(inHours: hours) }
                scene.pass(hours: 29)
            } act: { process in
                _ = try await process.jobs.run(.autoCapture)
            } recover: {
                try await scene.run(.autoCapture)
            } check: { note in
                let ends = try await scene.values("SELECT captured_amount AS value FROM payments")
                #expect(ends.allSatisfy { $0 == 9600 }, note)
                let tried = try await scene.values(
                    "SELECT COUNT(*) AS value FROM payment_events WHERE event_type = 'captured'")
                #expect(tried == [Int64(ends.count)], note)
            }
        }
    }

    @Test("the job for due holds killed at every step: each lesson has one hold", arguments: SceneGround.each)
    func dueHold(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            try await everyStep(scene) {
                try await scene.book(inHours: 5 * 24)
                scene.pass(days: 3)
            } act: { process in
                _ = try await process.jobs.run(.authorizeDue)
            } recover: {
                try await scene.run(.authorizeDue)
            } check: { note in
                let id = try await scene.newestBooking()
                #expect(try await scene.payment(ofBooking: id).status == .authorized, note)
                try await scene.endNewest()
                #expect(
                    scene.intentCount
                        == (try await scene.values("SELECT COUNT(*) AS value FROM bookings")).first.map(
                            Int.init), note)
            }
        }
    }

    @Test(
        "an event half applied is applied by its next delivery or by the job, once",
        arguments: SceneGround.each)
    func event(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let told = Lock<Event?>(nil)
            try await everyStep(scene) {
                let id = try await scene.book(inHours: 24).booking
                let intent = try #require(try await scene.payment(ofBooking: id).intent)
                _ = try scene.events()
                try scene.stripe.dashboard("payment_intents/\(intent.text)/cancel")
                let event = try #require(try scene.events().first { $0.type == "payment_intent.canceled" })
                told.withLock { $0 = event }
            } act: { process in
                if let event = told.withLock({ $0 }) { _ = try await process.intake.take(event) }
            } recover: {
                if let event = told.withLock({ $0 }) { _ = try await scene.shop.intake.take(event) }
            } check: { note in
                let id = try await scene.newestBooking()
                #expect(try await scene.payment(ofBooking: id).status == .released, note)
                #expect(try await scene.events(ofBooking: id).count { $0 == .released } == 1, note)
                #expect(try await !scene.hasWaitingEvent(), note)
            }
        }
    }

    @Test("a cancel for a credit killed at every step: one capture, one credit", arguments: SceneGround.each)
    func credit(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(policy: .creditWindow)) { scene in
            try await everyStep(scene) {
                try await scene.book(inHours: 24)
                scene.pass(hours: 5)
            } act: { process in
                try await scene.cancel(try await scene.newestBooking(), at: process)
            } recover: {
                let id = try await scene.newestBooking()
                // A cancel that was written down is finished without being asked for again.
                if try await scene.booking(id).status == .scheduled { try await scene.cancel(id) }
            } check: { note in
                let count = try await scene.values("SELECT COUNT(*) AS value FROM bookings")
                let credits = try await scene.values("SELECT COUNT(*) AS value FROM packages")
                #expect(count == credits, note)
                #expect(try await scene.balance(.studentCredit) == -9600 * (count.first ?? 0), note)
            }
        }
    }

    @Test(
        "a hold that is refused, killed at every step: failed, and nothing is held",
        arguments: SceneGround.each)
    func refused(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("authenticationRequired")
            try await everyStep(scene) {
                scene.pass(hours: 2)
            } act: { process in
                try await scene.book(inHours: 10, at: process)
            } recover: {
            } check: { note in
                let statuses = try await scene.paymentStatuses()
                #expect(statuses.allSatisfy { $0 == .failed }, note)
                #expect(scene.heldAtStripe == 0, note)
            }
        }
    }

    @Test(
        "a package's refund killed at every step: one refund, and no lesson is left",
        arguments: SceneGround.each)
    func packageRefund(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let price = Money(minorUnits: 42_000, currency: .usd)
            try await everyStep(scene) {
                try await scene.book(inHours: 24, .package(price, lessonsCount: 5))
            } act: { process in
                let wallet = try #require(try await scene.booking(try await scene.newestBooking()).packageID)
                _ = try await process.bookings.refundPackage(wallet, scene.request())
            } recover: {
                let wallet = try #require(try await scene.booking(try await scene.newestBooking()).packageID)
                guard try await scene.lessonsLeft(wallet) != 0 else { return }
                _ = try await scene.shop.bookings.refundPackage(wallet, scene.request())
            } check: { note in
                let id = try await scene.newestBooking()
                #expect(try await scene.payment(ofBooking: id).refundAmount == 33_600, note)
            }
        }
    }

    @Test(
        "a package's refund that Stripe refuses, killed at every step: the lessons are back, once",
        arguments: SceneGround.each)
    func packageRefundRefused(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let price = Money(minorUnits: 42_000, currency: .usd)
            try await everyStep(scene) {
                let id = try await scene.book(inHours: 24, .package(price, lessonsCount: 5)).booking
                let intent = try await scene.intent(of: id)
                try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=10000")
            } act: { process in
                let wallet = try #require(try await scene.booking(try await scene.newestBooking()).packageID)
                _ = try await process.bookings.refundPackage(wallet, scene.request())
            } recover: {
            } check: { note in
                let id = try await scene.newestBooking()
                let wallet = try #require(try await scene.booking(id).packageID)
                #expect(try await scene.lessonsLeft(wallet) == 4, note)
                let payment = try await scene.payment(ofBooking: id).id
                let moves = try await scene.database.read { tx in try await tx.operations(ofPayment: payment)
                }
                let refusals = moves.count { $0.verb == .refund && $0.state == .refused }
                #expect(try await scene.lessonReturns(ofPaymentOf: id) == refusals, note)
                #expect(try await scene.payment(ofBooking: id).refundAmount == 10_000, note)
                try await scene.endNewest()
            }
        }
    }

    @Test(
        "a package's refund that the bank sends back, killed at every step: the lessons are back, once",
        arguments: SceneGround.each)
    func packageRefundSentBack(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber("4000000000005126")
            let price = Money(minorUnits: 42_000, currency: .usd)
            let told = Lock<Event?>(nil)
            try await everyStep(scene) {
                let id = try await scene.book(inHours: 72, .package(price, lessonsCount: 5)).booking
                let wallet = try #require(try await scene.booking(id).packageID)
                _ = try await scene.shop.bookings.refundPackage(wallet, scene.request())
                try await scene.deliver()
                scene.pass(days: 1)
                // Older versions call it an update of the charge's refund.
                let event = try #require(try scene.events().last { $0.type.contains("refund") })
                told.withLock { $0 = event }
            } act: { process in
                if let event = told.withLock({ $0 }) { _ = try await process.intake.take(event) }
            } recover: {
                if let event = told.withLock({ $0 }) { _ = try await scene.shop.intake.take(event) }
            } check: { note in
                let id = try await scene.newestBooking()
                let wallet = try #require(try await scene.booking(id).packageID)
                #expect(try await scene.lessonsLeft(wallet) == 4, note)
                #expect(try await scene.lessonReturns(ofPaymentOf: id) == 1, note)
                #expect(try await scene.payment(ofBooking: id).refundAmount == 0, note)
            }
        }
    }

    /// Does it again and again, killed one step later each time, until it is through.
    private func everyStep(
        _ scene: BookingScene, prepare: () async throws -> Void,
        act: (SceneProcess) async throws -> Void, recover: () async throws -> Void,
        check: (Comment) async throws -> Void
    ) async throws {
        var steps = 0
        while true {
            try await prepare()
            let mortal = try scene.process(steps: steps)
            try? await act(mortal)
            try await scene.settle(at: try scene.process())
            try await recover()
            try await check("killed at step \(steps)")
            guard mortal.life.isDead else { break }
            steps += 1
            try #require(steps < 60)
        }
        #expect(steps >= 3)
    }
}
