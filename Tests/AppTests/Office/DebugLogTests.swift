// The log with every step shown: what it adds, whom it names, and what is in it as little as in any other.
import Basics
import Foundation
import Payments
import Testing
import Tokens

@Suite("LOG_LEVEL=debug", .timeLimit(.minutes(5)), .serialized)
struct DebugLogTests {
    private static let key = "sk_test_debugkey0123456789"
    private static let authSecret = "the secret of the debug tests, long"
    private static let webhookSecret = "whsec_debugsecret0123456789abcdef012345"
    private static let card = "4242424242424242"

    private static func settings(_ level: String) -> [String: String] {
        [
            "LOG_LEVEL": level, "STRIPE_SECRET_KEY": key, "AUTH_JWT_SECRET": authSecret,
            "STRIPE_WEBHOOK_SECRET": webhookSecret,
        ]
    }

    private static func lines(_ log: LogLines, _ event: String) throws -> [JSON] {
        try log.text.split(separator: "\n").map { try JSON(Array($0.utf8)) }
            .filter { $0["event"]?.string == event }
    }

    @Test("a lesson's life names each call to Stripe by its request, and shows no secret and no card")
    func wholeLesson() async throws {
        try await Desk.open(Self.settings("debug")) { desk in
            let bearer = try Desk.Person.staff.authorization(
                .init(secret: Secret(Self.authSecret)), now: desk.now)
            func ask(
                _ path: String, _ body: String, id: String, key: String = ""
            ) async throws -> Reply {
                try await desk.shop.post(
                    path, json: body,
                    headers: [bearer, "X-Request-Id: \(id)", "Idempotency-Key: \(key)-\(id)"])
            }
            let lesson = desk.lesson(["description": "\"\(Self.key)\""])
            let booked = try await ask("/bookings", lesson, id: "book-1")
            #expect(booked.status == 201, "\(booked.text)")
            #expect(try await ask("/bookings/1/capture-payment", "{}", id: "take-1").status == 200)
            // Where nobody puts them but by mistake.
            let odd = desk.lesson(["description": "\"card \(Self.card) \(Self.key)\""])
            _ = try await ask("/bookings", odd, id: Self.card, key: Self.card)
            _ = try await desk.shop.getUnchecked(
                "/bookings?student=\(Self.card)&key=\(Self.key)", headers: [bearer])
            _ = try await ask(
                "/schedule-lesson", #"{"customer_id":"\#(Self.key)","amount":"\#(Self.card)"}"#, id: "odd-1")
            try await desk.shop.run(.deliverOutbox)
            try await desk.shop.run(.reapKeys)

            let calls = try Self.lines(desk.shop.log, "stripe_call")
            let hold = try #require(
                calls.first {
                    $0["request_id"]?.string == "book-1" && $0["endpoint"]?.string == "/v1/payment_intents"
                })
            #expect(hold["level"]?.string == "debug")
            #expect(hold["method"]?.string == "POST")
            #expect(hold["status"]?.integer == 200)
            #expect(hold["attempt"]?.integer == 1)
            #expect(hold["end"]?.string == "answered")
            #expect(hold["stripe_request_id"]?.string?.hasPrefix("req_") == true)
            #expect(hold["milliseconds"]?.integer != nil)
            #expect(calls.contains { $0["request_id"]?.string == "take-1" })
            #expect(calls.allSatisfy { $0["endpoint"]?.string?.contains("pi_") == false })
            #expect(try Self.lines(desk.shop.log, "job_idle").contains { $0["job"]?.string == "reap_keys" })

            let text = desk.shop.log.text
            for secret in [Self.key, Self.authSecret, Self.webhookSecret, Self.card, "ada@example.com"] {
                #expect(!text.contains(secret), "\(secret)")
            }
            #expect(!text.contains(bearer.dropFirst("Authorization: Bearer ".count)))

            let history = try await desk.get("/bookings/1/events").json["events"]?.elements ?? []
            let authorized = history.first { $0["event_type"]?.string == "authorized" }
            #expect(authorized?["request_id"]?.string == "book-1")
            #expect(authorized?["stripe_request_id"]?.string == hold["stripe_request_id"]?.string)
            #expect(history.last?["request_id"]?.string == "take-1")
        }
    }

    @Test("what a job does is written down under its name")
    func job() async throws {
        try await Desk.open(Self.settings("debug")) { desk in
            #expect(try await desk.post("/bookings", desk.lesson(inHours: 100)).status == 201)
            desk.clock.withLock { $0 += 40 * 3600 }
            #expect(try await desk.shop.run(.authorizeDue)?.count == 1)
            let calls = try Self.lines(desk.shop.log, "stripe_call")
            #expect(calls.contains { $0["request_id"]?.string == "job-authorize_due" })
            let ran = try Self.lines(desk.shop.log, "job_ran")
            #expect(ran.first?["level"]?.string == "info")
            let history = try await desk.get("/bookings/1/events").json["events"]?.elements ?? []
            #expect(history.last?["request_id"]?.string == "job-authorize_due")
        }
    }

    @Test("without it the log has no line of the kind")
    func silent() async throws {
        try await Desk.open(Self.settings("info")) { desk in
            #expect(try await desk.post("/bookings", desk.lesson()).status == 201)
            try await desk.shop.run(.reapKeys)
            #expect(!desk.shop.log.text.contains(#""level":"debug""#))
            #expect(desk.shop.log.text.contains(#""level":"info""#))
        }
    }
}
