// Beside the tests of bookings: what people ask for, and what happens by itself.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

/// What a request came to.
struct SceneAnswer: Sendable, Equatable {
    enum Result: String { case done, underWay, refused }

    let booking: Int64
    let result: Result
    /// Of the refusal.
    let code: String?

    init(_ kept: KeptAnswer) throws {
        let parts = kept.body.split(separator: " ").map(String.init)
        booking = try #require(Int64(parts[0]))
        result = try #require(Result(rawValue: parts[1]))
        code = parts.count > 2 ? parts[2] : nil
    }

    static func render(_ answer: BookingAnswer) -> KeptAnswer {
        switch answer.result {
        case .done: KeptAnswer(status: 200, body: "\(answer.booking.id) done")
        case .underWay: KeptAnswer(status: 202, body: "\(answer.booking.id) underWay")
        case .refused(let refusal):
            KeptAnswer(
                status: refusal.isDecline ? 402 : 409, body: "\(answer.booking.id) refused \(refusal.code)")
        }
    }
}

extension BookingScene {
    func request(
        _ key: String? = nil, hash: String = "the same", viewer: BookingViewer = .everyone
    ) -> CallerRequest {
        CallerRequest(
            RequestIdentity(caller: "staff", key: key, requestHash: hash), viewer: viewer,
            render: SceneAnswer.render)
    }

    /// - Parameters:
    ///   - hours: from now to the lesson, which lasts one hour.
    func lesson(
        inHours hours: Int64, _ purchase: BookLesson.Purchase = .lesson(BookingScene.price),
        student: Student? = nil
    ) -> BookLesson {
        let start = now + hours * Self.hour
        return BookLesson(
            payer: .student((student ?? self.student).id), instructor: instructor.id, startsAt: start,
            endsAt: start + Self.hour, purchase: purchase, description: nil, card: nil)
    }

    @discardableResult
    func book(
        inHours hours: Int64, _ purchase: BookLesson.Purchase = .lesson(BookingScene.price),
        at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> SceneAnswer {
        let process = process ?? shop
        return try SceneAnswer(
            try await process.bookings.book(lesson(inHours: hours, purchase), request(key)))
    }

    @discardableResult
    func complete(
        _ id: Int64, minutes: Int64? = nil, at process: SceneProcess? = nil
    ) async throws -> SceneAnswer {
        try SceneAnswer(try await (process ?? shop).bookings.complete(id, minutesTaught: minutes, request()))
    }

    @discardableResult
    func capture(
        _ id: Int64, _ part: CapturePart = .all, at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> SceneAnswer {
        let process = process ?? shop
        return try SceneAnswer(try await process.bookings.capture(id, part, currency: nil, request(key)))
    }

    @discardableResult
    func cancel(
        _ id: Int64, by party: BookingParty = .student, quote: String? = nil, at process: SceneProcess? = nil,
        key: String? = nil
    ) async throws -> SceneAnswer {
        let process = process ?? shop
        return try SceneAnswer(try await process.bookings.cancel(id, by: party, quote: quote, request(key)))
    }

    /// - Parameter amount: nil for all that is left.
    @discardableResult
    func giveBack(
        _ id: Int64, _ amount: Int64? = nil, currency: Currency? = nil, reason: String? = nil,
        at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> SceneAnswer {
        let refund = BookingRefund(amount: amount, currency: currency, reason: reason)
        return try SceneAnswer(try await (process ?? shop).bookings.refund(id, refund, request(key)))
    }

    @discardableResult
    func noShow(_ id: Int64, of party: BookingParty) async throws -> SceneAnswer {
        try SceneAnswer(try await shop.bookings.noShow(id, of: party, request()))
    }

    @discardableResult
    func reschedule(
        _ id: Int64, inHours hours: Int64, viewer: BookingViewer = .everyone
    ) async throws -> SceneAnswer {
        let start = now + hours * Self.hour
        return try SceneAnswer(
            try await shop.bookings.reschedule(
                id, startsAt: start, endsAt: start + Self.hour, request(viewer: viewer)))
    }

    // MARK: What happens by itself

    @discardableResult
    func run(_ job: JobName, at process: SceneProcess? = nil) async throws -> JobRun {
        let run = try #require(try await (process ?? shop).jobs.run(job), "\(job) is somebody else's")
        #expect(run.failed == 0, "\(job): \(run.problem ?? "")")
        return run
    }

    /// Each job that looks after money, once.
    func runJobs(at process: SceneProcess? = nil) async throws {
        let jobs: [JobName] = [
            .completeOperations, .applyWebhooks, .authorizeDue, .autoCapture, .checkExpiring, .reconcile,
            .missedWebhooks,
        ]
        for job in jobs { try await run(job, at: process) }
    }

    /// Time passes until nothing is left open that could be closed. Whoever died is noticed by then.
    func settle(at process: SceneProcess? = nil) async throws {
        stripe.heal()
        for _ in 0..<3 {
            pass(hours: 1)
            for job in [JobName.completeOperations, .applyWebhooks, .missedWebhooks] {
                // A lease of a process that died is still its own for a while.
                _ = try await (process ?? shop).jobs.run(job)
            }
        }
    }

    /// What Stripe has to tell and has not told yet.
    func events() throws -> [Event] {
        try stripe.takeEvents().map { try #require(Event(try JSON($0.body))) }
    }

    /// Delivers what Stripe has to tell.
    ///
    /// - Parameter arrange: the order, and how often.
    @discardableResult
    func deliver(
        at process: SceneProcess? = nil, _ arrange: ([Event]) -> [Event] = { $0 }
    ) async throws -> [EventOutcome] {
        let events = try events()
        var outcomes: [EventOutcome] = []
        for event in arrange(events) { outcomes.append(try await (process ?? shop).intake.take(event)) }
        return outcomes
    }
}

/// Expects a conflict of that code.
func expectConflict(
    _ code: String, _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async {
    do {
        let value = try await body()
        Issue.record("no conflict, but \(value)", sourceLocation: location)
    } catch let failure as BookingFailure {
        guard case .conflict(code, _) = failure else {
            Issue.record("\(failure) instead of the conflict \(code)", sourceLocation: location)
            return
        }
    } catch {
        Issue.record("\(error)", sourceLocation: location)
    }
}

/// The answer's body, or the failure's code.
func outcome(_ body: () async throws -> KeptAnswer) async -> String {
    do {
        return try await body().body
    } catch let failure as BookingFailure {
        return failure.code
    } catch {
        return "\(error)"
    }
}
