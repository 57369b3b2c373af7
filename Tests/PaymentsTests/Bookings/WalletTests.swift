// Tests of lessons that were paid for before they were booked.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("Wallets of lessons", .timeLimit(.minutes(1)))
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
}
