// Tests of captures of less than what is held.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("Partial captures", .timeLimit(.minutes(5)))
struct PartialCaptureTests {
    @Test(
        "4: partial capture, never above the hold nor in another currency", arguments: SceneEngine.available)
    func partialRefused(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            for amount in [Int64(0), -1, 9601, .max] {
                await #expect(throws: BookingFailure.self) { try await scene.capture(id, .amount(amount)) }
            }
            await #expect(throws: BookingFailure.self) {
                try await scene.shop.bookings.capture(id, .all, currency: Currency("eur"), scene.request())
            }
            #expect(scene.posts("/capture") == 0)
            #expect(try await scene.booking(id).owedAmount == nil)
        }
    }

    @Test("4: partial capture, for the minutes that were taught", arguments: SceneGround.all)
    func partialByMinutes(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 25)
            try await scene.complete(id, minutes: 25)
            #expect(try await scene.payment(ofBooking: id).capturedAmount == 4000)
            let untaught = try await scene.book(inHours: 24).booking
            scene.pass(hours: 25)
            try await scene.complete(untaught, minutes: 0)
            #expect(try await scene.payment(ofBooking: untaught).status == .released)
        }
    }
}
