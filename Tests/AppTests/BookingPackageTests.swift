// Packages, quotes and histories: lessons paid for ahead, promises about cancels, and the story of a payment.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Packages, quotes and histories", .timeLimit(.minutes(5)), .serialized)
struct BookingPackageTests {
    @Test("a package is charged at once, and Stripe knows how many lessons it has")
    func package() async throws {
        try await Desk.open { desk in
            let reply = try await desk.book(
                ["amount": "420", "is_package": "true", "lessons_count": "5"])
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.json["payment"]?["message"]?.string == "$420.00 paid")
            let wallet = String(decoding: reply.json["package"]?.rawBytes ?? [], as: UTF8.self)
            #expect(wallet == #"{"id":1,"origin":"bought","lessons_count":5,"lessons_left":4}"#)
            let stripe = try await desk.stripe(reply.bookingID)
            #expect(stripe["status"]?.string == "succeeded")
            #expect(stripe["amount_received"]?.integer == 42000)
            #expect(stripe["capture_method"]?.string == "automatic")
            #expect(stripe["metadata"]?["package_id"]?.string == "1")
            #expect(stripe["metadata"]?["lessons_count"]?.string == "5")
        }
    }

    @Test("staff pay back the lessons of a package that nobody took, once")
    func refundedPackage() async throws {
        try await Desk.open { desk in
            _ = try await desk.book(["amount": "420", "is_package": "true", "lessons_count": "5"])
            #expect(try await desk.post("/packages/1/refund", as: .ada).status == 403)
            #expect(try await desk.post("/packages/2/refund").status == 404)
            let refunded = try await desk.post("/packages/1/refund")
            #expect(refunded.status == 200, "\(refunded.text)")
            #expect(refunded.booking?["refund_amount_cents"]?.integer == 33_600)
            #expect(refunded.json["package"]?["lessons_left"]?.integer == 0)
            #expect(try await desk.post("/packages/1/refund").problem == "nothing_to_refund")
        }
    }

    @Test("a lesson out of a package costs nothing more, and goes back when it is cancelled in time")
    func wallet() async throws {
        try await Desk.open { desk in
            _ = try await desk.book(["amount": "420", "is_package": "true", "lessons_count": "2"])
            let calls = desk.shop.stripe.calls.count
            let changes = ["amount": nil, "package_id": "1", "student_id": nil] as [String: String?]
            let reply = try await desk.book(inHours: 30, changes, as: .ada)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.booking?["amount_cents"]?.integer == 21000)
            #expect(reply.booking?["payment_id"]?.isNull == true)
            #expect(reply.json["payment"]?["id"]?.isNull == true)
            #expect(reply.json["payment"]?["status"]?.string == "captured")
            #expect(reply.json["package"]?["lessons_left"]?.integer == 0)
            let empty = try await desk.book(inHours: 40, changes, as: .ada)
            #expect(empty.status == 409)
            #expect(empty.problem == "package_empty")
            let back = try await desk.act("cancel", reply.bookingID, as: .ada)
            #expect(back.json["package"]?["lessons_left"]?.integer == 1)
            #expect(desk.shop.stripe.calls.count == calls)
        }
    }

    @Test(
        "a quote says what a cancel comes to, until when by everybody's clock, and the cancel does just that")
    func quote() async throws {
        try await Desk.open(["POLICY": "credit-window"]) { desk in
            let booking = try await desk.held(inHours: 18)
            let quote = try await desk.act("quotes", booking, as: .ada)
            #expect(quote.status == 200, "\(quote.text)")
            let until = desk.now + 6 * 3600
            #expect(quote.json["booking_id"]?.integer == booking)
            #expect(quote.json["by"]?.string == "student")
            #expect(quote.json["keep_cents"]?.integer == 0)
            #expect(quote.json["credit_cents"]?.integer == 9600)
            #expect(quote.json["give_back_cents"]?.integer == 0)
            #expect(
                quote.json["sentence"]?.string
                    == "$96.00 is charged. $96.00 of it is kept as credit for a lesson.")
            #expect(quote.json["valid_until"]?.string == CivilTime.rfc3339(until))
            for person in ["student", "instructor"] {
                let local = try #require(quote.json["valid_until_local"]?[person]?.string)
                #expect(try CivilTime.unixSeconds(rfc3339: local) == until)
                #expect(!local.hasSuffix("Z") && !local.hasSuffix("+00:00"))
            }
            let token = try #require(quote.json["token"]?.string)
            let done = try await desk.act("cancel", booking, #"{"quote":"\#(token)"}"#, as: .ada)
            #expect(done.status == 200, "\(done.text)")
            #expect(try await desk.stripe(booking)["amount_received"]?.integer == 9600)
        }
    }

    struct Sentence: Sendable {
        let policy: String
        let hours: Int64
        var isCaptured = false
        let text: String

        static let all = [
            Sentence(
                policy: "six-hours", hours: 24, text: "Nothing is charged: the hold of $96.00 is released."),
            Sentence(policy: "six-hours", hours: 5, text: "$96.00 is charged."),
            Sentence(
                policy: "music-shop", hours: 30,
                text: "$48.00 is charged, and $48.00 of the hold is released."),
            Sentence(policy: "six-hours", hours: 24, isCaptured: true, text: "$96.00 is given back."),
            Sentence(
                policy: "six-hours", hours: 5, isCaptured: true,
                text: "Nothing is given back of the $96.00 paid."),
            Sentence(
                policy: "music-shop", hours: 30, isCaptured: true,
                text: "$48.00 is given back, and $48.00 is kept."),
            Sentence(
                policy: "credit-window", hours: 18, isCaptured: true,
                text: "Nothing is given back of the $96.00 paid. $96.00 of it is kept as credit for a lesson."
            ),
            Sentence(policy: "six-hours", hours: 2000, text: "Nothing is charged."),
        ]
    }

    @Test("a quote's sentence says what becomes of the money, wherever it is", arguments: Sentence.all)
    func sentence(wanted: Sentence) async throws {
        try await Desk.open(["POLICY": wanted.policy]) { desk in
            let booking = try await desk.book(inHours: wanted.hours).bookingID
            if wanted.isCaptured { _ = try await desk.act("capture-payment", booking) }
            let quote = try await desk.act("quotes", booking, #"{"by":"student"}"#)
            #expect(quote.json["sentence"]?.string == wanted.text, "\(quote.text)")
            let sum = ["keep_cents", "credit_cents", "give_back_cents"].compactMap { quote.json[$0]?.integer }
            #expect(sum.reduce(0, +) == 9600)
        }
    }

    @Test(
        "a lesson of a package goes back into it or is taken, and a quote that time does not change has no end"
    )
    func packageQuotes() async throws {
        try await Desk.open { desk in
            _ = try await desk.book(["amount": "420", "is_package": "true", "lessons_count": "2"])
            let early = try await desk.act("quotes", 1, as: .ada)
            #expect(early.json["sentence"]?.string == "The lesson goes back into the package.")
            desk.clock.withLock { $0 += 20 * 3600 }
            let late = try await desk.act("quotes", 1, as: .ada)
            #expect(late.json["sentence"]?.string == "The lesson counts as taken from the package.")
            let instructor = try await desk.act("quotes", 1, as: .grace)
            #expect(instructor.json["by"]?.string == "instructor")
            #expect(instructor.json["valid_until"]?.isNull == true)
            #expect(instructor.json["valid_until_local"]?.isNull == true)
        }
    }

    @Test("a quote that was tampered with, is another booking's, or is too old does nothing")
    func badQuotes() async throws {
        try await Desk.open { desk in
            let (one, other) = (try await desk.held(inHours: 7), try await desk.held(inHours: 30))
            let token = try #require(try await desk.act("quotes", one, as: .ada).json["token"]?.string)
            func cancel(_ booking: Int64, _ token: String, as person: Desk.Person) async throws -> Reply {
                try await desk.act("cancel", booking, #"{"by":null,"quote":"\#(token)"}"#, as: person)
            }
            let forged = String(token.dropLast()) + (token.hasSuffix("0") ? "1" : "0")
            for reply in [
                try await cancel(one, forged, as: .ada), try await cancel(other, token, as: .ada),
                try await cancel(one, token, as: .grace),
            ] {
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.problem == "quote_invalid")
                #expect(reply.json["field"]?.string == "quote")
            }
            desk.clock.withLock { $0 += 2 * 3600 }
            let late = try await cancel(one, token, as: .ada)
            #expect(late.status == 409)
            #expect(late.problem == "quote_expired")
            #expect(try await desk.stripe(one)["status"]?.string == "requires_capture")
        }
    }

    @Test("events tell what happened, in order, with both amounts")
    func events() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.act("capture-payment", booking, #"{"amount":50}"#)
            let reply = try await desk.get("/bookings/\(booking)/events", as: .ada)
            let events = reply.json["events"]?.elements ?? []
            #expect(
                events.compactMap { $0["event_type"]?.string } == [
                    "booked", "authorization_tried", "authorized", "capture_tried", "captured",
                ])
            #expect(events.allSatisfy { $0["booking_id"]?.integer == booking })
            #expect(events.last?["amount_cents"]?.integer == 5000)
            #expect(reply.text.contains(#""amount":50.00,"amount_cents":5000,"stripe_event_id":null"#))
        }
    }

    @Test("a payment explains every step: who wanted it, what was asked, what Stripe called it")
    func explain() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.act("cancel", booking, as: .ada)
            let reply = try await desk.get("/payments/1/explain", as: .ada)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json["payment"]?["status"]?.string == "released")
            #expect(reply.booking?["id"]?.integer == booking)
            #expect(reply.json["open"]?.isNull == true)
            let steps = reply.json["steps"]?.elements ?? []
            let last = try #require(steps.last)
            #expect(last["event"]?["event_type"]?.string == "released")
            #expect(last["event"]?["cause"]?.string == "cancel, asked for by student:ada")
            #expect(last["operation"]?["verb"]?.string == "release")
            #expect(last["operation"]?["state"]?.string == "done")
            #expect(last["operation"]?["stripe_request_id"]?.string?.hasPrefix("req_") == true)
            #expect(!reply.text.contains("fermata-"), "Stripe's idempotency keys stay inside")
        }
    }

    @Test("a package whose charge is declined is not sold: 402, and the slot is free for others")
    func declined() async throws {
        try await Desk.open(customer: "cus_SandboxDecline") { desk in
            let package = ["amount": "420", "is_package": "true", "lessons_count": "5"]
            let refused = try await desk.book(package)
            #expect(refused.status == 402, "\(refused.text)")
            #expect(refused.paymentStatus == "failed")
            #expect(refused.booking?["status"]?.string == "cancelled")
            let wallet = try #require(refused.booking?["package_id"]?.integer)
            let taken = try await desk.book(["amount": nil, "package_id": "\(wallet)"])
            #expect(taken.status == 409 && taken.problem == "package_unpaid", "\(taken.text)")
            // Declined again, but not for the slot.
            #expect(try await desk.book(package).status == 402)
        }
    }
}
