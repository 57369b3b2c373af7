// The edges of amounts at the booking routes: refused before Stripe hears of them, or exact to the smallest unit.
import Basics
import StripeStub
import Testing

@Suite("Amounts of bookings at their edges", .timeLimit(.minutes(5)), .serialized)
struct BookingAmountTests {
    static let captures: [(body: String, code: String)] = [
        (#"{"amount":0}"#, "parameter_invalid_decimal"), (#"{"amount":0.00}"#, "parameter_invalid_decimal"),
        (#"{"amount":-0.01}"#, "parameter_invalid_decimal"),
        (#"{"amount":96.01}"#, "amount_too_large"),
        (#"{"amount":96.001}"#, "parameter_invalid_decimal"),
        (#"{"amount":9.6e1}"#, "parameter_invalid_decimal"),
        (#"{"amount":92233720368547758.07}"#, "parameter_invalid_decimal"),
        (#"{"amount":92233720368547758.08}"#, "parameter_invalid_decimal"),
        (#"{"amount_cents":0}"#, "parameter_invalid_integer"),
        (#"{"amount_cents":-9223372036854775808}"#, "parameter_invalid_integer"),
        (#"{"amount_cents":9601}"#, "amount_too_large"),
        (#"{"amount_cents":9223372036854775807}"#, "parameter_invalid_integer"),
        (#"{"amount_cents":9223372036854775808}"#, "parameter_invalid_integer"),
        (#"{"amount_cents":96.5}"#, "parameter_invalid_integer"),
        (#"{"minutes_taught":-1}"#, "parameter_invalid_integer"),
        (#"{"minutes_taught":9223372036854775807}"#, "parameter_invalid_integer"),
    ]

    @Test("a capture of nothing, beyond the hold or 64 bits, or of parts of a cent asks Stripe nothing")
    func captureRefused() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let calls = desk.shop.stripe.calls.count
            for (body, code) in Self.captures {
                let reply = try await desk.act("capture-payment", booking, body)
                #expect(reply.status == 400, "\(body): \(reply.text)")
                #expect(reply.problem == code, "\(body): \(reply.text)")
            }
            #expect(desk.shop.stripe.calls.count == calls)
            #expect(try await desk.stripe(booking)["amount_capturable"]?.integer == 9600)
            let all = try await desk.act("capture-payment", booking, #"{"amount_cents":9600}"#)
            #expect(all.text == #"{"status":"captured","amount":96.00,"amount_cents":9600}"#)
        }
    }

    @Test(
        "a price below what a card can be charged in its currency is refused before Stripe is asked; that much is held",
        arguments: [
            ("usd", "0.49", "0.50"), ("eur", "0.49", "0.50"), ("gbp", "0.29", "0.30"), ("jpy", "49", "50"),
            ("huf", "174.99", "175.00"),
        ] as [(String, String, String)])
    func minimum(currency: String, below: String, least: String) async throws {
        try await Desk.open { desk in
            let calls = desk.shop.stripe.calls.count
            let named: [String: String?] = ["currency": "\"\(currency)\"", "amount": below]
            for package in [[:], ["is_package": "true", "lessons_count": "2"] as [String: String?]] {
                let reply = try await desk.book(named.merging(package) { $1 })
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.problem == "amount_too_small")
                #expect(reply.json["field"]?.string == "amount")
                #expect(reply.detail?.contains(least) == true, "\(reply.text)")
            }
            #expect(desk.shop.stripe.calls.count == calls)
            let held = try await desk.held(inHours: 24, named.merging(["amount": least]) { $1 })
            let capturable = try await desk.stripe(held)["amount_capturable"]?.integer
            #expect(capturable == Int64(least.replacing(".", with: "")))
        }
    }

    @Test("the most that a card can be charged is held, captured and given back to the cent")
    func most() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: 24, ["amount": "999999.99"])
            let taken = try await desk.act("capture-payment", booking, #"{"amount":999999.98}"#)
            #expect(taken.json["amount_cents"]?.integer == 99_999_998, "\(taken.text)")
            let cancelled = try await desk.act("cancel", booking, as: .grace)
            #expect(cancelled.booking?["refund_amount_cents"]?.integer == 99_999_998, "\(cancelled.text)")
            #expect(desk.shop.stripe.withStub { $0.books.amountRefunded } == 99_999_998)
        }
    }

    @Test("a lesson in yen is held, captured and given back in whole yen; a part of one is refused")
    func yen() async throws {
        try await Desk.open { desk in
            let yen: [String: String?] = ["currency": #""jpy""#]
            let refused = try await desk.book(yen.merging(["amount": "5001.5"]) { $1 })
            #expect(refused.problem == "parameter_invalid_decimal")
            #expect(refused.detail?.contains("no smaller unit") == true, "\(refused.text)")

            let short = try await desk.held(inHours: 24, yen.merging(["amount": "5001"]) { $1 })
            let calls = desk.shop.stripe.calls.count
            for amount in ["5002", "0", "4999.5", "500100"] {
                let reply = try await desk.act(
                    "capture-payment", short, #"{"amount":\#(amount),"currency":"jpy"}"#)
                #expect(reply.status == 400, "\(amount): \(reply.text)")
            }
            let tooMuch = try await desk.act("capture-payment", short, #"{"amount":5002,"currency":"jpy"}"#)
            #expect(tooMuch.detail?.contains("JPY 5001.") == true, "\(tooMuch.text)")
            #expect(desk.shop.stripe.calls.count == calls)

            // 5001 * 25 / 60 = 2083.75
            let completed = try await desk.act("complete", short, #"{"minutes_taught":25}"#)
            #expect(completed.booking?["captured_amount_cents"]?.integer == 2084, "\(completed.text)")
            #expect(completed.text.contains(#""captured_amount":2084,"#))
            #expect(try await desk.stripe(short)["amount_received"]?.integer == 2084)

            let whole = try await desk.held(inHours: 30, yen.merging(["amount": "5001"]) { $1 })
            _ = try await desk.act("capture-payment", whole)
            let cancelled = try await desk.act("cancel", whole, as: .grace)
            #expect(cancelled.paymentStatus == "refunded")
            #expect(cancelled.text.contains(#""refund_amount":5001,"refund_amount_cents":5001"#))
            #expect(cancelled.json["payment"]?["message"]?.string?.contains("JPY 5001") == true)
            let books = desk.shop.stripe.withStub { $0.books }
            #expect(books.amountReceived == 2084 + 5001)
            #expect(books.amountRefunded == 5001)
            #expect(books.amountCapturable == 0)
        }
    }
}
