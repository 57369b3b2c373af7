// Bookings from end to end: booked, held, taught, captured; and what the answers say, to the letter.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Booking routes", .timeLimit(.minutes(5)), .serialized)
struct BookingRoutesTests {
    @Test("a booking answers itself and its payment, to the letter, and where it is")
    func booked() async throws {
        try await Desk.open { desk in
            let reply = try await desk.book(["description": #""Guitar""#])
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.header("Location") == "/bookings/1")
            #expect(reply.header("Cache-Control") == "no-store")
            let stripe = try await desk.stripe(1)
            let intent = try #require(stripe["id"]?.string)
            let expires = try #require(reply.booking?["authorization_expires_at"]?.string)
            let policy = try #require(reply.booking?["policy_hash"]?.string)
            let (now, start) = (CivilTime.rfc3339(desk.now), CivilTime.rfc3339(desk.now + 24 * 3600))
            let end = CivilTime.rfc3339(desk.now + 25 * 3600)
            #expect(
                reply.text == """
                    {"booking":{"id":1,"student_id":1,"instructor_id":1,"package_id":null,\
                    "starts_at":"\(start)","ends_at":"\(end)","status":"scheduled","description":"Guitar",\
                    "amount":96.00,"amount_cents":9600,"currency":"usd","payment_status":"authorized",\
                    "stripe_intent_id":"\(intent)","authorized_amount":96.00,"authorized_amount_cents":9600,\
                    "captured_amount":null,"captured_amount_cents":null,\
                    "refund_amount":0.00,"refund_amount_cents":0,"authorization_expires_at":"\(expires)",\
                    "payment_id":1,"minutes_taught":null,"policy_hash":"\(policy)",\
                    "created_at":"\(now)","updated_at":"\(now)"},\
                    "payment":{"id":1,"status":"authorized","message":"$96.00 reserved • Charged after lesson",\
                    "icon":"💳"}}
                    """)
            #expect(policy.utf8.count == 64)
            let later = try await desk.get("/bookings/1").text
            #expect(later.hasPrefix("\(reply.text.dropLast()),\"status_url\":"))
        }
    }

    @Test("the hold at Stripe is manual, confirmed, and names booking, instructor and student")
    func holdAtStripe() async throws {
        try await Desk.open { desk in
            let stripe = try await desk.stripe(try await desk.held())
            #expect(stripe["status"]?.string == "requires_capture")
            #expect(stripe["capture_method"]?.string == "manual")
            #expect(stripe["amount"]?.integer == 9600)
            #expect(stripe["currency"]?.string == "usd")
            #expect(stripe["metadata"]?["booking_id"]?.string == "1")
            #expect(stripe["metadata"]?["instructor_id"]?.string == "1")
            #expect(stripe["metadata"]?["student_id"]?.string == "1")
        }
    }

