// Proves that an order sent again with its key is the same order, at whichever of its paths.
import App
import Basics
import CurlClient
import Payments
import StripeStub
import Testing

@Suite("Marketplace: idempotency", .timeLimit(.minutes(5)), .serialized)
struct MarketIdempotencyTests {
    private static let body = #"{"gig_id":1,"card_details":{\#(Market.card())},"save_card":false}"#

    @Test("the same order with the same key is paid once, at either path, with its slash and without")
    func replay() async throws {
        try await Market.open { market in
            let first = try await market.post(Market.process, Self.body, key: "order-1")
            #expect(first.status == 200, "\(first.text)")
            #expect(first.header("Idempotent-Replayed") == nil)
            for path in [
                "/api/payments/process-payment/", "/api/payments/process-payment",
                "/stripe-payments/process-payment/", "/stripe-payments/process-payment",
            ] {
                let again = try await market.post(path, Self.body, key: "order-1")
                #expect(again.status == 200)
                #expect(again.text == first.text)
                #expect(again.header("Idempotent-Replayed") == "true")
            }
            let list = try await market.get("/api/payments/payments/")
            #expect(list.json["results"]?.elements.count == 1)
        }
    }

    @Test("another order with the key is refused, and another's key is another key")
    func reuse() async throws {
        try await Market.open { market in
            _ = try await market.post(Market.process, Self.body, key: "order-1")
            let other = try await market.pay(2, key: "order-1")
            #expect(other.status == 422)
            #expect(other.detailsCode == "idempotency_key_reused", "\(other.text)")
            let dans = try await market.post(Market.process, Self.body, as: .dan, key: "order-1")
            #expect(dans.status == 200, "\(dans.text)")
            #expect(dans.header("Idempotent-Replayed") == nil)
        }
    }

    @Test("a refusal of the card is kept under its key too; without a key each try is a new one")
    func declined() async throws {
        try await Market.open { market in
            let first = try await market.pay(1, "4000000000009987", key: "order-1")
            let again = try await market.pay(1, "4000000000009987", key: "order-1")
            #expect(first.status == 402)
            #expect(again.status == 402)
            #expect(again.text == first.text)
            #expect(again.header("Idempotent-Replayed") == "true")
            let free = try await market.pay(1, "4000000000009987")
            #expect(free.status == 402)
            #expect(free.header("Idempotent-Replayed") == nil)
            let list = try await market.get("/api/payments/payments/")
            #expect(list.json["results"]?.elements.map { $0["status"]?.string } == ["failed", "failed"])
        }
    }

    @Test("a key that is none is told so")
    func badKey() async throws {
        try await Market.open { market in
            let reply = try await market.post(Market.process, Self.body, key: "two words")
            #expect(reply.status == 400)
            #expect(reply.detailsCode == "idempotency_key_invalid", "\(reply.text)")
        }
    }

    @Test("while Stripe gives no answer the order is 202 and processing; a job ends it, and its key tells so")
    func underWay() async throws {
        try await Market.open { market in
            market.shop.stripe.inject(
                StubFault(
                    .answerAfter(StripeFaultTests.serverError(500)), method: "POST",
                    pathSuffix: "/payment_intents", count: 3))
            let first = try await market.post(Market.process, Self.body, key: "order-1")
            #expect(first.status == 202, "\(first.text)")
            #expect(first.json["success"]?.bool == true)
            #expect(first.json["status"]?.string == "processing", "\(first.text)")
            #expect(first.json["message"]?.string?.contains("Stripe has not answered yet") == true)
            #expect(first.json["booking_id"]?.integer == 1)
            market.clock.withLock { $0 += 300 }
            #expect(try await market.shop.run(.completeOperations)?.count == 1)
            let read = try await market.get("/api/payments/payments/1/")
            #expect(read.json["status"]?.string == "succeeded", "\(read.text)")
            #expect(read.json["booking_status"]?.string == "requested")
            let again = try await market.post(Market.process, Self.body, key: "order-1")
            #expect(again.status == 200, "\(again.text)")
            #expect(again.json["payment_id"]?.integer == 1)
        }
    }

    @Test("while Stripe is away nothing is paid, and the answer says so in the marketplace's shape")
    func away() async throws {
        try await Market.open { market in
            try await market.shop.withoutStripe {
                let reply = try await market.addCard()
                #expect(reply.status == 502)
                #expect(reply.json["success"]?.bool == false)
                #expect(reply.detailsCode == "stripe_unreachable", "\(reply.text)")
            }
        }
    }
}
