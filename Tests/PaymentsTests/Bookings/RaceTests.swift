// Tests of people and processes that do the same thing at once.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Two at once", .timeLimit(.minutes(1)))
struct RaceTests {
    @Test("50 equal bookings at once under one key are one hold", arguments: SceneEngine.available)
    func equalRequests(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let lesson = scene.lesson(inHours: 48)
            let answers = await withTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask { await outcome { try await scene.shop.bookings.book(lesson, scene.request("k")) } }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(Set(answers).isSubset(of: ["1 done", "idempotency_key_in_use"]), "\(Set(answers))")
            #expect(answers.contains("1 done"))
            #expect(scene.intentCount == 1)
            let count = try await scene.values("SELECT COUNT(*) AS value FROM bookings")
            #expect(count == [1])
            let again = try await scene.shop.bookings.book(lesson, scene.request("k"))
            #expect(again.body == "1 done")
        }
    }

    @Test("another request under the same key is refused, and nothing is done", arguments: SceneEngine.available)
    func keyReused(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            _ = try await scene.shop.bookings.book(scene.lesson(inHours: 48), scene.request("k"))
            let other = scene.request("k", hash: "another")
            let answer = await outcome { try await scene.shop.bookings.book(scene.lesson(inHours: 72), other) }
            #expect(answer == "idempotency_key_reused")
            #expect(scene.intentCount == 1)
        }
    }

    @Test("a key is its caller's own: another's is another request", arguments: SceneEngine.available)
    func keyOfAnother(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            _ = try await scene.shop.bookings.book(scene.lesson(inHours: 48), scene.request("k"))
            let other = CallerRequest(
                caller: "another", key: "k", requestHash: "the same", viewer: .everyone,
                render: SceneAnswer.render)
            #expect(try await scene.shop.bookings.book(scene.lesson(inHours: 72), other).body == "2 done")
        }
    }

    @Test("after a decline a new card works under a new key", arguments: SceneEngine.available)
    func newCard(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            scene.saveCard("chargeCustomerFail")
            let lesson = scene.lesson(inHours: 48)
            let declined = try await scene.shop.bookings.book(lesson, scene.request("a"))
            #expect(declined.status == 402)
            #expect(try await scene.shop.bookings.book(lesson, scene.request("a")).isReplayed)
            scene.saveCard("visa")
            #expect(try await scene.book(inHours: 50, key: "b").result == .done)
        }
    }

    @Test("of two bookings of one hour one is made", arguments: SceneEngine.available)
    func sameSlot(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let lesson = scene.lesson(inHours: 48)
            async let one = outcome { try await scene.shop.bookings.book(lesson, scene.request("a")) }
            async let two = outcome { try await scene.shop.bookings.book(lesson, scene.request("b")) }
            let answers = await [one, two].sorted()
            #expect(answers == ["1 done", "slot_taken"])
            #expect(scene.intentCount == 1)
        }
    }

    @Test("two staff capture at once: one does, the other is refused", arguments: SceneEngine.available)
    func twoCaptures(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            let pause = scene.stripe.pause(at: "/capture")
            async let first = scene.capture(id)
            await pause.reached()
            let other = try scene.process()
            await expectConflict("capture_under_way") { try await scene.capture(id, .amount(5000), at: other) }
            pause.release()
            #expect(try await first.result == .done)
            await expectConflict("already_captured") { try await scene.capture(id, at: other) }
            #expect(try await scene.payment(ofBooking: id).capturedAmount == 9600)
            #expect(scene.posts("/capture") == 1)
        }
    }

    @Test("a cancel during a capture follows it: what was captured is refunded", arguments: SceneEngine.available)
    func cancelDuringCapture(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            let pause = scene.stripe.pause(at: "/capture")
            async let captured = scene.capture(id)
            await pause.reached()
            let cancelled = try await scene.cancel(id, key: "k")
            #expect(cancelled.result == .underWay)
            pause.release()
            _ = try await captured
            #expect(try await scene.payment(ofBooking: id).status == .refunded)
            #expect(try await scene.cancel(id, key: "k").result == .done)
            #expect(scene.posts("/refunds") == 1)
        }
    }

    @Test("a capture during a cancel is refused", arguments: SceneEngine.available)
    func captureDuringCancel(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            let pause = scene.stripe.pause(at: "/cancel")
            async let cancelled = scene.cancel(id)
            await pause.reached()
            await expectConflict("booking_cancelled") { try await scene.capture(id) }
            pause.release()
            #expect(try await cancelled.result == .done)
            #expect(scene.posts("/capture") == 0)
        }
    }

    @Test("a cancel while the hold is being placed lets it go", arguments: SceneEngine.available)
    func cancelDuringHold(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let pause = scene.stripe.pause(at: "/payment_intents")
            async let booked = scene.book(inHours: 24)
            await pause.reached()
            #expect(try await scene.cancel(try await scene.newestBooking()).result == .underWay)
            pause.release()
            let id = try await booked.booking
            #expect(try await scene.payment(ofBooking: id).status == .released)
            #expect(scene.stripe.books.amountCapturable == 0)
        }
    }

    @Test("a double click on cancel is one refund", arguments: SceneEngine.available)
    func doubleRefund(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            try await scene.capture(id)
            async let one = outcome { try await scene.shop.bookings.cancel(id, by: .student, quote: nil, scene.request()) }
            async let two = outcome { try await scene.shop.bookings.cancel(id, by: .student, quote: nil, scene.request()) }
            let answers = await [one, two].sorted()
            #expect(answers == ["1 done", "booking_cancelled"])
            #expect(scene.stripe.books.refundCount == 1)
        }
    }

    @Test("of two processes that auto-capture, each lesson is captured by one", arguments: SceneEngine.available)
    func twoJobs(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            for hours in 0..<Int64(5) { try await scene.book(inHours: 24 + 2 * hours) }
            scene.pass(days: 2)
            let other = try scene.process()
            // Past the lease of the job itself: what is left to say no is the claim of each payment.
            async let one = scene.shop.jobs.captureTaught()
            async let two = other.jobs.captureTaught()
            #expect(try await one.count + two.count == 5)
            #expect(scene.posts("/capture") == 5)
        }
    }

    @Test("a job that one process runs is left to it by the others", arguments: SceneEngine.available)
    func leasedJob(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            try await scene.book(inHours: 24)
            scene.pass(hours: 27)
            let other = try scene.process()
            let pause = scene.stripe.pause(at: "/capture")
            async let run = scene.shop.jobs.run(.autoCapture)
            await pause.reached()
            #expect(try await other.jobs.run(.autoCapture) == nil)
            pause.release()
            #expect(try await run?.count == 1)
            #expect(try await other.jobs.run(.autoCapture)?.count == 0)
        }
    }

    @Test("one lesson that cannot be captured does not keep the others", arguments: SceneEngine.available)
    func oneFails(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            for hours in 0..<Int64(3) { try await scene.book(inHours: 24 + 2 * hours) }
            scene.pass(days: 2)
            scene.stripe.strike(.lostBefore, at: "/capture", strikes: 3)
            #expect(try await scene.run(.autoCapture).count == 2)
            scene.pass(hours: 1)
            try await scene.run(.completeOperations)
            #expect(try await scene.balance(.lessonIncome) == -3 * 9600)
        }
    }
}

/// The answer's body, or the failure's code.
private func outcome(_ body: () async throws -> KeptAnswer) async -> String {
    do {
        return try await body().body
    } catch let failure as BookingFailure {
        return failure.code
    } catch {
        return "\(error)"
    }
}
