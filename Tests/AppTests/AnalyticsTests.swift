// The six figures of holds, as staff and as Prometheus read them; and the tickets that one of them counts.
import Basics
import CurlClient
import Payments
import StripeStub
import Testing

@Suite("Analytics", .timeLimit(.minutes(5)), .serialized)
struct AnalyticsTests {
    /// Five holds: one captured after 100 seconds, one released after 300, one declined, one captured by the job when
    /// its lesson was over, one that nobody took before it ended.
    private static func history(_ desk: Desk) async throws {
        let one = try await desk.held()
        let two = try await desk.held(inHours: 30)
        let declined: [String: String?] = ["student_id": nil, "customer_id": #""cus_SandboxDecline""#]
        #expect(try await desk.book(inHours: 40, declined).paymentStatus == "failed")
        desk.advance(100)
        #expect(try await desk.act("capture-payment", one).status == 200)
        desk.advance(200)
        #expect(try await desk.act("cancel", two, #"{"by":"instructor"}"#).paymentStatus == "released")
        let taught = try await desk.held(inHours: 26)
        desk.advance(27 * 3600 + 3600 + 10)
        let captured = try await desk.shop.run(.autoCapture)
        #expect(captured?.count ?? 0 >= 1)
        #expect(try await desk.get("/bookings/\(taught)").paymentStatus == "captured")
        let forgotten = try await desk.held(inHours: 60)
        desk.advance(500_000)
        desk.shop.stripe.withStub { $0.advance(to: desk.now) }
        _ = try await desk.shop.run(.reconcile)
        #expect(try await desk.get("/bookings/\(forgotten)").paymentStatus == "released")
    }

    @Test("the six figures are those that were counted by hand, and so are Prometheus'")
    func counted() async throws {
        try await Desk.open { desk in
            let start = desk.now
            try await Self.history(desk)
            _ = try await desk.post("/support-tickets", #"{"topic":"hold","message":"Why twice?"}"#)
            _ = try await desk.post("/support-tickets", #"{"topic":"other","message":"Hello"}"#)
            let reply = try await desk.get("/analytics")
            #expect(reply.status == 200, "\(reply.text)")
            let figures =
                #""authorization_success_rate":0.8000,"auth_to_capture_seconds":{"median":100,"p95":100810},"#
                + #""authorization_expiry_rate":0.2500,"capture_failure_rate":0.0000,"#
                + #""average_hold_seconds":150302,"hold_support_tickets":1,"counts":{"#
                + #""authorization_success_rate":{"numerator":4,"denominator":5},"#
                + #""auth_to_capture_seconds":{"captures":2},"#
                + #""authorization_expiry_rate":{"numerator":1,"denominator":4},"#
                + #""capture_failure_rate":{"numerator":0,"denominator":2},"#
                + #""average_hold_seconds":{"numerator":601210,"denominator":4}}}"#
            #expect(reply.text.hasSuffix(figures), "\(reply.text)")

            let metrics = String(decoding: try await desk.shop.getRaw("/metrics").body, as: UTF8.self)
            for line in [
                "authorization_success_ratio 0.8000", #"auth_to_capture_seconds{quantile="0.5"} 100"#,
                #"auth_to_capture_seconds{quantile="0.95"} 100810"#, "authorization_expiry_ratio 0.2500",
                "capture_failure_ratio 0.0000", "average_hold_seconds 150302", "hold_support_tickets 1",
            ] {
                #expect(metrics.contains("\nfermata_bookings_\(line)\n"), "\(line)")
            }
            // The window's end is exclusive: of all holds the three of the first second were tried in it.
            let first = try await desk.get("/analytics?from=\(start)&to=\(start + 1)").json
            #expect(first["counts"]?["authorization_success_rate"]?["denominator"]?.integer == 3)
            #expect(first["from"]?.string == CivilTime.rfc3339(start))
        }
    }

    @Test("of nothing there is no rate")
    func nothing() async throws {
        try await Desk.open { desk in
            let reply = try await desk.get("/analytics")
            for name in [
                "authorization_success_rate", "authorization_expiry_rate", "capture_failure_rate",
                "average_hold_seconds",
            ] {
                #expect(reply.json[name]?.isNull == true, "\(name)")
                #expect(reply.json["counts"]?[name]?["denominator"]?.integer == 0, "\(name)")
            }
            #expect(reply.json["auth_to_capture_seconds"]?["median"]?.isNull == true)
            #expect(reply.json["hold_support_tickets"]?.integer == 0)
            let metrics = String(decoding: try await desk.shop.getRaw("/metrics").body, as: UTF8.self)
            #expect(metrics.contains("\nfermata_bookings_authorization_success_ratio NaN\n"))
        }
    }

    @Test("who scrapes again within ten seconds gets what was counted before")
    func fresh() async throws {
        try await Desk.open { desk in
            func tickets() async throws -> Substring? {
                let text = String(decoding: try await desk.shop.getRaw("/metrics").body, as: UTF8.self)
                return text.firstMatch(of: #/\nfermata_bookings_hold_support_tickets (.*)/#)?.output.1
            }
            #expect(try await tickets() == "0")
            _ = try await desk.post("/support-tickets", #"{"topic":"hold","message":"Why?"}"#)
            desk.advance(9)
            #expect(try await tickets() == "0")
            desk.advance(1)
            #expect(try await tickets() == "1")
        }
    }

    @Test("a window is at most 366 days, and begins before it ends")
    func windows() async throws {
        try await Desk.open { desk in
            for query in ["from=2026-11-21", "from=\(desk.now)&to=\(desk.now)", "from=0"] {
                let reply = try await desk.get("/analytics?\(query)")
                #expect(reply.status == 400, "\(query): \(reply.text)")
            }
            #expect(try await desk.get("/analytics", as: .grace).status == 403)
            #expect(try await desk.get("/analytics", as: .ada).status == 403)
        }
    }

    @Test("students and staff write tickets, about bookings of their own")
    func tickets() async throws {
        try await Desk.open { desk in
            let booking = try await desk.held()
            let body = #"{"topic":"hold","booking_id":\#(booking),"message":"Shown twice"}"#
            let added = try await desk.post("/support-tickets", body, as: .ada)
            #expect(added.status == 201)
            #expect(added.json["ticket"]?["booking_id"]?.integer == booking)
            #expect(try await desk.post("/support-tickets", body, as: .student("eve")).status == 404)
            #expect(try await desk.post("/support-tickets", body, as: .grace).status == 403)
            for (bad, field) in [
                (#"{"message":"m"}"#, "topic"), (#"{"topic":"rude","message":"m"}"#, "topic"),
                (#"{"topic":"hold"}"#, "message"),
                (#"{"topic":"hold","message":"\#(String(repeating: "m", count: 2001))"}"#, "message"),
                (#"{"topic":"hold","message":"m","booking_id":"x"}"#, "booking_id"),
            ] {
                let reply = try await desk.post("/support-tickets", bad)
                #expect(reply.status == 400, "\(bad)")
                #expect(reply.json["field"]?.string == field)
            }
        }
    }

    @Test("jobs and webhooks are counted by what became of them")
    func counters() async throws {
        try await Desk.open { desk in
            try await desk.shop.run(.autoCapture)
            try await desk.shop.run(.autoCapture)
            for path in ["/webhook", "/webhooks/stripe"] {
                #expect(try await desk.shop.post(path, json: "{}").status == 400)
            }
            let metrics = String(decoding: try await desk.shop.getRaw("/metrics").body, as: UTF8.self)
            let job = #"{job="auto_capture_completed_lessons""#
            #expect(metrics.contains("\nfermata_job_runs_total\(job),outcome=\"succeeded\"} 2\n"))
            #expect(metrics.contains("\nfermata_job_last_success_timestamp_seconds\(job)} \(desk.now)\n"))
            #expect(metrics.contains("\nfermata_webhooks_total{outcome=\"refused\"} 2\n"))
            #expect(!metrics.contains(#"_runs_total{job="reconcile""#))
        }
    }
}
