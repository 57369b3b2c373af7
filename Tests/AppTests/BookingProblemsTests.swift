// Proves what failures of the bookings' service become, without a socket.
import Basics
import HTTPServer
import Testing

@testable import App
@testable import Payments

@Suite("Problems of bookings", .timeLimit(.minutes(5)))
struct BookingProblemsTests {
    private static let problem = Problem(code: "c", message: "m", logText: "for the log")

    static let failures: [(failure: BookingFailure, status: Int, code: String, event: String)] = [
        (.notFound("booking"), 404, "not_found", "booking_refused"),
        (.invalid(field: "f", code: "c", "m"), 400, "c", "booking_refused"),
        (.conflict(code: "c", "m"), 409, "c", "booking_refused"),
        (.keyReused, 422, "idempotency_key_reused", "booking_refused"),
        (.keyInFlight, 409, "idempotency_key_in_use", "booking_refused"),
        (.stripe(.refused(LessonRefusal(problem: problem, isDecline: true))), 402, "c", "payment_refused"),
        (.stripe(.refused(LessonRefusal(problem: problem))), 400, "c", "payment_refused"),
        (.stripe(.conflict(problem)), 409, "c", "payment_refused"),
        (.stripe(.inProgress(problem)), 409, "c", "payment_refused"),
        (.stripe(.unavailable(problem)), 502, "c", "stripe_failed"),
        (.stripe(.outOfTime(problem)), 504, "c", "stripe_failed"),
        (.unavailable(reason: "for the log"), 503, "store_unavailable", "store_failed"),
        (.broken(reason: "for the log"), 500, "internal_error", "booking_broken"),
    ]

    @Test("each failure has its status, its code and its line in the log", arguments: failures.indices)
    func failure(index: Int) throws {
        let item = Self.failures[index]
        let lines = LogLines()
        let response = BookingProblems(log: Log(to: lines.sink)).answer(item.failure, try .bare(id: "ask-7"))
        let body = try JSON(response.body)
        #expect(response.status.code == item.status)
        #expect(response.value(of: "Content-Type") == "application/problem+json")
        #expect(body["status"]?.integer == Int64(item.status))
        #expect(body["code"]?.string == item.code)
        #expect(body["request_id"]?.string == "ask-7")
        #expect(!String(decoding: response.body, as: UTF8.self).contains("for the log"))
        let mayComeAgain = [503].contains(item.status) || item.code == "idempotency_key_in_use"
        #expect((response.value(of: "Retry-After") != nil) == mayComeAgain)
        let line = try JSON(Array(lines.text.utf8))
        #expect(line["event"]?.string == item.event)
        #expect(line["request_id"]?.string == "ask-7")
        #expect(line["reason"]?.string == item.failure.logText)
    }

    @Test("a failure that nobody thought of is 500, and names the request but not itself")
    func unexpected() throws {
        struct Surprise: Error {}
        let lines = LogLines()
        let response = BookingProblems(log: Log(to: lines.sink)).answer(Surprise(), try .bare(id: "ask-7"))
        #expect(response.status.code == 500)
        let body = try JSON(response.body)
        #expect(body["detail"]?.string?.contains("ask-7") == true)
        #expect(lines.text.contains("Surprise"))
        #expect(!String(decoding: response.body, as: UTF8.self).contains("Surprise"))
    }
}
