// A caller's key makes a booking request happen once, however often it comes.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Keys of booking requests", .timeLimit(.minutes(5)), .serialized)
struct BookingIdempotencyTests {
    @Test("the same request again is the same answer, says so, and asks Stripe nothing")
    func replayed() async throws {
        try await Desk.open { desk in
            let first = try await desk.book(key: "k")
            let calls = desk.shop.stripe.calls.count
            let again = try await desk.book(key: "k")
            #expect(again.status == 201)
            #expect(again.text == first.text)
            #expect(again.header("Location") == first.header("Location"))
            #expect(first.header("Idempotent-Replayed") == nil)
            #expect(again.header("Idempotent-Replayed") == "true")
            #expect(desk.shop.stripe.calls.count == calls)
            let captures = [
                try await desk.act("capture-payment", 1, key: "c"),
                try await desk.act("capture-payment", 1, key: "c"),
            ]
            #expect(captures.map(\.status) == [200, 200])
            #expect(captures[0].text == captures[1].text)
        }
    }

    @Test("a decline is kept with its key, as the problem that it was")
    func declined() async throws {
        try await Desk.open(customer: "cus_SandboxDecline") { desk in
            let first = try await desk.book(key: "k")
            let again = try await desk.book(key: "k")
            #expect(first.status == 402)
            #expect(again.status == 402)
            #expect(again.text == first.text)
            #expect(again.isProblem)
            #expect(again.header("Idempotent-Replayed") == "true")
        }
    }

    @Test("another body, or another path, under a used key is 422 and does nothing")
    func otherBody() async throws {
        try await Desk.open { desk in
            _ = try await desk.book(key: "k")
            let body = try await desk.book(["amount": "97"], key: "k")
            #expect(body.status == 422, "\(body.text)")
            #expect(body.problem == "idempotency_key_reused")
            #expect(body.isProblem)
            #expect(desk.shop.stripe.withStub { $0.books.intents.count } == 1)
            _ = try await desk.act("capture-payment", 1, key: "c")
            let path = try await desk.act("complete", 1, key: "c")
            #expect(path.status == 422, "\(path.text)")
            #expect(try await desk.get("/bookings/1").booking?["status"]?.string == "scheduled")
        }
    }

    @Test("keys are each caller's own")
    func callers() async throws {
        try await Desk.open { desk in
            let own: [String: String?] = ["student_id": nil, "payment_method": #""pm_card_visa""#]
            let people: [Desk.Person] = [.ada, .student("eve"), .service]
            for (hours, person) in zip([24, 30, 36] as [Int64], people) {
                let changes: [String: String?] = if case .service = person { [:] } else { own }
                let reply = try await desk.book(inHours: hours, changes, as: person, key: "k")
                #expect(reply.status == 201, "\(reply.text)")
            }
        }
    }

    @Test("twenty equal requests at once are one booking and one hold; each answers with it or comes again")
    func stampede() async throws {
        try await Desk.open { desk in
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<20 { group.addTask { try await desk.book(key: "rush") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.filter { $0.status == 201 }.map(\.text)).count == 1)
            for reply in replies where reply.status != 201 {
                #expect(reply.status == 409, "\(reply.text)")
                #expect(reply.problem == "idempotency_key_in_use")
                #expect(reply.header("Retry-After") == "1")
            }
            #expect(desk.shop.stripe.withStub { $0.books.intents.count } == 1)
            #expect(try await desk.book(key: "rush").status == 201)
        }
    }

    @Test("twenty captures at once without a key take the money once")
    func captures() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<20 { group.addTask { try await desk.act("capture-payment", booking) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.contains { $0.status == 200 })
            for reply in replies {
                if reply.status == 200 {
                    #expect(reply.text == #"{"status":"captured","amount":96.00,"amount_cents":9600}"#)
                } else {
                    #expect(reply.status == 409)
                    #expect(
                        ["already_captured", "capture_under_way"].contains(reply.problem), "\(reply.text)")
                }
            }
            #expect(desk.shop.stripe.withStub { $0.books.amountReceived } == 9600)
            #expect(try await desk.stripe(booking)["amount_received"]?.integer == 9600)
        }
    }
}
