// Proves how students ask for their money back, what the house may decide, and what the dashboard tells of it.
import App
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Marketplace: refunds", .timeLimit(.minutes(5)), .serialized)
struct MarketRefundTests {
    private static let requests = "/api/payments/refund-requests/"

    /// - Returns: the id of a request for a part of a new payment.
    private func asked(_ market: Market, _ amount: String? = "12.50") async throws -> (
        payment: Int64, id: Int64
    ) {
        let (payment, _) = try await market.paid()
        let part = amount.map { ",\"amount\":\($0)" } ?? ""
        let reply = try await market.post(
            Self.requests, #"{"payment_id":\#(payment),"reason":"I fell ill."\#(part)}"#)
        #expect(reply.status == 201, "\(reply.text)")
        return (payment, reply.json["refund_request"]?["id"]?.integer ?? 0)
    }

    private func decide(
        _ market: Market, _ id: Int64, _ body: String, key: String? = nil
    ) async throws -> Reply {
        try await market.post("\(Self.requests)\(id)/process/", body, as: .staff, key: key)
    }

    @Test("a student asks, the house approves a part, and the money goes back: each body to the letter")
    func approved() async throws {
        try await Market.open { market in
            let (payment, id) = try await asked(market)
            let now = CivilTime.rfc3339(market.now)
            let read = try await market.get("\(Self.requests)\(id)/")
            #expect(
                read.text == """
                    {"id":1,"payment_id":1,"student_id":1,"amount":12.50,"reason":"I fell ill.",\
                    "status":"pending","approved_amount":null,"notes":null,"processed_by":null,\
                    "processed_at":null,"created_at":"\(now)"}
                    """)
            let decided = try await decide(
                market, id, #"{"action":"approve","amount":10.25,"notes":"Get well soon."}"#)
            #expect(decided.status == 200)
            #expect(
                decided.text == """
                    {"success":true,"message":"Refund request approved","refund_request":{"id":1,\
                    "payment_id":1,"student_id":1,"amount":12.50,"reason":"I fell ill.","status":"refunded",\
                    "approved_amount":10.25,"notes":"Get well soon.","processed_by":"staff",\
                    "processed_at":"\(now)","created_at":"\(now)"}}
                    """)
            let after = try await market.get("/api/payments/payments/\(payment)/")
            #expect(after.text.contains(#""refunded_amount":10.25"#), "\(after.text)")
            #expect(after.json["status"]?.string == "succeeded")
        }
    }

