// What staff give back of a lesson's payment by the API: who may, what is taken for an amount, and how it ends.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Refunds of bookings", .timeLimit(.minutes(5)), .serialized)
struct BookingRefundTests {
    private static func captured(_ desk: Desk, inHours hours: Int64 = 24) async throws -> Int64 {
        let booking = try await desk.held(inHours: hours)
        #expect(try await desk.act("complete", booking).paymentStatus == "captured")
        return booking
    }

    @Test("a part and then the rest go back, and the answer is the booking as it is then")
    func parts() async throws {
        try await Desk.open { desk in
            let booking = try await Self.captured(desk)
            let part = try await desk.act(
                "refund", booking, #"{"amount":36.50,"reason":"The room was cold."}"#)
            #expect(part.status == 200, "\(part.text)")
            #expect(part.paymentStatus == "captured")
            #expect(part.text.contains(#""refund_amount":36.50"#), "\(part.text)")
            let more = try await desk.act("refund", booking, #"{"amount_cents":5951}"#)
            #expect(more.status == 400)
            #expect(more.problem == "amount_too_large" && more.json["field"]?.string == "amount")
            #expect(more.detail?.contains("$59.50") == true, "\(more.text)")
            let rest = try await desk.act("refund", booking)
            #expect(rest.paymentStatus == "refunded", "\(rest.text)")
            let again = try await desk.act("refund", booking)
            #expect(again.status == 409 && again.problem == "already_refunded", "\(again.text)")
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 9600)
            let events = try await desk.get("/bookings/\(booking)/events").text
            #expect(
                events.contains(#""cause":"refund, asked for by staff: The room was cold.""#), "\(events)")
        }
    }

    @Test("the same request under its key is one refund; another body under it is refused")
    func keyed() async throws {
        try await Desk.open { desk in
            let booking = try await Self.captured(desk)
            let body = #"{"amount":10}"#
            let first = try await desk.act("refund", booking, body, key: "r")
            let again = try await desk.act("refund", booking, body, key: "r")
            #expect(first.status == 200 && again.status == 200)
            #expect(again.text == first.text)
            #expect(again.header("Idempotent-Replayed") == "true")
            let other = try await desk.act("refund", booking, #"{"amount":11}"#, key: "r")
            #expect(other.status == 422 && other.problem == "idempotency_key_reused")
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 1000)
        }
    }

    @Test("only staff may, and another's booking is nobody's")
    func access() async throws {
        try await Desk.open { desk in
            let booking = try await Self.captured(desk)
            for person in [Desk.Person.ada, .grace, .service] {
                #expect(try await desk.act("refund", booking, as: person).status == 403)
            }
            #expect(try await desk.shop.post("/bookings/\(booking)/refund", json: "{}").status == 401)
            #expect(try await desk.act("refund", 999).status == 404)
            #expect(desk.shop.stripe.withStub { $0.books.refundCount } == 0)
        }
    }

    @Test(
        "what does not fit is refused by its field, and nothing goes back",
        arguments: [
            (#"{"amount":0}"#, "amount"), (#"{"amount":-1}"#, "amount"), (#"{"amount":1.234}"#, "amount"),
            (#"{"amount":"all"}"#, "amount"), (#"{"amount":96.01}"#, "amount"),
            (#"{"amount":1,"amount_cents":100}"#, "amount"), (#"{"amount_cents":1.5}"#, "amount_cents"),
            (#"{"amount":1,"currency":"eur"}"#, "currency"), (#"{"currency":"euros"}"#, "currency"),
            (#"{"reason":""}"#, "reason"), (#"{"reason":"my card is 4242424242424242"}"#, "reason"),
        ])
    func badInput(body: String, field: String) async throws {
        try await Desk.open { desk in
            let booking = try await Self.captured(desk)
            let reply = try await desk.act("refund", booking, body)
            #expect(reply.status == 400, "\(reply.text)")
            #expect(reply.json["field"]?.string?.hasPrefix(field.prefix(6)) == true, "\(reply.text)")
            #expect(desk.shop.stripe.withStub { $0.books.refundCount } == 0)
        }
    }

    @Test("what holds nothing of the student's is refused by its state")
    func states() async throws {
        try await Desk.open { desk in
            let held = try await desk.held()
            let refused = try await desk.act("refund", held)
            #expect(refused.status == 409 && refused.problem == "nothing_captured", "\(refused.text)")
            let package = try await desk.book(
                inHours: 30, ["amount": "400.00", "is_package": "true", "lessons_count": "4"])
            let other = try await desk.act("refund", package.bookingID)
            #expect(other.status == 409 && other.problem == "paid_with_package", "\(other.text)")
            let yen = try await desk.held(inHours: 40, ["amount": "500", "currency": #""jpy""#])
            _ = try await desk.act("complete", yen)
            #expect(try await desk.act("refund", yen, #"{"amount":5}"#).problem == "currency_mismatch")
            let named = try await desk.act("refund", yen, #"{"amount":100,"currency":"jpy"}"#)
            #expect(named.status == 200, "\(named.text)")
        }
    }

    @Test("while Stripe does not answer a refund is 202, and it is made once")
    func underWay() async throws {
        try await Desk.open { desk in
            let booking = try await Self.captured(desk)
            let broken = StripeFaultTests.serverError(500)
            desk.shop.stripe.inject(
                StubFault(.answerAfter(broken), method: "POST", pathSuffix: "/refunds", count: 9))
            let reply = try await desk.act("refund", booking, #"{"amount":10}"#, key: "k")
            #expect(reply.status == 202, "\(reply.text)")
            let again = try await desk.act("refund", booking, #"{"amount":10}"#, key: "k")
            #expect([200, 202, 409].contains(again.status), "\(again.text)")
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 1000)
        }
    }
}
