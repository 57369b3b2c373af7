// Proves who may call the marketplace's routes, what others are told, and that a closing slash makes no difference.
import App
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing
import Tokens

@testable import App

@Suite("Marketplace: access", .timeLimit(.minutes(5)), .serialized)
struct MarketAccessTests {
    private static let endpoints = Routes.marketplace.filter {
        if case .rule = $0.access { true } else { false }
    }

    private static func path(_ endpoint: Endpoint) -> String {
        endpoint.pattern.replacing(":id", with: "77")
    }

    /// The roles that a route is for, by its id.
    private static func takers(_ id: String) -> Set<String> {
        switch id {
        case "addPaymentMethod", "listPaymentMethods", "removePaymentMethod", "processPayment",
            "processStripePayment":
            ["student"]
        case "requestRefund", "listRefundRequests", "readRefundRequest": ["student", "staff"]
        case "decideRefund", "gigDashboard": ["staff"]
        case "addGig", "activateGig", "deactivateGig", "onboardTeacher", "confirmGig", "declineGig",
            "startGig":
            ["instructor", "staff"]
        default: ["student", "instructor", "staff", "service"]
        }
    }

    private func send(
        _ market: Market, _ endpoint: Endpoint, _ path: String, as person: Desk.Person
    ) async throws -> Reply {
        switch endpoint.method {
        case .get: try await market.get(path, as: person)
        case .delete: try await market.delete(path, as: person)
        default: try await market.post(path, as: person)
        }
    }

    @Test("each route takes the roles that it is for, and turns the others away, with its slash and without")
    func roles() async throws {
        try await Market.open { market in
            for endpoint in Self.endpoints {
                let id = endpoint.doc.id
                for (person, role) in [
                    (Desk.Person.ada, "student"), (.ines, "instructor"), (.staff, "staff"),
                    (.service, "service"),
                ] {
                    let isTaken = Self.takers(id).contains(role)
                    for path in [Self.path(endpoint), String(Self.path(endpoint).dropLast())] {
                        let reply = try await send(market, endpoint, path, as: person)
                        #expect((reply.status != 403) == isTaken, "\(id) as \(role): \(reply.text)")
                        guard !isTaken else { continue }
                        #expect(reply.detailsCode == "insufficient_scope", "\(reply.text)")
                        #expect(reply.json["success"]?.bool == false)
                        #expect(reply.header("WWW-Authenticate")?.contains("insufficient_scope") == true)
                    }
                }
            }
        }
    }

