// Proves what teachers do: offer gigs, answer bookings, and have themselves paid.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Marketplace: teachers", .timeLimit(.minutes(5)), .serialized)
struct MarketTeachingTests {
    @Test("a teacher offers a gig, as the body says it, and everyone finds it")
    func offers() async throws {
        try await Market.open { market in
            let made = try await market.post(
                "/api/gigs/", #"{"title":"Chess","description":"For two.","amount":19.9,"seats":2}"#,
                as: .ines)
            #expect(made.status == 201)
            let gig = """
                {"id":3,"instructor_id":1,"title":"Chess","description":"For two.","amount":19.90,\
                "currency":"usd","is_active":true,"seats":2,"created_at":"\(CivilTime.rfc3339(market.now))"}
                """
            #expect(
                made.text == #"{"success":true,"message":"Gig added successfully","gig":\#(gig)}"#)
            #expect(try await market.get("/api/gigs/3").text == gig)
            let list = try await market.get("/api/gigs/?limit=2")
            #expect(list.json["results"]?.elements.map { $0["id"]?.integer } == [3, 2])
            let next = try #require(list.json["next_cursor"]?.string)
            let rest = try await market.get("/api/gigs/?limit=2&cursor=\(next)")
            #expect(rest.json["results"]?.elements.map { $0["id"]?.integer } == [1])
            #expect(try await market.get("/api/gigs/99/").status == 404)
        }
    }

