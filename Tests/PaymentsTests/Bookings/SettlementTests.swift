// Tests of what a policy makes of a cancel, down to Stripe and the wallet.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("Policies and quotes", .timeLimit(.minutes(5)))
struct SettlementTests {
    @Test(
        "inside the credit window the money is taken and a lesson given, which can be booked with",
        arguments: SceneGround.each)
    func credit(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(policy: .creditWindow)) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 10)
            let quote = try await scene.shop.bookings.quote(id, by: .student, for: .everyone)
            try #require(quote.terms.credit == 9600)
            try await scene.cancel(id, quote: quote.token)
            #expect(try await scene.payment(ofBooking: id).capturedAmount == 9600)
            #expect(try await scene.balance(.studentCredit) == -9600)
            #expect(try await scene.balance(.lessonIncome) == 0)
            let wallet = try #require(try await scene.values("SELECT id AS value FROM packages").first)
            let next = try await scene.book(inHours: 48, .fromWallet(wallet)).booking
            scene.pass(hours: 49)
            try await scene.complete(next)
            #expect(try await scene.balance(.studentCredit) == 0)
            #expect(try await scene.balance(.lessonIncome) == -9600)
            #expect(scene.intentCount == 1)
        }
    }

    @Test(
        "a credit given after the capture moves it from income to what is owed", arguments: SceneGround.each)
    func creditAfterCapture(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(policy: .creditWindow)) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            scene.pass(hours: 10)
            try await scene.cancel(id)
            #expect(try await scene.balance(.studentCredit) == -9600)
            #expect(try await scene.balance(.lessonIncome) == 0)
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test("a credit is given once, although Stripe's event brings the capture", arguments: SceneGround.each)
    func creditByEvent(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(policy: .creditWindow)) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 10)
            scene.stripe.strike(.lostAfter, at: "/capture", strikes: 3)
            #expect(try await scene.cancel(id).result == .underWay)
            scene.pass(seconds: 120)
            try await scene.deliver { $0 + $0 }
            try await scene.settle()
            #expect(try await scene.balance(.studentCredit) == -9600)
            #expect(try await scene.values("SELECT id AS value FROM packages").count == 1)
        }
    }

    @Test(
        "the music shop keeps half inside its window, captured in part or refunded in part",
        arguments: SceneGround.each)
    func half(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground, SceneSettings(policy: .musicShop)) { scene in
            let held = try await scene.book(inHours: 60).booking
            let captured = try await scene.book(inHours: 62).booking
            try await scene.capture(captured)
            scene.pass(hours: 24)
            let quote = try await scene.shop.bookings.quote(held, by: .student, for: .everyone)
            try #require(quote.terms.keep == 4800)
            try await scene.cancel(held)
            let part = try await scene.payment(ofBooking: held)
            #expect(part.capturedAmount == 4800)
            #expect(part.refundAmount == 0)
            try await scene.cancel(captured)
            let back = try await scene.payment(ofBooking: captured)
            #expect(back.status == .captured)
            #expect(back.refundAmount == 4800)
            try await scene.deliver()
            #expect(try await scene.balance(.lessonIncome) == -9600)
        }
    }

    @Test("a quote's terms hold for as long as it says, and no longer", arguments: SceneEngine.available)
    func quote(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            let quote = try await scene.shop.bookings.quote(id, by: .student, for: .everyone)
            #expect(quote.terms.giveBack == 9600)
            #expect(quote.terms.validUntil == scene.now + 18 * 3600)
            scene.pass(hours: 18, seconds: 1)
            await expectConflict("quote_expired") { try await scene.cancel(id, quote: quote.token) }
            #expect(try await scene.booking(id).status == .scheduled)
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
        }
    }

    @Test(
        "a quote does not outlive a change of the booking, nor serve another booking or party",
        arguments: SceneEngine.available)
    func quoteBound(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let one = try await scene.book(inHours: 24).booking
            let two = try await scene.book(inHours: 26).booking
            let quote = try await scene.shop.bookings.quote(one, by: .instructor, for: .everyone)
            for (id, party) in [(two, BookingParty.instructor), (one, .student)] {
                await #expect(throws: BookingFailure.self) {
                    try await scene.cancel(id, by: party, quote: quote.token)
                }
            }
            try await scene.reschedule(one, inHours: 48)
            await expectConflict("quote_expired") {
                try await scene.cancel(one, by: .instructor, quote: quote.token)
            }
            #expect(try await scene.booking(one).status == .scheduled)
        }
    }

    @Test("a student cannot move a lesson out of reach of a late cancel", arguments: SceneEngine.available)
    func lateMove(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 19)
            let own = BookingViewer.student(scene.student.id)
            await expectConflict("reschedule_too_late") {
                try await scene.reschedule(id, inHours: 48, viewer: own)
            }
            #expect(try await scene.reschedule(id, inHours: 48).result == .done)
        }
    }
}