    @Test("without a token every route is 401 in the marketplace's shape, on loopback too")
    func nobody() async throws {
        try await Market.open { market in
            for endpoint in Self.endpoints {
                let path = Self.path(endpoint)
                let reply =
                    switch endpoint.method {
                    case .get: try await market.shop.get(path)
                    case .delete: try await market.shop.delete(path, headers: [])
                    default: try await market.shop.post(path, json: "{}")
                    }
                #expect(reply.status == 401, "\(path): \(reply.text)")
                #expect(
                    reply.text == """
                        {"success":false,\
                        "error":"This wants a token: send Authorization: Bearer, a blank and the token.",\
                        "details":{"code":"token_missing"}}
                        """)
                #expect(reply.header("WWW-Authenticate") == #"Bearer realm="fermata""#)
            }
        }
    }

    @Test("where no key is set every route is 503, and says what to set")
    func noKeys() async throws {
        try await Shop.open(SettingsTests.keys) { shop in
            for path in ["/api/payments/payment-methods/", "/api/payments/payment-methods"] {
                let reply = try await shop.get(path)
                #expect(reply.status == 503)
                #expect(reply.detailsCode == "sign_in_not_configured", "\(reply.text)")
                #expect(reply.json["error"]?.string?.contains("AUTH_JWT_SECRET") == true)
                #expect(reply.json["success"]?.bool == false)
            }
        }
    }

    @Test("beyond the sandbox a token has to lead to somebody")
    func strangers() async throws {
        let secret = "a secret of the tests, long enough"
        try await Shop.open(SettingsTests.keys.merging(["AUTH_JWT_SECRET": secret]) { $1 }) { shop in
            let signer = TokenSigner(secret: Secret(secret))
            let line = try Desk.Person.ada.authorization(signer, now: WallClock.system.nowSeconds)
            let reply = try await shop.get("/api/payments/payment-methods/", headers: [line])
            #expect(reply.status == 403)
            #expect(reply.detailsCode == "subject_unknown", "\(reply.text)")
        }
    }

    @Test("another's payment, booking, card, gig and refund request are what none is")
    func others() async throws {
        try await Market.open { market in
            let (payment, booking) = try await market.paid(as: .dan)
            _ = try await market.addCard(as: .dan)
            let asked = try await market.post(
                "/api/payments/refund-requests/", #"{"payment_id":\#(payment),"reason":"ill"}"#, as: .dan)
            #expect(asked.status == 201, "\(asked.text)")
            func expectSame(_ one: Reply, _ none: Reply, _ what: String) {
                #expect(one.status == 404, "\(one.text)")
                #expect(one.text == none.text)
                #expect(one.text.contains("There is no such \(what)."))
            }
            for viewer in [Desk.Person.ada, .otto] {
                expectSame(
                    try await market.get("/api/payments/payments/\(payment)/", as: viewer),
                    try await market.get("/api/payments/payments/999/", as: viewer), "payment")
            }
            expectSame(
                try await market.get("/api/payments/refund-requests/1/"),
                try await market.get("/api/payments/refund-requests/999/"), "refund request")
            expectSame(
                try await market.post(
                    "/api/payments/refund-requests/", #"{"payment_id":\#(payment),"reason":"ill"}"#),
                try await market.post(
                    "/api/payments/refund-requests/", #"{"payment_id":999,"reason":"ill"}"#),
                "payment")
            expectSame(
                try await market.delete("/api/payments/payment-methods/1/"),
                try await market.delete("/api/payments/payment-methods/999/"), "payment method")
            expectSame(
                try await market.post("/api/bookings/\(booking)/confirm/", as: .otto),
                try await market.post("/api/bookings/999/confirm/", as: .otto), "booking")
            expectSame(
                try await market.post("/api/gigs/1/deactivate/", as: .otto),
                try await market.post("/api/gigs/999/deactivate/", as: .otto), "gig")
            let method = try await market.get("/api/payments/payment-methods/", as: .dan)
            let id = method.json["results"]?.elements.first?["stripe_payment_method_id"]?.string ?? ""
            for id in [id, "pm_none"] {
                let stolen = try await market.post(
                    Market.process, #"{"gig_id":1,"saved_payment_method_id":"\#(id)"}"#)
                #expect(stolen.status == 400)
                #expect(stolen.param == "saved_payment_method_id", "\(stolen.text)")
            }
            #expect(try await market.get("/api/payments/payments/").json["results"]?.elements.isEmpty == true)
            for viewer in [Desk.Person.dan, .ines, .staff, .service] {
                let read = try await market.get("/api/payments/payments/\(payment)", as: viewer)
                #expect(read.status == 200, "\(read.text)")
                let list = try await market.get("/api/payments/payments", as: viewer)
                #expect(list.json["results"]?.elements.count == 1, "\(list.text)")
            }
        }
    }

    @Test(
        "whoever tries too many cards is told when to come back, at either route and spelling, and may still read"
    )
    func tooMany() async throws {
        try await Market.open(["RATE_LIMIT_CARDS": "2/hour"]) { market in
            #expect(try await market.addCard().status == 200)
            #expect(try await market.pay(1).status == 200)
            for path in [Market.add, String(Market.process.dropLast()), "/stripe-payments/process-payment/"] {
                let reply = try await market.post(path)
                #expect(reply.status == 429)
                #expect(reply.json["success"]?.bool == false, "\(reply.text)")
                #expect(reply.detailsCode == "rate_limited")
                #expect(reply.header("Retry-After") == "1800")
            }
            #expect(try await market.get("/api/payments/payments/").status == 200)
            #expect(try await market.pay(1, as: .dan).status == 200)
        }
    }

    @Test("both spellings of a path are one route in the metrics")
    func spellings() async throws {
        try await Market.open { market in
            for path in ["/api/gigs/1/", "/api/gigs/1"] {
                #expect(try await market.get(path).status == 200)
            }
            let page = try await market.shop.getRaw("/metrics")
            let text = String(decoding: page.body, as: UTF8.self)
            let line = #"fermata_http_requests_total{route="/api/gigs/:id/",status="200"} 2"#
            #expect(text.contains(line))
            #expect(!text.contains(#"route="/api/gigs/:id",""#))
        }
    }

    @Test("Stripe's events are taken at the marketplace's path as at the shop's, signed alone")
    func webhook() async throws {
        try await Shop.open(WebhookTests.withSecret) { shop in
            let body = WebhookTests.event("charge.captured", object: "ch_1")
            for path in ["/api/payments/webhooks/stripe/", "/api/payments/webhooks/stripe"] {
                let type = "Content-Type: application/json"
                let signed = "Stripe-Signature: \(WebhookTests.signature(body))"
                let taken = try await shop.post(path, Array(body.utf8), headers: [type, signed])
                #expect(taken.status == 200, "\(taken.text)")
                let unsigned = try await shop.post(path, Array(body.utf8), headers: [type])
                #expect(unsigned.status == 400)
                #expect(unsigned.detailsCode == "webhook_signature_invalid", "\(unsigned.text)")
            }
        }
    }
}
