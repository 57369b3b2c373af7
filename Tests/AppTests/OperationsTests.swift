// What is not a lesson: health, the publishable key, metrics, and paths and methods that are none.
import Basics
import CurlClient
import StripeStub
import Testing

@Suite("Operations", .timeLimit(.minutes(5)), .serialized)
struct OperationsTests {
    @Test("health and configuration answer, also to HEAD")
    func healthAndConfig() async throws {
        try await Shop.open(["STRIPE_PUBLISHABLE_KEY": "pk_test_shown"]) { shop in
            let health = try await shop.get("/healthz")
            #expect(health.status == 200)
            #expect(health.text == #"{"status":"ok"}"#)
            #expect(
                try await shop.get("/config").text
                    == #"{"key":"pk_test_shown","stripe_js_url":"https://js.stripe.com/v3/"}"#)
            #expect(health.header("Cache-Control") == "no-store")
            #expect(health.header("X-Content-Type-Options") == "nosniff")
            #expect(health.header("X-Request-Id")?.isEmpty == false)
        }
    }

    @Test("the sandbox has a publishable key of its own")
    func sandboxKey() async throws {
        try await Shop.open { shop in
            let config = try await shop.get("/config")
            #expect(config.json["key"]?.string?.hasPrefix("pk_test") == true)
        }
    }

    @Test("an unknown path is 404 in JSON, with a hint where underscores stand for hyphens")
    func unknownPaths() async throws {
        try await Shop.open { shop in
            let plain = try await shop.get("/nothing")
            #expect(plain.status == 404)
            #expect(plain.errorCode == "not_found")
            #expect(plain.errorMessage?.contains("mean") == false)
            let misspelt = try await shop.post("/complete_lesson_payment", json: "{}")
            #expect(misspelt.status == 404)
            #expect(misspelt.errorMessage?.contains("/complete-lesson-payment") == true)
        }
    }

    @Test("a wrong method is 405 with Allow, in JSON")
    func wrongMethods() async throws {
        try await Shop.open { shop in
            let get = try await shop.get("/schedule-lesson")
            #expect(get.status == 405)
            #expect(get.header("Allow") == "POST, OPTIONS")
            #expect(get.errorCode == "method_not_allowed")
            let post = try await shop.post("/healthz", json: "{}")
            #expect(post.status == 405)
            #expect(post.header("Allow") == "GET, HEAD, OPTIONS")
        }
    }

    @Test("the metrics count answers by route and attempts at Stripe by endpoint")
    func metrics() async throws {
        try await Shop.open { shop in
            _ = try await shop.get("/healthz")
            _ = try await shop.get("/no/such/path")
            _ = try await shop.schedule()
            let text = String(decoding: try await shop.getRaw("/metrics").body, as: UTF8.self)
            #expect(text.contains(#"fermata_http_requests_total{route="/healthz",status="200"} 1"#))
            #expect(text.contains(#"fermata_http_requests_total{route="none",status="404"} 1"#))
            #expect(text.contains(#"fermata_http_requests_total{route="/schedule-lesson",status="200"} 1"#))
            #expect(
                text.contains(
                    #"fermata_stripe_attempts_total{endpoint="/v1/payment_intents",outcome="answered"} 1"#))
            #expect(text.contains("fermata_intents_left_behind_total 0"))
            #expect(!text.contains("such/path"))
        }
    }

    @Test("the metrics are compressed for who asks, and say so")
    func compressedMetrics() async throws {
        try await Shop.open { shop in
            let plain = try await shop.getRaw("/metrics")
            #expect(plain.header("Content-Encoding") == nil)
            let gzip = try await shop.getRaw("/metrics", headers: ["Accept-Encoding: gzip"])
            #expect(gzip.header("Content-Encoding") == "gzip")
            #expect(gzip.body.starts(with: [0x1F, 0x8B]))
            #expect(gzip.body.count < plain.body.count / 2)
        }
    }
}
