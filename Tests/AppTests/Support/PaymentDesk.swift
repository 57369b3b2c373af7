// A shop with another service beside it: its tokens, and a front end that pre-authorizes at Stripe.
import App
import Basics
import CurlClient
import StripeStub
import Testing
import Tokens

struct PaymentDesk: Sendable {
    /// What the token of a request lets its bearer do.
    enum Bearer: Sendable {
        case both
        case reading
        case writing
        case nothing
        case staff
        /// There is no token.
        case nobody
    }

    let shop: Shop
    private let signer = TokenSigner(secret: Secret(AuthSettings.sandboxSecret))

    static func open(
        _ settings: [String: String] = [:], clock: WallClock = .system,
        _ test: (PaymentDesk) async throws -> Void
    ) async throws {
        try await Shop.open(settings, clock: clock) { shop in try await test(PaymentDesk(shop: shop)) }
    }

    private func headers(_ bearer: Bearer, _ key: String? = nil) throws -> [String] {
        let keyLine = key.map { ["Idempotency-Key: \($0)"] } ?? []
        let (role, scopes): (TokenRole?, Set<String>)
        switch bearer {
        case .nobody: return keyLine
        case .both: (role, scopes) = (.service, ["write:payment", "read:payment"])
        case .reading: (role, scopes) = (.service, ["read:payment"])
        case .writing: (role, scopes) = (.service, ["write:payment"])
        case .nothing: (role, scopes) = (.service, [])
        case .staff: (role, scopes) = (.staff, [])
        }
        let now = WallClock.system.nowSeconds
        let claims = try TokenClaims(subject: "flights", role: role, scopes: scopes, expiresAt: now + 3600)
        return ["Authorization: Bearer \(try #require(signer.sign(claims, now: now)))"] + keyLine
    }

    // MARK: The routes

    func put(
        _ body: String, as bearer: Bearer = .both, type: String = "application/json"
    ) async throws -> Reply {
        let lines = try headers(bearer) + ["Content-Type: \(type)"]
        return try await shop.put("/payment", Array(body.utf8), headers: lines)
    }

    /// Of a body that the API's documentation does not tell of.
    func putUnchecked(_ body: String) async throws -> Reply {
        let lines = try headers(.both) + ["Content-Type: application/json"]
        return try Reply(try await shop.putUnchecked("/payment", Array(body.utf8), headers: lines))
    }

    func post(
        _ path: String, _ body: String = "{}", as bearer: Bearer = .both, key: String? = nil
    ) async throws -> Reply {
        try await shop.post(path, json: body, headers: try headers(bearer, key))
    }

    func post(_ path: String, form: String) async throws -> Reply {
        try await shop.post(path, form: form, headers: try headers(.both))
    }

    func get(_ path: String, as bearer: Bearer = .both) async throws -> Reply {
        try await shop.get(path, headers: try headers(bearer))
    }

    /// A good body with `changes` made to it: a member's JSON, or nil to leave the member out.
    func charge(_ changes: [String: String?] = [:]) -> String {
        var members: [String: String?] = [
            "amount": "100.99", "currency": #""USD""#, "stripeToken": #""pm_card_visa""#,
            "description": #""Payment by foo@example.com""#, "email": #""foo@example.com""#,
        ]
        members.merge(changes) { $1 }
        let written = members.compactMap { name, json in json.map { "\"\(name)\":\($0)" } }.sorted()
        return "{\(written.joined(separator: ","))}"
    }

    // MARK: The front end

    /// - Returns: an intent that holds so much.
    func preauthorize(_ amount: Int = 10_099, _ currency: String = "usd") async throws -> String {
        let form =
            "amount=\(amount)&currency=\(currency)&capture_method=manual&confirm=true&payment_method=pm_card_visa"
            + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
        let made = try await shop.askStripe(.post, "/v1/payment_intents", form)
        return try #require(made.json["id"]?.string, "\(made.text)")
    }

    /// The id of a payment whose hold stands.
    func held(_ amount: Int = 10_099, _ currency: String = "usd", decimal: String = "100.99") async throws
        -> String
    {
        let intent = try await preauthorize(amount, currency)
        let told = try await put(
            charge(["amount": decimal, "currency": "\"\(currency)\"", "stripeToken": "\"\(intent)\""]))
        #expect(told.status == 200, "\(told.text)")
        return try #require(told.json["id"]?.string)
    }
}

extension Reply {
    var isAuthorized: Bool { json["status"]?.string == "authorized" }
    var field: String? { json["field"]?.string }
}
