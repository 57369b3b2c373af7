// Tests of students who ask for their money back, before anybody decides.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

@Suite("Refund requests", .timeLimit(.minutes(5)))
struct RefundRequestsTests {
    @Test(
        "a student asks for all or a part of what they paid, and nothing moves",
        arguments: SceneEngine.available, [nil, Int64(1), 5000])
    func asked(_ engine: SceneEngine, _ amount: Int64?) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let request = try await scene.ask(payment, amount)
            #expect(request.status == .pending && request.requestedAmount == amount)
            #expect(request.paymentID == payment && request.studentID == scene.ada.id)
            #expect(request.reason == "Moved away" && request.createdAt == scene.stripe.now)
            for viewer in [BookingViewer.student(scene.ada.id), .everyone] {
                #expect(try await scene.market.refundRequest(request.id, for: viewer) == request)
            }
            #expect(scene.posts("/refunds") == 0)
        }
    }

    @Test("who did not pay is told that there is no such payment", arguments: SceneEngine.available)
    func anothers(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            for viewer in [BookingViewer.student(scene.bob.id), .instructor(scene.clara.id)] {
                await expectNotFound("payment") { try await scene.ask(payment, for: viewer) }
            }
            await expectNotFound("payment") { try await scene.ask(payment + 1) }
            let request = try await scene.ask(payment, for: .everyone)
            #expect(request.studentID == scene.ada.id)
            for viewer in [BookingViewer.student(scene.bob.id), .instructor(scene.clara.id)] {
                await expectNotFound("refund request") {
                    try await scene.market.refundRequest(request.id, for: viewer)
                }
            }
        }
    }

    @Test("more than is left, nothing and less than nothing cannot be asked for, nor without a reason")
    func amounts() async throws {
        try await MarketScene.play(.sqlite) { scene in
            let payment = try await scene.paid()
            for amount in [Int64(-1), 0, 5001] {
                await expectInvalid("amount", "amount_too_large") { try await scene.ask(payment, amount) }
            }
            try await scene.refundAtDashboard(payment, 2000)
            await expectInvalid("amount", "amount_too_large") { try await scene.ask(payment, 3001) }
            for reason in ["", String(repeating: "a", count: 1001)] {
                await expectInvalid("reason", "parameter_invalid") {
                    try await scene.market.requestRefund(
                        payment: payment, amount: nil, reason: reason, for: .everyone)
                }
            }
            _ = try await scene.ask(payment, 3000)
        }
    }

    @Test(
        "nothing can be asked back of a payment that failed, or that is given back",
        arguments: SceneEngine.available)
    func nothingLeft(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let gig = try await scene.gig()
            let order = GigOrder(
                gig: gig.id, card: .new(.method(try scene.method("chargeCustomerFail")), saves: false))
            let failed = try await scene.market.processPayment(order, of: scene.ada.id, scene.request())
            await expectConflict("nothing_captured") {
                try await scene.ask(try #require(Int64(failed.body)))
            }
            let refunded = try await scene.paid()
            try await scene.refundAtDashboard(refunded, 5000)
            await expectConflict("already_refunded") { try await scene.ask(refunded) }
            // All of it is on its way back, and Stripe has not answered.
            let declined = try await scene.paid()
            let booking = try await scene.booking(ofPayment: declined)
            let pause = scene.stripe.pause(at: "/refunds")
            async let answer = scene.market.act(.decline, on: booking.id, scene.request())
            await pause.reached()
            await expectConflict("already_refunded") { try await scene.ask(declined) }
            pause.release()
            #expect(try await answer.status == 200)
        }
    }

    @Test("of a payment one request is open, also when two ask at once", arguments: SceneEngine.available)
    func oneOpen(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            let payment = try await scene.paid()
            let outcomes = await withTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            return "\(try await scene.ask(payment, 100).status)"
                        } catch {
                            return (error as? BookingFailure)?.code ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(outcomes.sorted() == ["pending"] + Array(repeating: "refund_request_open", count: 3))
            let first = try #require(
                try await scene.market.refundRequests(
                    RefundRequestFilter(), after: nil, limit: 9, for: .everyone
                ).first)
            // Decided, it stands in nobody's way.
            try await scene.decide(first.id, approves: false)
            #expect(try await scene.ask(payment).status == .pending)
        }
    }

    @Test(
        "each sees their own requests: students theirs, staff all, teachers none",
        arguments: SceneEngine.available)
    func listed(_ engine: SceneEngine) async throws {
        try await MarketScene.play(engine) { scene in
            var ids: [Int64] = []
            for _ in 0..<3 { ids.append(try await scene.ask(try await scene.paid()).id) }
            try await scene.decide(ids[1], approves: false)
            func list(
                _ viewer: BookingViewer, _ filter: RefundRequestFilter = RefundRequestFilter(),
                after cursor: Int64? = nil, limit: Int64 = 9
            ) async throws -> [Int64] {
                try await scene.market.refundRequests(filter, after: cursor, limit: limit, for: viewer)
                    .map(\.id)
            }
            let adas = BookingViewer.student(scene.ada.id)
            #expect(try await list(.everyone) == ids.reversed())
            #expect(try await list(adas) == ids.reversed())
            #expect(try await list(adas, after: ids[2], limit: 1) == [ids[1]])
            #expect(try await list(adas, RefundRequestFilter(status: .pending)) == [ids[2], ids[0]])
            #expect(try await list(.everyone, RefundRequestFilter(student: scene.bob.id)).isEmpty)
            #expect(try await list(.student(scene.bob.id)).isEmpty)
            // Another's are none, also when they are asked for by name.
            let others = RefundRequestFilter(student: scene.ada.id)
            #expect(try await list(.student(scene.bob.id), others).isEmpty)
            #expect(try await list(adas, RefundRequestFilter(student: scene.bob.id)).isEmpty)
            #expect(try await list(.instructor(scene.clara.id)).isEmpty)
        }
    }
}
