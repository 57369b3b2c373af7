// A Stripe that hangs for longer than the shop's time-out, as callers of the booking routes meet it.
import Basics
import CurlClient
import Payments
import StripeStub
import Testing

@Suite("Booking routes while Stripe hangs", .timeLimit(.minutes(5)), .serialized)
struct BookingHangTests {
    @Test("a booking, a capture and a cancel that hang are 202, nobody else waits, and a job ends them")
    func hangs() async throws {
        try await Desk.open(["STRIPE_DEADLINE_SECONDS": "5", "LOOPS": "1"]) { desk in
            let (captured, cancelled) = (try await desk.held(inHours: 24), try await desk.held(inHours: 26))
            let other = try await desk.held(inHours: 28)
            for path in ["/payment_intents", "/capture", "/cancel"] {
                desk.shop.stripe.inject(StubFault(.hold, method: "POST", pathSuffix: path))
            }
            let answered = Lock(0)
            func late(_ ask: () async throws -> Reply) async throws -> Reply {
                let reply = try await ask()
                answered.withLock { $0 += 1 }
                return reply
            }
            let posts = desk.posts
            async let booking = late { try await desk.book(inHours: 30, key: "b") }
            async let capture = late { try await desk.act("capture-payment", captured, key: "c") }
            async let cancel = late { try await desk.act("cancel", cancelled, as: .ada, key: "x") }
            // Each look is a call to the stub, so that this loop does not spin.
            while desk.posts < posts + 3 { _ = try await desk.intents() }

            #expect(try await desk.get("/bookings").json["bookings"]?.elements.count == 4)
            #expect(try await desk.get("/bookings/\(other)").paymentStatus == "authorized")
            #expect(try await desk.shop.get("/healthz").status == 200)
            let taken = try await desk.act("capture-payment", other)
            #expect(taken.json["status"]?.string == "captured", "\(taken.text)")
            #expect(answered.withLock { $0 } == 0, "the others waited for the hanging ones")

            for reply in [try await booking, try await capture, try await cancel] {
                #expect(reply.status == 202, "\(reply.text)")
                #expect(reply.json["message"]?.string?.contains("Stripe has not answered yet") == true)
            }
            #expect(try await desk.get("/bookings/\(captured)").paymentStatus == "authorized")
            // Stripe does what it was asked, though nobody waits for it any more.
            desk.shop.stripe.removeFaults()
            let done = ["canceled", "requires_capture", "succeeded", "succeeded"]
            while try await desk.intents() != done {}
            desk.clock.withLock { $0 += 61 }
            #expect(try await desk.shop.run(.completeOperations)?.count == 3)
            for (id, status) in [(captured, "captured"), (cancelled, "released"), (4, "authorized")] {
                #expect(try await desk.get("/bookings/\(id)").paymentStatus == status)
            }
            #expect(try await desk.book(inHours: 30, key: "b").status != 202)
        }
    }
}

extension Desk {
    /// Moves of money that reached Stripe.
    fileprivate var posts: Int {
        shop.stripe.calls.count { $0.method == "POST" && $0.path.hasPrefix("/v1/payment_intents") }
    }

    /// How they stand at Stripe, in alphabetical order.
    fileprivate func intents() async throws -> [String] {
        let list = try await shop.askStripe(.get, "/v1/payment_intents?limit=100").json["data"]?.elements
        return (list ?? []).compactMap { $0["status"]?.string }.sorted()
    }
}