    @Test("a capture answers status and amount, in both amounts, and Stripe has the money")
    func capture() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let reply = try await desk.act("capture-payment", booking, as: .grace)
            #expect(reply.status == 200)
            #expect(reply.text == #"{"status":"captured","amount":96.00,"amount_cents":9600}"#)
            let stripe = try await desk.stripe(booking)
            #expect(stripe["status"]?.string == "succeeded")
            #expect(stripe["amount_received"]?.integer == 9600)
            let now = try await desk.get("/bookings/\(booking)")
            #expect(now.json["payment"]?["message"]?.string == "$96.00 paid")
            #expect(now.json["payment"]?["icon"]?.string == "✅")
            #expect(now.booking?["status"]?.string == "scheduled")
        }
    }

    @Test(
        "a part can be captured: in dollars, in cents, or by the minutes taught; the rest is let go",
        arguments: [
            (#"{"amount":50.25}"#, 5025), (#"{"amount":"50.25","currency":"USD"}"#, 5025),
            (#"{"amount_cents":5025}"#, 5025), (#"{"minutes_taught":30}"#, 4800),
        ] as [(String, Int64)])
    func partCaptured(body: String, cents: Int64) async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let reply = try await desk.act("capture-payment", booking, body)
            let decimal = cents == 5025 ? "50.25" : "48.00"
            #expect(reply.text == #"{"status":"captured","amount":\#(decimal),"amount_cents":\#(cents)}"#)
            let stripe = try await desk.stripe(booking)
            #expect(stripe["amount_received"]?.integer == cents)
            #expect(stripe["amount_capturable"]?.integer == 0)
        }
    }

    @Test("completing a lesson captures its hold, for the minutes taught where they are said")
    func complete() async throws {
        try await Desk.open { desk in
            let whole = try await desk.held()
            let reply = try await desk.act("complete", whole, as: .grace)
            #expect(reply.status == 200)
            #expect(reply.booking?["status"]?.string == "completed")
            #expect(reply.paymentStatus == "captured")
            let part = try await desk.held(inHours: 30)
            let short = try await desk.act("complete", part, #"{"minutes_taught":45}"#)
            #expect(short.booking?["minutes_taught"]?.integer == 45)
            #expect(short.booking?["captured_amount_cents"]?.integer == 7200)
            #expect(try await desk.stripe(part)["amount_received"]?.integer == 7200)
        }
    }

    @Test(
        "a cancel is settled by the policy: before six hours all is released, later the student owes all",
        arguments: [
            ("ada", 24, "released", 0), ("ada", 5, "captured", 9600), ("grace", 5, "released", 0),
        ] as [(String, Int64, String, Int64)])
    func cancel(subject: String, hours: Int64, status: String, taken: Int64) async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: hours)
            let person: Desk.Person = subject == "ada" ? .ada : .grace
            let reply = try await desk.act("cancel", booking, as: person)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.booking?["status"]?.string == "cancelled")
            #expect(reply.paymentStatus == status)
            let stripe = try await desk.stripe(booking)
            #expect(stripe["status"]?.string == (taken > 0 ? "succeeded" : "canceled"))
            #expect(stripe["amount_received"]?.integer == taken)
        }
    }

    @Test("what was captured goes back when the instructor cancels, and the answer says so")
    func refunded() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held(inHours: 2)
            _ = try await desk.act("capture-payment", booking)
            let reply = try await desk.act("cancel", booking, #"{"by":"instructor"}"#)
            #expect(reply.paymentStatus == "refunded", "\(reply.text)")
            #expect(reply.json["payment"]?["message"]?.string == "$96.00 refunded")
            #expect(reply.json["payment"]?["icon"]?.string == "↩️")
            #expect(reply.booking?["refund_amount_cents"]?.integer == 9600)
            #expect(desk.shop.stripe.withStub { $0.books.refundCount } == 1)
        }
    }

    @Test("a student who does not come pays, an instructor who does not come is paid nothing")
    func noShow() async throws {
        try await Desk.open { desk in
            let missed = try await desk.held()
            let student = try await desk.act("no-show", missed, #"{"of":"student"}"#, as: .grace)
            #expect(student.booking?["status"]?.string == "no_show")
            #expect(student.paymentStatus == "captured")
            let alone = try await desk.held(inHours: 30)
            let instructor = try await desk.act("no-show", alone, #"{"of":"instructor"}"#)
            #expect(instructor.paymentStatus == "released")
            #expect(instructor.json["payment"]?["message"]?.string == "Nothing was charged")
            #expect(desk.shop.stripe.withStub { $0.books.amountReceived } == 9600)
        }
    }

    @Test("a lesson moves to another time with its hold, but not onto another lesson")
    func reschedule() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            _ = try await desk.held(inHours: 30)
            func times(_ hours: Int64) -> String {
                #"{"starts_at":\#(desk.now + hours * 3600),"ends_at":\#(desk.now + (hours + 1) * 3600)}"#
            }
            let moved = try await desk.act("reschedule", booking, times(40), as: .ada)
            #expect(moved.status == 200, "\(moved.text)")
            #expect(moved.booking?["starts_at"]?.string == CivilTime.rfc3339(desk.now + 40 * 3600))
            #expect(moved.paymentStatus == "authorized")
            let taken = try await desk.act("reschedule", booking, times(30))
            #expect(taken.status == 409)
            #expect(taken.problem == "slot_taken")
            #expect(desk.shop.stripe.withStub { $0.books.intents.count } == 2)
        }
    }

    @Test("a lesson further away than the lead is booked at once and held later")
    func heldLater() async throws {
        try await Desk.open { desk in
            let reply = try await desk.book(inHours: 10 * 24)
            #expect(reply.status == 201)
            #expect(reply.json["payment"]?["message"]?.string == "Payment pending")
            #expect(reply.json["payment"]?["icon"]?.string == "⏳")
            #expect(reply.booking?["stripe_intent_id"]?.isNull == true)
            #expect(desk.shop.stripe.withStub { $0.books.intents.isEmpty })
        }
    }
}
