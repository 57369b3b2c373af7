// What another service is told of its payments, from the request that moves the money to its receiver's door.
import App
import Basics
import CurlClient
import Payments
import Testing

@Suite("A service's webhooks", .timeLimit(.minutes(5)), .serialized)
struct ServiceHooksTests {
    private static func withDesk(
        _ receiver: HookReceiver, clock: WallClock = .system, _ test: (PaymentDesk) async throws -> Void
    ) async throws {
        try await PaymentDesk.open(
            [
                "WEBHOOK_URL": receiver.url, "WEBHOOK_SECRET": HookReceiver.secret, "WEBHOOK_PRIVATE": "yes",
            ], clock: clock, test)
    }

    @Test("each move of a payment's money is told once, signed, with what it was about")
    func life() async throws {
        try await HookReceiver.serve { receiver in
            try await Self.withDesk(receiver) { desk in
                let id = try await desk.held()
                #expect(try await desk.post("/payment/\(id)/complete", #"{"amount":50.5}"#).status == 200)
                #expect(try await desk.post("/payment/\(id)/refund", #"{"amount":0.5}"#).status == 200)
                let other = try await desk.held()
                #expect(try await desk.post("/payment/\(other)/cancel").status == 200)
                let declined = try await desk.put(desk.charge(["stripeToken": #""tok_chargeDeclined""#]))
                #expect(declined.status >= 400, "\(declined.text)")
                for _ in 0..<2 { try await desk.shop.run(.deliverWebhooks) }

                let told = receiver.arrivals.compactMap { arrival -> String? in
                    #expect(arrival.isSigned(by: HookReceiver.secret))
                    let data = arrival.json?["data"]
                    guard let type = arrival.json?["type"]?.string, let payment = data?["id"]?.string,
                        let amount = data?["amount_minor"]?.integer,
                        data?["currency"]?.string == "usd"
                    else { return nil }
                    return "\(type) \(payment == id ? "one" : payment == other ? "other" : "none") \(amount)"
                }
                let expected = [
                    "payment.authorized one 10099", "payment.captured one 5050", "payment.refunded one 50",
                    "payment.authorized other 10099", "payment.released other 10099",
                    "payment.failed none 10099",
                ]
                #expect(told.sorted() == expected.sorted())
                #expect(
                    Set(receiver.arrivals.compactMap { $0.headers["webhook-id"] }).count == expected.count)
                let metrics = String(decoding: try await desk.shop.getRaw("/metrics").body, as: UTF8.self)
                #expect(metrics.contains("\nfermata_webhooks_sent_total{outcome=\"delivered\"} 6\n"))
                #expect(!desk.shop.log.text.contains("webhook_"))
            }
        }
    }

    @Test("a receiver that is down hears of it later, and the log has neither its address nor the secret")
    func later() async throws {
        try await HookReceiver.serve([.status(500)]) { receiver in
            let time = TestClock()
            try await Self.withDesk(receiver, clock: time.clock) { desk in
                _ = try await desk.held()
                try await desk.shop.run(.deliverWebhooks)
                try await desk.shop.run(.deliverWebhooks)
                #expect(receiver.arrivals.count == 1)
                time.advance(seconds: 6)
                try await desk.shop.run(.deliverWebhooks)
                #expect(receiver.arrivals.count == 2)
                #expect(Set(receiver.arrivals.map { $0.headers["webhook-id"] }).count == 1)
                #expect(Set(receiver.arrivals.map(\.body)).count == 1)
                let log = desk.shop.log.text
                #expect(log.contains("\"webhook_put_off\"") && log.contains("\"error\":\"answered 500\""))
                for word in ["token=t1", "MfKQ", "foo@example.com"] { #expect(!log.contains(word)) }
            }
        }
    }

    @Test("without WEBHOOK_URL nobody is told, and nothing is left to do")
    func nobody() async throws {
        try await PaymentDesk.open { desk in
            _ = try await desk.held()
            let run = try await desk.shop.run(.deliverWebhooks)
            #expect(run?.count == 0 && run?.failed == 0)
            #expect(!desk.shop.log.text.contains("webhook_"))
        }
    }
}
