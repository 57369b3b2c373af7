// Proves what failures of the bookings' service become, and the sentences of quotes, without a socket.
import Basics
import HTTPServer
import PaymentRules
import Testing

@testable import App
@testable import Payments

@Suite("Problems and sentences of bookings", .timeLimit(.minutes(1)))
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

    static let sentences:
        [(status: PaymentStatus, keep: Int64, credit: Int64, giveBack: Int64, text: String)] = [
            (.authorized, 0, 0, 9600, "Nothing is charged: the hold of $96.00 is released."),
            (.authorized, 9600, 0, 0, "$96.00 is charged."),
            (.authorized, 4800, 0, 4800, "$48.00 is charged, and $48.00 of the hold is released."),
            (.authorized, 0, 9600, 0, "$96.00 is charged. $96.00 of it is kept as credit for a lesson."),
            (.captured, 0, 0, 9600, "$96.00 is given back."),
            (.captured, 9600, 0, 0, "Nothing is given back of the $96.00 paid."),
            (.captured, 4800, 0, 4800, "$48.00 is given back, and $48.00 is kept."),
            (
                .captured, 2400, 2400, 4800,
                "$48.00 is given back, and $48.00 is kept. $24.00 of it is kept as credit for a lesson."
            ),
            (.pending, 9600, 0, 0, "Nothing is charged."), (.failed, 9600, 0, 0, "Nothing is charged."),
            (.released, 0, 0, 9600, "Nothing is charged."),
        ]

    @Test("a quote's sentence says what becomes of the money, wherever it is", arguments: sentences.indices)
    func sentence(index: Int) throws {
        let item = Self.sentences[index]
        var standing = PaymentStanding()
        standing.status = item.status
        let terms = Settlement(keep: item.keep, credit: item.credit, giveBack: item.giveBack, validUntil: nil)
        let body = try JSON(body(standing, terms, package: nil))
        #expect(body["sentence"]?.string == item.text)
        #expect(body["valid_until"]?.isNull == true)
        #expect(body["valid_until_local"]?.isNull == true)
        #expect(body["give_back_cents"]?.integer == item.giveBack)
    }

    @Test("a lesson of a package goes back or is taken")
    func package() throws {
        let free = Settlement(keep: 0, credit: 0, giveBack: 9600, validUntil: 1_796_050_800)
        let back = try JSON(body(.paid(9600), free, package: 3))
        #expect(back["sentence"]?.string == "The lesson goes back into the package.")
        #expect(back["valid_until"]?.string == "2026-11-30T15:00:00Z")
        #expect(back["valid_until_local"]?["student"]?.string == "2026-11-30T16:00:00+01:00")
        #expect(back["valid_until_local"]?["instructor"]?.string == "2026-11-30T10:00:00-05:00")
        let taken = Settlement(keep: 9600, credit: 0, giveBack: 0, validUntil: nil)
        let gone = try JSON(body(.paid(9600), taken, package: 3))
        #expect(gone["sentence"]?.string == "The lesson counts as taken from the package.")
    }

    private func body(_ standing: PaymentStanding, _ terms: Settlement, package: Int64?) -> [UInt8] {
        let booking = Booking(
            id: 1, studentID: 1, instructorID: 1, startsAt: 0, endsAt: 3600, description: "d", amount: 9600,
            currency: .usd, policyHash: "h", paymentID: 1, packageID: package, standing: standing,
            createdAt: 0)
        return QuoteBody(
            CancelQuote(
                booking: booking, party: .student, terms: terms, token: "q1",
                timeZones: ("Europe/Berlin", "America/New_York"))
        ).response.body
    }
}
