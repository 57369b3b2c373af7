// Beside the tests of other services' payments: what a front end and a booking service do, and ways to look.
import Basics
import PaymentRules
import Store
import StripeClient
import StripeStub
import Testing

@testable import Payments

/// What a request of a service's came to.
struct ServiceTold: Sendable, Equatable {
    enum Result: String { case done, underWay, refused }

    /// Of the payment.
    let name: String
    let status: String
    let result: Result
    /// Of the refusal.
    let code: String?
    let isReplayed: Bool

    init(_ kept: KeptAnswer) throws {
        let parts = kept.body.split(separator: " ").map(String.init)
        try #require(parts.count >= 3, "\(kept.body)")
        name = parts[0]
        status = parts[1]
        result = try #require(Result(rawValue: parts[2]))
        code = parts.count > 3 ? parts[3] : nil
        isReplayed = kept.isReplayed
    }

    static func render(_ answer: ServiceAnswer) -> KeptAnswer {
        let known = "\(answer.service.name) \(answer.payment.status.rawValue)"
        return switch answer.result {
        case .done: KeptAnswer(status: 200, body: "\(known) done")
        case .underWay: KeptAnswer(status: 202, body: "\(known) underWay")
        case .refused(let refusal):
            KeptAnswer(status: refusal.isDecline ? 402 : 409, body: "\(known) refused \(refusal.code)")
        }
    }
}

/// What a front end may have in its hand.
enum ServiceHand: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case intent = "pi_"
    case charge = "ch_"
    case method = "pm_"
    case card = "tok_"

    var testDescription: String { rawValue }

    var isHeld: Bool { self == .intent || self == .charge }

    /// What it tells the payment service.
    func token(_ scene: BookingScene, of card: String = "visa") throws -> String {
        switch self {
        case .intent: return try scene.preauthorize(of: card)
        case .charge:
            let intent = try scene.preauthorize(of: card)
            let path = "payment_intents/\(intent)"
            return try #require(try scene.stripe.dashboard(path, method: "GET")["latest_charge"]?.string)
        case .method:
            let made = try scene.stripe.dashboard("payment_methods", "type=card&card[token]=tok_\(card)")
            return try #require(made["id"]?.string)
        case .card: return "tok_\(card)"
        }
    }
}

// MARK: The front end

extension BookingScene {
    static let fare = Money(minorUnits: 10_099, currency: .usd)

    /// The front end has Stripe hold the fare.
    ///
    /// - Returns: the intent's id.
    func preauthorize(of card: String = "visa", _ fields: String = "") throws -> String {
        let form =
            "amount=10099&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_\(card)"
            + "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never"
        let made = try stripe.dashboard("payment_intents", form + fields)
        return try #require(made["id"]?.string)
    }

    func charge(
        _ token: String, _ amount: Money = fare, email: String? = "foo@example.com",
        description: String? = "Payment by foo@example.com"
    ) throws -> ServiceCharge {
        ServiceCharge(
            amount: amount, token: try #require(ServiceToken(token)), description: description, email: email)
    }

    @discardableResult
    func put(_ charge: ServiceCharge, at process: SceneProcess? = nil) async throws -> ServiceTold {
        try ServiceTold(try await (process ?? shop).services.put(charge, asked()))
    }

    /// A payment of such a token.
    func put(_ hand: ServiceHand = .intent) async throws -> ServiceTold {
        try await put(try charge(try hand.token(self)))
    }
}

// MARK: The booking service

extension BookingScene {
    func asked(_ key: String? = nil, hash: String = "the same") -> ServiceRequest {
        ServiceRequest(
            RequestIdentity(caller: "bookings", key: key, requestHash: hash), render: ServiceTold.render)
    }

    @discardableResult
    func complete(
        _ name: String, _ amount: Int64? = nil, at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> ServiceTold {
        try ServiceTold(
            try await (process ?? shop).services.complete(name, amount: amount, asked(key)))
    }

    @discardableResult
    func cancel(
        payment name: String, at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> ServiceTold {
        try ServiceTold(try await (process ?? shop).services.cancel(name, asked(key)))
    }

    @discardableResult
    func refund(
        _ name: String, _ amount: Int64? = nil, at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> ServiceTold {
        try ServiceTold(try await (process ?? shop).services.refund(name, amount: amount, asked(key)))
    }
}

// MARK: Looking

extension BookingScene {
    func payment(named name: String) async throws -> Payment {
        try await shop.services.payment(named: name).payment
    }

    /// What its service is owed news of, the oldest first.
    func owedNews(of name: String) async throws -> [String] {
        let payment = try await payment(named: name).id
        return try await database.read { tx in
            try await tx.run(
                "SELECT template FROM outbox WHERE recipient = 'service' AND payment_id = $1 ORDER BY id",
                [.integer(payment)]
            ).rows.map { try $0.text("template") }
        }
    }

    func events(ofPaymentNamed name: String) async throws -> [PaymentEventType] {
        let payment = try await payment(named: name).id
        return try await database.read { tx in try await tx.events(ofPayment: payment) }.map(\.type)
    }

    func serviceCount() async throws -> Int64? {
        try await values("SELECT COUNT(*) AS value FROM service_payments").first
    }

    /// How many requests reach Stripe meanwhile.
    func trips(_ body: () async throws -> Void) async throws -> Int {
        let before = stripe.requestCount
        try await body()
        return stripe.requestCount - before
    }
}

/// Expects a refusal of a field's value.
func expectInvalid(
    _ field: String, _ code: String, _ location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> some Any
) async {
    do {
        let value = try await body()
        Issue.record("not refused, but \(value)", sourceLocation: location)
    } catch let failure as BookingFailure {
        guard case .invalid(field, code, _) = failure else {
            Issue.record("\(failure) instead of \(field), \(code)", sourceLocation: location)
            return
        }
    } catch {
        Issue.record("\(error)", sourceLocation: location)
    }
}
