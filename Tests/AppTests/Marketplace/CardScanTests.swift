// A card's number that somebody put into a wrong place is neither logged nor kept; the request is otherwise answered.
import Basics
import Testing

@Suite("Card numbers in wrong places", .timeLimit(.minutes(5)), .serialized)
struct CardScanTests {
    private static let number = "4242424242424242"

    @Test("a path that holds one is logged as its route, and one that is no route is not logged at all")
    func paths() async throws {
        try await Market.open { market in
            let percent = Self.number.utf8.map { "%" + Hex.encode([$0]) }.joined()
            for path in [Self.number, "4242%204242%204242%204242", "4242-4242-4242-4242", percent] {
                let known = try await market.get("/api/payments/payments/\(path)/")
                #expect([400, 404].contains(known.status), "\(known.text)")
                #expect(try await market.get("/cards/\(path)").status == 404)
            }
            let log = try await Self.log(market, requests: 8)
            #expect(log.matches(of: #/"path":"/api/payments/payments/:id/"/#).count == 4)
            #expect(log.matches(of: #/"path":"\[redacted\]"/#).count == 4)
            #expect(!log.contains(Self.number) && !log.contains(percent) && !log.contains("4242-4242"))
        }
    }

    @Test("other paths are logged as they are")
    func otherPaths() async throws {
        try await Market.open { market in
            _ = try await market.get("/api/payments/payments/424242/")
            _ = try await market.get("/cards/4242424242424241")
            let log = try await Self.log(market, requests: 2)
            #expect(log.contains(#""path":"/api/payments/payments/424242/""#))
            #expect(log.contains(#""path":"/cards/4242424242424241""#))
        }
    }

    /// The log once it tells of so many requests: a line is written after its answer has left.
    private static func log(_ market: Market, requests count: Int) async throws -> String {
        while true {
            try Task.checkCancellation()
            let text = market.shop.log.text
            if text.matches(of: #/"event":"request"/#).count >= count { return text }
            await Task.yield()
        }
    }

    @Test("a request id that is one is not taken over")
    func requestIDs() async throws {
        try await Market.open { market in
            let other = try await market.shop.get("/healthz", headers: ["X-Request-Id: 4242424242424241"])
            #expect(other.header("X-Request-Id") == "4242424242424241")
            let number = try await market.shop.get("/healthz", headers: ["X-Request-Id: \(Self.number)"])
            #expect(number.header("X-Request-Id")?.count == 15)
            #expect(try await !Self.log(market, requests: 2).contains(Self.number))
        }
    }

    @Test("an idempotency key that is one is refused, with the mend")
    func keys() async throws {
        try await Market.open { market in
            let paid = try await market.pay(key: Self.number)
            #expect(paid.status == 400)
            #expect(paid.detailsCode == "idempotency_key_invalid")
            #expect(paid.text.contains("that are no card's number"))
        }
    }

    @Test("a text that would be kept must not hold one")
    func texts() async throws {
        try await Market.open { market in
            let payment = try await market.paid().payment
            let reason = "Give it back to 4242 4242 4242 4242, please."
            let wish = try await market.post(
                "/api/payments/refund-requests/", #"{"payment_id":\#(payment),"reason":"\#(reason)"}"#)
            #expect(wish.status == 400)
            #expect(wish.param == "reason")
            #expect(wish.text.contains("reason must not hold a card's number."))
        }
    }

    @Test("a body whose digest would be kept with a key must not hold one; without a key none is kept")
    func bodies() async throws {
        try await Market.open { market in
            let booking = try await market.paid().booking
            let path = "/api/bookings/\(booking)/confirm/"
            let body = #"{"card_number":"\#(Self.number)"}"#
            let keyed = try await market.post(path, body, as: .ines, key: "one")
            #expect(keyed.status == 400)
            #expect(keyed.detailsCode == "body_invalid")
            #expect(try await market.post(path, body, as: .ines).status == 200)
        }
    }
}
