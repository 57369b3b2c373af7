// Tests of people and processes that do the same thing at once.
import Basics
import PaymentRules
import Store
import StripeStub
import Testing

@testable import Payments

@Suite("Two at once", .timeLimit(.minutes(5)))
struct RaceTests {
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
            await expectConflict("capture_under_way") {
                try await scene.capture(id, .amount(5000), at: other)
            }
            pause.release()
            #expect(try await first.result == .done)
            await expectConflict("already_captured") { try await scene.capture(id, at: other) }
            #expect(try await scene.payment(ofBooking: id).capturedAmount == 9600)
            #expect(scene.posts("/capture") == 1)
        }
    }

    @Test(
        "a cancel during a capture follows it: what was captured is refunded",
        arguments: SceneEngine.available)
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
            async let one = outcome {
                try await scene.shop.bookings.cancel(id, by: .student, quote: nil, scene.request())
            }
            async let two = outcome {
                try await scene.shop.bookings.cancel(id, by: .student, quote: nil, scene.request())
            }
            let answers = await [one, two].sorted()
            #expect(answers == ["1 done", "booking_cancelled"])
            #expect(scene.stripe.books.refundCount == 1)
        }
    }

    @Test(
        "of two processes that auto-capture, each lesson is captured by one", arguments: SceneEngine.available
    )
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
            for hours in [Int64(24), 26] { try await scene.book(inHours: hours) }
            scene.pass(hours: 29)
            let other = try scene.process()
            let pause = scene.stripe.pause(at: "/capture")
            async let run = scene.shop.jobs.run(.autoCapture)
            await pause.reached()
            #expect(try await other.jobs.run(.autoCapture) == nil)
            pause.release()
            #expect(try await run?.count == 2)
            #expect(try await other.jobs.run(.autoCapture)?.count == 0)
        }
    }

    @Test(
        "an answer that comes after another process took the move over changes nothing",
        arguments: SceneEngine.available)
    func lateAnswer(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let id = try await scene.book(inHours: 24).booking
            let pause = scene.stripe.pause(at: "/capture")
            async let late = scene.capture(id, key: "k")
            await pause.reached()
            let other = try scene.process()
            #expect(try await scene.run(.completeOperations, at: other).count == 0)
            scene.pass(seconds: BookingScene.stripeDeadlineSeconds + 61)
            #expect(try await scene.run(.completeOperations, at: other).count == 1)
            try scene.stripe.dashboard(
                "refunds", "payment_intent=\(try await scene.intent(of: id))&amount=1000")
            try await scene.deliver(at: other)
            pause.release()
            #expect(try await late.result == .done)
            #expect(try await scene.payment(ofBooking: id).refundAmount == 1000)
            #expect(try await scene.events(ofBooking: id).count { $0 == .captured } == 1)
        }
    }

    @Test(
        "whatever people, jobs and events do to a booking at once, the books agree in the end",
        arguments: SceneEngine.available)
    func storm(_ engine: SceneEngine) async throws {
        try await BookingScene.play(SceneGround(engine: engine)) { scene in
            let other = try scene.process()
            for round in 0..<12 {
                let id = try await scene.book(inHours: 24).booking
                let faults = SceneStripe.Fault.allCases
                scene.stripe.strike(
                    faults[round % faults.count], at: ["/capture", "/cancel", "/refunds"][round % 3])
                await withTaskGroup { group in
                    for process in [scene.shop, other] {
                        group.addTask { _ = try? await scene.capture(id, .amount(5000), at: process) }
                        group.addTask { _ = try? await scene.cancel(id, at: process) }
                        group.addTask { _ = try? await scene.complete(id, minutes: 30, at: process) }
                        group.addTask { _ = try? await scene.deliver(at: process) }
                        group.addTask { _ = try? await process.jobs.run(.reconcile) }
                    }
                }
                for _ in 0..<28 where try await scene.hasOpenMove() {
                    scene.pass(hours: 1)
                    try await scene.run(.completeOperations)
                }
                try await scene.settle()
                try await scene.checkBooks()
                let booking = try await scene.booking(id)
                let kept = (booking.standing.capturedAmount ?? 0) - booking.standing.refundAmount
                #expect(kept == booking.owedAmount, "round \(round): \(booking)")
            }
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
