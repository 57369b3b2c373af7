// Tests of lessons that were paid for before they were booked.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("Wallets of lessons", .timeLimit(.minutes(5)))
struct WalletTests {
    private static let package = BookLesson.Purchase.package(
        Money(minorUnits: 10_000, currency: .usd), lessonsCount: 3)

    @Test(
        "the lessons of a package are taken one after the other, their prices add up",
        arguments: SceneGround.each)
    func wallet(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let second = try await scene.book(inHours: 26, .fromWallet(wallet)).booking
            let third = try await scene.book(inHours: 28, .fromWallet(wallet)).booking
            await expectConflict("package_empty") { try await scene.book(inHours: 30, .fromWallet(wallet)) }
            #expect(try await scene.booking(second).amount == 3333)
            scene.pass(hours: 30)
            for id in [first, second, third] { try await scene.complete(id) }
            #expect(try await scene.balance(.studentCredit) == 0)
            #expect(try await scene.balance(.lessonIncome) == -10_000)
            #expect(scene.intentCount == 1)
        }
    }

    @Test("of two bookings of the last lesson one is made", arguments: SceneEngine.available)
    func lastLesson(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let two = BookLesson.Purchase.package(Money(minorUnits: 10_000, currency: .usd), lessonsCount: 2)
            let first = try await scene.book(inHours: 24, two).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let results = await withTaskGroup { group in
                for hours in [Int64(26), 28, 30] {
                    group.addTask { (try? await scene.book(inHours: hours, .fromWallet(wallet))) != nil }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(results.count { $0 } == 1)
            let left = try await scene.values("SELECT lessons_left AS value FROM packages")
            #expect(left == [0])
        }
    }

    @Test(
        "a lesson cancelled in time goes back into the wallet, one too late is used up",
        arguments: SceneEngine.available)
    func returned(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let second = try await scene.book(inHours: 26, .fromWallet(wallet)).booking
            try await scene.cancel(second)
            #expect(try await scene.lessonsLeft(wallet) == 2)
            #expect(try await scene.booking(second).standing.status == .released)
            scene.pass(hours: 20)
            try await scene.cancel(first)
            #expect(try await scene.lessonsLeft(wallet) == 2)
            #expect(try await scene.balance(.lessonIncome) == -3334)
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test("a package whose charge was declined gives no lessons", arguments: SceneEngine.available)
    func unpaid(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            scene.saveCard("chargeCustomerFail")
            let answer = try await scene.book(inHours: 24, Self.package)
            #expect(answer.result == .refused)
            let wallet = try #require(try await scene.booking(answer.booking).packageID)
            await expectConflict("package_unpaid") { try await scene.book(inHours: 26, .fromWallet(wallet)) }
        }
    }

    @Test("another's wallet is none", arguments: SceneEngine.available)
    func another(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let other = try await scene.shop.bookings.addStudent(
                NewPerson(name: "Bob", email: "bob@example.com", timeZone: "UTC", subject: nil, customer: nil)
            )
            let lesson = scene.lesson(inHours: 26, .fromWallet(wallet), student: other)
            await #expect(throws: BookingFailure.self) {
                try await scene.shop.bookings.book(lesson, scene.request())
            }
            #expect(try await scene.lessonsLeft(wallet) == 2)
        }
    }

    @Test("unused lessons are paid back at their own prices, once", arguments: SceneGround.each)
    func refunded(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let answer = try await scene.shop.bookings.refundPackage(wallet, scene.request())
            #expect(answer.status == 200)
            #expect(try await scene.payment(ofBooking: first).refundAmount == 6666)
            #expect(try await scene.lessonsLeft(wallet) == 0)
            await expectConflict("nothing_to_refund") {
                try await scene.shop.bookings.refundPackage(wallet, scene.request())
            }
            try await scene.deliver()
            try await scene.complete(first)
            #expect(try await scene.balance(.studentCredit) == 0)
            #expect(try await scene.balance(.lessonIncome) == -3334)
        }
    }

    // MARK: Refunds that come to nothing

    @Test(
        "a refund that Stripe refuses leaves the lessons in the wallet, and may be asked for again",
        arguments: SceneGround.each)
    func refused(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            // The event comes after the refund was asked for, which is therefore too large.
            let intent = try await scene.intent(of: first)
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=5000")
            let answer = try SceneAnswer(try await scene.shop.bookings.refundPackage(wallet, scene.request()))
            #expect(answer.result == .refused)
            #expect(try await scene.lessonsLeft(wallet) == 2)
            #expect(try await scene.lessonReturns(ofPaymentOf: first) == 1)
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            try await scene.deliver()
            _ = try await scene.shop.bookings.refundPackage(wallet, scene.request())
            #expect(try await scene.payment(ofBooking: first).refundAmount == 10_000)
            #expect(try await scene.lessonsLeft(wallet) == 0)
        }
    }

    @Test(
        "a lesson that came back while its package's refund was under way stays when that is refused",
        arguments: SceneEngine.available)
    func refusedBesideReturn(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let second = try await scene.book(inHours: 26, .fromWallet(wallet)).booking
            let intent = try await scene.intent(of: first)
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)&amount=9000")
            let pause = scene.stripe.pause(at: "/refunds")
            async let answer = scene.shop.bookings.refundPackage(wallet, scene.request())
            await pause.reached()
            #expect(try await scene.lessonsLeft(wallet) == 0)
            try await scene.cancel(second)
            pause.release()
            #expect(try SceneAnswer(try await answer).result == .refused)
            #expect(try await scene.lessonsLeft(wallet) == 2)
            try await scene.deliver()
        }
    }

    @Test(
        "money that all went back at the Dashboard takes its lessons with it",
        arguments: SceneEngine.available)
    func refundedElsewhere(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let first = try await scene.book(inHours: 24, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            let intent = try await scene.intent(of: first)
            try scene.stripe.dashboard("refunds", "payment_intent=\(intent)")
            _ = try await scene.shop.bookings.refundPackage(wallet, scene.request())
            #expect(try await scene.payment(ofBooking: first).status == .refunded)
            #expect(try await scene.lessonsLeft(wallet) == 0)
        }
    }

    @Test(
        "a refund that the bank sends back later brings the lessons back once, and staff are told",
        arguments: SceneGround.each)
    func sentBack(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber(Self.sendsRefundsBack)
            let first = try await scene.book(inHours: 48, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            _ = try await scene.shop.bookings.refundPackage(wallet, scene.request())
            try await scene.deliver()
            #expect(try await scene.lessonsLeft(wallet) == 0)
            #expect(try await scene.balance(.studentCredit) == -3334)
            scene.pass(days: 1)
            try await scene.deliver { $0 + $0 }
            #expect(try await scene.lessonsLeft(wallet) == 2)
            #expect(try await scene.payment(ofBooking: first).refundAmount == 0)
            #expect(try await scene.balance(.studentCredit) == -10_000)
            #expect(try await scene.lessonReturns(ofPaymentOf: first) == 1)
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            try await scene.book(inHours: 30, .fromWallet(wallet))
            #expect(try await scene.lessonsLeft(wallet) == 1)
        }
    }

    @Test(
        "a refund that was sent back before its outcome was known brings the lessons back",
        arguments: SceneGround.each)
    func sentBackUnseen(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveNumber(Self.sendsRefundsBack)
            let first = try await scene.book(inHours: 72, Self.package).booking
            let wallet = try #require(try await scene.booking(first).packageID)
            scene.stripe.strike(.timesOut, at: "/refunds", strikes: 10)
            let answer = try SceneAnswer(try await scene.shop.bookings.refundPackage(wallet, scene.request()))
            #expect(answer.result == .underWay)
            #expect(try await scene.lessonsLeft(wallet) == 0)
            scene.pass(days: 1)
            try await scene.settle()
            #expect(try await scene.lessonsLeft(wallet) == 2)
            #expect(try await scene.lessonReturns(ofPaymentOf: first) == 1)
            #expect(try await scene.mails().count { $0 == "staff_needed" } == 1)
            #expect(try await scene.balance(.studentCredit) == -10_000)
        }
    }

    /// Stripe's test card whose refunds succeed first and fail later (docs.stripe.com/testing#refunds).
    private static let sendsRefundsBack = "4000000000005126"
}