    @Test("staff offers for a teacher; a teacher only for themself")
    func onBehalf() async throws {
        try await Market.open { market in
            func add(_ more: String, as person: Desk.Person) async throws -> Reply {
                try await market.post("/api/gigs/", "{\"title\":\"Go\",\"amount\":\"10\"\(more)}", as: person)
            }
            let staff = try await add(#","instructor_id":2"#, as: .staff)
            #expect(staff.json["gig"]?["instructor_id"]?.integer == 2, "\(staff.text)")
            for (reply, field) in [
                (try await add("", as: .staff), "instructor_id"),
                (try await add(#","instructor_id":99"#, as: .staff), "instructor_id"),
                (try await add(#","instructor_id":2"#, as: .ines), "instructor_id"),
                (try await add(#","currency":"eur""#, as: .ines), "currency"),
                (try await add(#","seats":0"#, as: .ines), "seats"),
                (try await market.post("/api/gigs/", #"{"title":"Go","amount":0.1}"#, as: .ines), "amount"),
            ] {
                #expect(reply.status == 400)
                #expect(reply.param == field, "\(reply.text)")
            }
        }
    }

    @Test("a gig that is taken back cannot be booked, is in no list but its teacher's, and can come back")
    func deactivated() async throws {
        try await Market.open { market in
            let off = try await market.post("/api/gigs/1/deactivate/", as: .ines)
            #expect(off.json["gig"]?["is_active"]?.bool == false, "\(off.text)")
            #expect(off.json["message"]?.string == "Gig deactivated successfully")
            #expect(try await market.pay(1).status == 409)
            let list = try await market.get("/api/gigs")
            #expect(list.json["results"]?.elements.map { $0["id"]?.integer } == [2])
            let own = try await market.get("/api/gigs/?instructor_id=1")
            #expect(own.json["results"]?.elements.map { $0["id"]?.integer } == [2, 1])
            let on = try await market.post("/api/gigs/1/activate", as: .staff)
            #expect(on.json["gig"]?["is_active"]?.bool == true, "\(on.text)")
            #expect(try await market.pay(1).status == 200)
        }
    }

    @Test("a teacher confirms a booking before the lesson starts; each step once")
    func confirms() async throws {
        try await Market.open { market in
            let (payment, booking) = try await market.paid()
            func act(_ verb: String, as person: Desk.Person = .ines) async throws -> Reply {
                try await market.post("/api/bookings/\(booking)/\(verb)/", as: person)
            }
            let early = try await act("start")
            #expect(early.status == 409)
            #expect(early.detailsCode == "not_confirmed", "\(early.text)")
            let confirmed = try await act("confirm")
            #expect(confirmed.status == 200)
            #expect(
                confirmed.masked == """
                    {"success":true,"message":"Booking confirmed successfully","payment_id":\(payment),\
                    "payment_intent_id":"pi_*","amount":50.00,"currency":"usd","status":"succeeded",\
                    "booking_id":\(booking),"payment_method_saved":false,"gig_id":1,\
                    "created_at":"\(CivilTime.rfc3339(market.now))","refunded_amount":0.00,\
                    "booking_status":"confirmed"}
                    """)
            #expect(try await act("confirm", as: .staff).status == 200)
            let started = try await act("start")
            #expect(started.json["booking_status"]?.string == "started", "\(started.text)")
            let late = try await act("decline")
            #expect(late.status == 409)
            #expect(late.detailsCode == "already_started", "\(late.text)")
        }
    }

    @Test("a booking that is declined is paid back whole, once, with a key or without")
    func declines() async throws {
        try await Market.open { market in
            let (payment, booking) = try await market.paid()
            let path = "/api/bookings/\(booking)/decline"
            let declined = try await market.post(path, as: .ines, key: "no-1")
            #expect(declined.status == 200, "\(declined.text)")
            #expect(declined.json["booking_status"]?.string == "declined")
            #expect(declined.text.contains(#""refunded_amount":50.00"#), "\(declined.text)")
            #expect(declined.json["status"]?.string == "refunded")
            let again = try await market.post(path + "/", as: .ines, key: "no-1")
            #expect(again.text == declined.text)
            #expect(again.header("Idempotent-Replayed") == "true")
            #expect(try await market.post(path, as: .ines).status == 200)
            let confirm = try await market.post("/api/bookings/\(booking)/confirm/", as: .ines)
            #expect(confirm.detailsCode == "already_declined", "\(confirm.text)")
            let read = try await market.get("/api/payments/payments/\(payment)/")
            #expect(read.text.contains(#""refunded_amount":50.00"#))
        }
    }

    @Test("a gig whose teacher Stripe pays no longer is not to be had, and nobody is charged for it")
    func restricted() async throws {
        try await Market.open { market in
            _ = try? await market.shop.askStripe(.post, "/_stub/accounts/acct_SandboxTeacher/restrict")
            let refused = try await market.pay(1, key: "order-1")
            #expect(refused.status == 409)
            #expect(refused.text == #"{"success":false,"error":"Gig is not available for booking"}"#)
            let again = try await market.pay(1, key: "order-1")
            #expect(again.text == refused.text)
            let list = try await market.get("/api/payments/payments/")
            #expect(list.json["results"]?.elements.map { $0["status"]?.string } == ["failed"])
            // The next one is told before their card is asked.
            #expect(try await market.pay(2).text == refused.text)
            let then = try await market.get("/api/payments/payments/")
            #expect(then.json["results"]?.elements.count == 1)
        }
    }

    @Test("a teacher's account is made once; until Stripe pays them their gigs are not to be had")
    func onboards() async throws {
        try await Market.open { market in
            // Otto, instructor 2.
            let path = "/api/teachers/2/stripe-account/"
            _ = try await market.post("/api/gigs/", #"{"title":"Go","amount":10}"#, as: .otto)
            #expect(try await market.pay(3).status == 409)
            let first = try await market.post(
                path, #"{"return_url":"https://lessons.example.com/teachers"}"#, as: .otto)
            #expect(first.status == 200, "\(first.text)")
            #expect(first.json["can_be_paid"]?.bool == false)
            let account = first.json["stripe_account_id"]?.string
            let url = try #require(first.json["onboarding_url"]?.string)
            // What the teacher's browser does; Stripe answers with a redirect, which is no JSON.
            _ = try? await market.shop.askStripe(
                .get, "/" + url.split(separator: "/").dropFirst(2).joined(separator: "/"))
            let second = try await market.post(path, as: .staff)
            #expect(second.json["stripe_account_id"]?.string == account)
            #expect(second.json["can_be_paid"]?.bool == true, "\(second.text)")
            #expect(second.json["onboarding_url"]?.kind == .null)
            #expect(try await market.pay(3).status == 200)
            let stranger = try await market.post(path, as: .ines)
            #expect(stranger.status == 404)
            let bad = try await market.post(path, #"{"return_url":"javascript:alert(1)"}"#, as: .otto)
            #expect(bad.param == "return_url", "\(bad.text)")
        }
    }
}
