// Tests of the ten things that happen to a lesson's money, by their numbers.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("The ten scenarios of a lesson's money", .timeLimit(.minutes(5)))
struct TenScenariosTests {
    @Test("1: successful auth then capture", arguments: SceneGround.all)
    func authorizedAndCaptured(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let answer = try await scene.book(inHours: 24)
            #expect(answer.result == .done)
            let held = try await scene.payment(ofBooking: answer.booking)
            #expect(held.status == .authorized)
            #expect(held.authorizedAmount == 9600)
            #expect(held.authorizationExpiresAt == scene.now + 410_400)
            scene.pass(hours: 25)
            #expect(try await scene.complete(answer.booking).result == .done)
            let payment = try await scene.payment(ofBooking: answer.booking)
            #expect(payment.status == .captured)
            #expect(payment.capturedAmount == 9600)
            #expect(try await scene.booking(answer.booking).status == .completed)
            #expect(
                try await scene.events(ofBooking: answer.booking) == [
                    .booked, .authorizationTried, .authorized, .completed, .captureTried, .captured,
                ])
            #expect(try await scene.mails() == ["reserved", "processed"])
            #expect(try await scene.balance(.lessonIncome) == -9600)
        }
    }

    @Test("1: successful auth then capture, by the job an hour after the lesson", arguments: SceneGround.all)
    func capturedByItself(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 26)
            try await scene.run(.autoCapture)
            #expect(try await scene.payment(ofBooking: id).status == .authorized)
            scene.pass(seconds: 1)
            #expect(try await scene.run(.autoCapture).count == 1)
            #expect(try await scene.payment(ofBooking: id).status == .captured)
            #expect(try await scene.booking(id).status == .completed)
        }
    }

    @Test("2: failed authorization", arguments: SceneGround.all)
    func authorizationFailed(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("chargeCustomerFail")
            let answer = try await scene.book(inHours: 48)
            #expect(answer.result == .refused)
            #expect(answer.code == "generic_decline")
            #expect(try await scene.payment(ofBooking: answer.booking).status == .failed)
            #expect(try await scene.booking(answer.booking).status == .scheduled)
            #expect(
                try await scene.events(ofBooking: answer.booking) == [
                    .booked, .authorizationTried, .authorizationFailed,
                ])
            #expect(try await scene.mails() == ["failed"])
            await expectConflict("nothing_held") { try await scene.capture(answer.booking) }
        }
    }

    @Test(
        "2: failed authorization, because the card's owner would have to authenticate",
        arguments: SceneGround.all)
    func authenticationRequired(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("authenticationRequired")
            let answer = try await scene.book(inHours: 48)
            #expect(answer.result == .refused)
            #expect(answer.code == "authentication_required")
            #expect(try await scene.payment(ofBooking: answer.booking).status == .failed)
        }
    }

    @Test("3: expired authorization (7 days)", arguments: SceneGround.all)
    func expired(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            scene.saveCard("mastercard")
            let id = try await scene.book(inHours: 48).booking
            #expect(try await scene.payment(ofBooking: id).authorizationExpiresAt == scene.now + 7 * 86_400)
            scene.pass(days: 7, seconds: 1)
            try await scene.deliver()
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .released)
            #expect(payment.cause == ReleaseCause.holdExpired.rawValue)
            #expect(try await scene.events(ofBooking: id).last == .authorizationExpired)
            #expect(try await scene.mails() == ["reserved", "hold_expired"])
            await expectConflict("hold_released") { try await scene.capture(id) }
        }
    }

    @Test("3: expired authorization (7 days), and nobody told but the capture", arguments: SceneGround.all)
    func expiredUntold(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 48).booking
            scene.pass(days: 5)
            let answer = try await scene.capture(id)
            #expect(answer.result == .refused)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .released)
            #expect(payment.cause == ReleaseCause.holdExpired.rawValue)
            #expect(try await scene.mails() == ["reserved", "staff_needed", "hold_expired"])
        }
    }

    @Test("4: partial capture", arguments: SceneGround.all)
    func partialCapture(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            #expect(try await scene.capture(id, .amount(5000)).result == .done)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .captured)
            #expect(payment.capturedAmount == 5000)
            #expect(payment.refundAmount == 0)
            try await scene.deliver()
            #expect(try await scene.payment(ofBooking: id).refundAmount == 0)
            await expectConflict("already_captured") { try await scene.capture(id) }
        }
    }

    @Test("5: cancel before capture (release)", arguments: SceneGround.all)
    func released(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            #expect(try await scene.cancel(id).result == .done)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .released)
            #expect(payment.cause == ReleaseCause.released.rawValue)
            #expect(try await scene.booking(id).status == .cancelled)
            #expect(try await scene.mails() == ["reserved", "released"])
            try await scene.deliver()
            await expectConflict("booking_cancelled") { try await scene.cancel(id) }
        }
    }

    @Test("5: cancel before capture, too late to be free", arguments: SceneGround.all)
    func cancelledLate(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            scene.pass(hours: 18, seconds: 1)
            try await scene.cancel(id)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .captured)
            #expect(payment.capturedAmount == 9600)
        }
    }

    @Test("6: refund after capture", arguments: SceneGround.all)
    func refunded(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            #expect(try await scene.cancel(id).result == .done)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .refunded)
            #expect(payment.refundAmount == 9600)
            #expect(try await scene.mails() == ["reserved", "processed", "refunded"])
            try await scene.deliver()
            #expect(try await scene.balance(.lessonIncome) == 0)
        }
    }

    @Test("6: refund after capture, none inside six hours", arguments: SceneGround.all)
    func notRefunded(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            scene.pass(hours: 19)
            try await scene.cancel(id)
            let payment = try await scene.payment(ofBooking: id)
            #expect(payment.status == .captured)
            #expect(payment.refundAmount == 0)
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test("7: package immediate charge", arguments: SceneGround.all)
    func packageCharged(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let price = Money(minorUnits: 42_000, currency: .usd)
            let answer = try await scene.book(inHours: 24, .package(price, lessonsCount: 5))
            #expect(answer.result == .done)
            let payment = try await scene.payment(ofBooking: answer.booking)
            #expect(payment.status == .captured)
            #expect(payment.capturedAmount == 42_000)
            #expect(try await scene.balance(.studentCredit) == -42_000)
            #expect(scene.posts("/capture") == 0)
            let package = try #require(try await scene.booking(answer.booking).packageID)
            let intent = try scene.stripe.dashboard("payment_intents/\(payment.intent!.text)", method: "GET")
            #expect(intent["capture_method"]?.string == "automatic")
            #expect(intent["metadata"]?["package_id"]?.string == "\(package)")
            #expect(intent["metadata"]?["lessons_count"]?.string == "5")
            try await scene.complete(answer.booking)
            #expect(scene.posts("/capture") == 0)
            #expect(try await scene.balance(.lessonIncome) == -8400)
        }
    }

    @Test("8: instructor cancellation handling", arguments: SceneGround.all)
    func instructorCancels(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let held = try await scene.book(inHours: 24).booking
            let captured = try await scene.book(inHours: 26).booking
            try await scene.capture(captured)
            scene.pass(hours: 23)
            try await scene.cancel(held, by: .instructor)
            #expect(try await scene.payment(ofBooking: held).status == .released)
            try await scene.cancel(captured, by: .instructor)
            #expect(try await scene.payment(ofBooking: captured).status == .refunded)
        }
    }

    @Test("9: no-show capture logic", arguments: SceneGround.all)
    func noShow(_ ground: SceneGround) async throws {
        try await BookingScene.play(ground) { scene in
            let student = try await scene.book(inHours: 24).booking
            let instructor = try await scene.book(inHours: 26).booking
            scene.pass(hours: 27)
            try await scene.noShow(student, of: .student)
            #expect(try await scene.payment(ofBooking: student).capturedAmount == 9600)
            #expect(try await scene.booking(student).status == .noShow)
            try await scene.noShow(instructor, of: .instructor)
            #expect(try await scene.payment(ofBooking: instructor).status == .released)
        }
    }
}
