// The whole shop with LESSONS_AUTH=required: what its staff need a token for, and what stays open to browsers.
import Basics
import CurlClient
import HTTPServer
import StripeStub
import Testing
import Tokens

@testable import App

@Suite("LESSONS_AUTH", .timeLimit(.minutes(5)), .serialized)
struct LessonsAuthTests {
    private static let required = ["LESSONS_AUTH": "required"]
    private static let staffRoutes = [
        ("POST", "/schedule-lesson"), ("POST", "/complete-lesson-payment"), ("POST", "/refund-lesson"),
        ("POST", "/delete-account/cus_1"), ("GET", "/calculate-lesson-total"),
        ("GET", "/find-customers-with-failed-payments"), ("GET", "/metrics"),
    ]
    private static let browserRoutes = [
        ("GET", "/admin/sign-in"), ("POST", "/admin/sign-in"),
        ("GET", "/"), ("GET", "/lessons"), ("GET", "/account-update/cus_1"), ("GET", "/site.css"),
        ("POST", "/lessons"), ("GET", "/payment-method/cus_1"), ("POST", "/account-update"),
        ("POST", "/account-update/cus_1"), ("POST", "/update-payment-details/cus_1"), ("GET", "/config"),
        ("GET", "/healthz"), ("GET", "/livez"), ("GET", "/readyz"), ("GET", "/docs"), ("POST", "/webhook"),
        ("POST", "/webhooks/stripe"),
        ("GET", "/bookings/cus_1/status"), ("GET", "/bookings/cus_1/rating"),
        ("POST", "/bookings/cus_1/rating"),
        ("GET", "/sandbox/outbox"), ("POST", "/api/payments/webhooks/stripe"),
    ]

    /// Signed with the secret that everyone knows: the shop of the tests is a sandbox.
    private func token(_ role: TokenRole) throws -> String {
        let signer = TokenSigner(secret: Secret(AuthSettings.sandboxSecret))
        let now = WallClock.system.nowSeconds
        let token = signer.sign(
            try TokenClaims(subject: "7", role: role, expiresAt: now + 60), now: now)
        return "Authorization: Bearer \(try #require(token))"
    }

    private func status(
        _ shop: Shop, _ method: String, _ path: String, _ headers: [String] = []
    ) async throws -> Int {
        if method == "GET" { return try await shop.getRaw(path, headers: headers).status }
        let type = ["Content-Type: application/json"]
        if method == "DELETE" { return try await shop.delete(path, headers: headers).status }
        guard method == "POST" else {
            return try await shop.put(path, Array("{}".utf8), headers: type + headers).status
        }
        return try await shop.postRaw(path, Array("{}".utf8), headers: type + headers).status
    }

    @Test("what moves money or tells of it wants a token of the staff's", arguments: staffRoutes)
    func staff(method: String, path: String) async throws {
        try await Shop.open(Self.required) { shop in
            let nobody = try await status(shop, method, path)
            #expect(nobody == 401)
            let student = try await status(shop, method, path, [try token(.student)])
            #expect(student == 403)
            #expect(shop.stripe.calls.isEmpty)
            let passed = try await status(shop, method, path, [try token(.staff)])
            #expect(passed != 401 && passed != 403)
        }
    }

    @Test("what the pages call stays open", arguments: browserRoutes)
    func browsers(method: String, path: String) async throws {
        try await Shop.open(Self.required) { shop in
            let status = try await status(shop, method, path)
            #expect(status != 401 && status != 403)
        }
    }

    @Test("no other route answers without a token")
    func complete() async throws {
        let open = Set(Self.browserRoutes.map { "\($0.0) \($0.1)" })
        try await Shop.open(Self.required) { shop in
            for endpoint in Routes.all where !endpoint.pattern.contains(".") {
                let segments = endpoint.pattern.split(separator: "/").map {
                    $0.hasPrefix(":") ? "cus_1" : "\($0)"
                }
                let path = "/" + segments.joined(separator: "/")
                guard !open.contains("\(endpoint.method.name) \(path)") else { continue }
                let status = try await status(shop, endpoint.method.name, path)
                // The desk's pages lead a browser to where it signs in.
                let isDesk = if case .access(.desk) = endpoint.access { true } else { false }
                #expect(status == (isDesk ? 303 : 401), "\(path)")
            }
        }
    }
}
