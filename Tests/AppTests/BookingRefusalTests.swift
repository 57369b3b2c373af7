// What is not done to a booking, and why: refused by its state, by its card, or not known yet.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Refused booking requests", .timeLimit(.minutes(5)), .serialized)
struct BookingRefusalTests {
    @Test("a capture in another currency, or beyond the hold, is refused and moves nothing")
    func captureRefused() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let euros = try await desk.act("capture-payment", booking, #"{"currency":"eur"}"#)
            #expect(euros.status == 400)
            #expect(euros.problem == "currency_mismatch")
            #expect(euros.json["field"]?.string == "currency")
            let more = try await desk.act("capture-payment", booking, #"{"amount":96.01}"#)
            #expect(more.problem == "amount_too_large")
            let yen = try await desk.held(inHours: 30, ["amount": "500", "currency": #""jpy""#])
            let unnamed = try await desk.act("capture-payment", yen, #"{"amount":5}"#)
            #expect(unnamed.problem == "currency_mismatch", "\(unnamed.text)")
            let named = try await desk.act("capture-payment", yen, #"{"amount":400,"currency":"jpy"}"#)
            #expect(named.text == #"{"status":"captured","amount":400,"amount_cents":400}"#)
            #expect(try await desk.stripe(booking)["status"]?.string == "requires_capture")
        }
    }

    @Test("a declined card is 402, with the booking that stands and its payment that failed")
    func declined() async throws {
        try await Desk.open(customer: "cus_SandboxDecline") { desk in
            let reply = try await desk.book()
            #expect(reply.status == 402, "\(reply.text)")
            #expect(reply.isProblem)
            #expect(reply.json["title"]?.string == "Payment Required")
            #expect(reply.detail == "Your card was declined.")
            #expect(reply.paymentStatus == "failed")
            #expect(reply.json["payment"]?["message"]?.string == "Payment failed • Please use another card")
            #expect(reply.json["payment"]?["icon"]?.string == "❌")
            #expect(desk.shop.stripe.withStub { $0.books.amountCapturable } == 0)
        }
    }

    @Test("while Stripe does not answer, a booking is 202 and stands as pending")
    func underWay() async throws {
        try await Desk.open { desk in
            let broken = StripeFaultTests.serverError(500)
            desk.shop.stripe.inject(
                StubFault(.answerAfter(broken), method: "POST", pathSuffix: "/payment_intents", count: 9))
            let reply = try await desk.book()
            #expect(reply.status == 202, "\(reply.text)")
            #expect(reply.header("Location") == "/bookings/1")
            #expect(reply.paymentStatus == "pending")
            #expect(reply.json["message"]?.string?.contains("Stripe has not answered yet") == true)
        }
    }

    @Test("what may not be done is a problem that says why, and moves nothing")
    func refusedActions() async throws {
        try await Desk.open { desk in
            let completed = try await desk.held()
            _ = try await desk.act("complete", completed)
            let cancelled = try await desk.held(inHours: 30)
            _ = try await desk.act("cancel", cancelled, as: .ada)
            let missed = try await desk.held(inHours: 40)
            _ = try await desk.act("no-show", missed, #"{"of":"instructor"}"#)
            let pending = try await desk.book(inHours: 2000).bookingID
            let calls = desk.shop.stripe.calls.count
            let (captures, ends) = (
                ["capture-payment"], ["complete", "cancel", "no-show", "reschedule", "quotes"]
            )
            let cases = [
                (completed, captures, "already_captured"), (completed, ends, "booking_completed"),
                (cancelled, captures, "hold_released"), (cancelled, ends, "booking_cancelled"),
                (missed, captures, "hold_released"), (missed, ends, "booking_no_show"),
                (pending, captures, "nothing_held"),
            ]
            let (start, end) = (desk.now + 60 * 3600, desk.now + 61 * 3600)
            let body = #"{"by":"student","of":"student","starts_at":\#(start),"ends_at":\#(end)}"#
            for (booking, verbs, code) in cases {
                for verb in verbs {
                    let reply = try await desk.act(verb, booking, body)
                    #expect(reply.status == 409, "\(verb): \(reply.text)")
                    #expect(reply.problem == code, "\(verb)")
                    #expect(reply.isProblem)
                    #expect(reply.detail?.isEmpty == false)
                }
            }
            #expect(desk.shop.stripe.calls.count == calls)
        }
    }
}
