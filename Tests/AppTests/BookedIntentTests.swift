// No door moves another door's money: what a booking stands on is moved by the booking alone.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Lesson routes and bookings' money", .timeLimit(.minutes(5)), .serialized)
struct BookedIntentTests {
    @Test("an intent that a booking stands on is refused, with the route to use, and nothing moves")
    func refused() async throws {
        try await Desk.open { desk in
            let booked = try await desk.book()
            let intent = try #require(booked.json["booking"]?["stripe_intent_id"]?.string)
            let booking = try #require(booked.json["booking"]?["id"]?.integer)
            for reply in [try await desk.shop.complete(intent), try await desk.shop.refund(intent)] {
                #expect(reply.status == 409, "\(reply.text)")
                #expect(reply.errorCode == "payment_of_booking")
                #expect(reply.errorMessage?.contains("/bookings/\(booking)/capture-payment") == true)
            }
            let stripe = try await desk.shop.askStripe(.get, "/v1/payment_intents/\(intent)")
            #expect(stripe.json["status"]?.string == "requires_capture")
        }
    }

    @Test("an intent of the lesson routes' own is moved as ever")
    func own() async throws {
        try await Desk.open { desk in
            let held = try await desk.shop.schedule()
            let captured = try await desk.shop.complete(held.intent)
            #expect(captured.status == 200, "\(captured.text)")
        }
    }
}