    @Test("all that was paid goes back when no amount is named by anybody")
    func whole() async throws {
        try await Market.open { market in
            let (payment, id) = try await asked(market, nil)
            let decided = try await decide(market, id, #"{"action":"approve"}"#, key: "yes-1")
            #expect(decided.status == 200, "\(decided.text)")
            let again = try await decide(market, id, #"{"action":"approve"}"#, key: "yes-1")
            #expect(again.text == decided.text)
            #expect(again.header("Idempotent-Replayed") == "true")
            let after = try await market.get("/api/payments/payments/\(payment)/")
            #expect(after.text.contains(#""refunded_amount":50.00"#), "\(after.text)")
            #expect(after.json["status"]?.string == "refunded")
            let more = try await market.post(Self.requests, #"{"payment_id":\#(payment),"reason":"More!"}"#)
            #expect(more.status == 409)
            #expect(more.detailsCode == "already_refunded", "\(more.text)")
        }
    }

    @Test("a rejection gives nothing back, and stands")
    func rejected() async throws {
        try await Market.open { market in
            let (payment, id) = try await asked(market)
            let twice = try await market.post(Self.requests, #"{"payment_id":\#(payment),"reason":"Again"}"#)
            #expect(twice.status == 409)
            #expect(twice.detailsCode == "refund_request_open", "\(twice.text)")
            let no = try await decide(market, id, #"{"action":"reject","notes":"You came."}"#)
            #expect(no.status == 200)
            #expect(no.json["message"]?.string == "Refund request rejected", "\(no.text)")
            #expect(no.json["refund_request"]?["status"]?.string == "rejected")
            let yes = try await decide(market, id, #"{"action":"approve"}"#)
            #expect(yes.status == 409)
            #expect(yes.detailsCode == "already_processed", "\(yes.text)")
            let after = try await market.get("/api/payments/payments/\(payment)/")
            #expect(after.text.contains(#""refunded_amount":0.00"#))
        }
    }

    @Test(
        "what does not fit is refused by the field's name",
        arguments: [
            (#"{}"#, "action"), (#"{"action":"maybe"}"#, "action"),
            (#"{"action":"reject","amount":1}"#, "amount"), (#"{"action":"approve","amount":0}"#, "amount"),
            (#"{"action":"approve","amount":1.234}"#, "amount"),
            (#"{"action":"approve","amount":50.01}"#, "amount"),
        ])
    func badDecisions(body: String, field: String) async throws {
        try await Market.open { market in
            let (_, id) = try await asked(market)
            let reply = try await decide(market, id, body)
            #expect(reply.status == 400)
            #expect(reply.param == field, "\(reply.text)")
        }
    }

    @Test("a student may ask for no more than was paid, and for what is theirs")
    func badRequests() async throws {
        try await Market.open { market in
            let (payment, _) = try await market.paid()
            for (body, field) in [
                (#"{"payment_id":\#(payment),"reason":"x","amount":50.01}"#, "amount"),
                (#"{"payment_id":\#(payment)}"#, "reason"), (#"{"reason":"x"}"#, "payment_id"),
            ] {
                let reply = try await market.post(Self.requests, body)
                #expect(reply.status == 400)
                #expect(reply.param == field, "\(reply.text)")
            }
        }
    }

    @Test("the list is by pages, the newest first, by status, and each student's own")
    func list() async throws {
        try await Market.open { market in
            for _ in 0..<3 { _ = try await asked(market) }
            _ = try await decide(market, 2, #"{"action":"reject"}"#)
            func ids(_ query: String, as person: Desk.Person) async throws -> [Int64?] {
                let reply = try await market.get("\(Self.requests)?\(query)", as: person)
                return reply.json["results"]?.elements.map { $0["id"]?.integer } ?? []
            }
            #expect(try await ids("limit=20", as: .staff) == [3, 2, 1])
            #expect(try await ids("status=pending", as: .ada) == [3, 1])
            #expect(try await ids("limit=20", as: .dan) == [])
            let first = try await market.get("\(Self.requests)?limit=2", as: .staff)
            let next = try #require(first.json["next_cursor"]?.string)
            #expect(try await ids("limit=2&cursor=\(next)", as: .staff) == [1])
            #expect(
                first.header("Link")?.hasPrefix("</api/payments/refund-requests/?limit=2&cursor=") == true)
        }
    }

    @Test("the dashboard tells what came in, what went back and whose it is")
    func dashboard() async throws {
        try await Market.open { market in
            let (_, id) = try await asked(market, "10.00")
            _ = try await market.paid(2, as: .dan)
            let decided = try await decide(market, id, #"{"action":"approve"}"#)
            #expect(decided.status == 200, "\(decided.text)")
            _ = try await market.pay(1, "4000000000000002")
            let reply = try await market.get("/api/payments/dashboard/", as: .staff)
            #expect(reply.status == 200, "\(reply.text)")
            let today = String(CivilTime.rfc3339(market.now).prefix(10))
            #expect(reply.json["to"]?.string == today)
            #expect(
                reply.json["from"]?.string == String(CivilTime.rfc3339(market.now - 29 * 86_400).prefix(10)))
            let totals = reply.json["totals"]
            #expect(totals?["payments"]?.integer == 2, "\(reply.text)")
            for (name, amount) in [
                ("gross", "125.00"), ("refunded", "10.00"), ("fees", "11.50"), ("teacher_share", "103.50"),
                ("disputed", "0.00"),
            ] {
                let text = totals?[name].map { String(decoding: $0.rawBytes, as: UTF8.self) }
                #expect(text == amount, "\(name): \(reply.text)")
            }
            #expect(reply.json["open_refund_requests"]?.integer == 0)
            #expect(reply.json["days"]?.elements.map { $0["date"]?.string } == [today], "\(reply.text)")
            let old = try await market.get(
                "/api/payments/dashboard?from=2020-01-01&to=2020-01-31", as: .staff)
            #expect(old.json["totals"]?["payments"]?.integer == 0, "\(old.text)")
            for query in ["from=2026-02-30", "from=20260101", "to=soon", "from=2026-02-02&to=2026-02-01"] {
                let reply = try await market.get("/api/payments/dashboard/?\(query)", as: .staff)
                #expect(reply.status == 400, "\(query): \(reply.text)")
            }
        }
    }
}
