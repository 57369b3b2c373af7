// Beside the tests of other services' payments: each request, with what is before and what must be after it.
import Basics
import PaymentRules
import Store
import Testing

@testable import Payments

/// A request that a test makes of a payment of its own, once or again.
enum ServiceMove: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// A hold that stands is told of.
    case adopt
    /// A card is held.
    case hold
    case complete
    /// A cancel of what is held.
    case release
    /// A cancel of what was collected.
    case giveBack = "give_back"
    case refund

    var testDescription: String { rawValue }

    static let part: Int64 = 4000

    /// The end of the path that Stripe is asked at.
    var path: String {
        switch self {
        case .adopt, .hold: "/payment_intents"
        case .complete: "/capture"
        case .release: "/cancel"
        case .giveBack, .refund: "/refunds"
        }
    }

    /// How the payment must stand.
    var outcome: PaymentStatus {
        switch self {
        case .adopt, .hold: .authorized
        case .complete, .refund: .captured
        case .release: .released
        case .giveBack: .refunded
        }
    }

    /// What its service is owed news of in the end, beginning with what was before.
    var news: [String] {
        switch self {
        case .adopt, .hold: ["payment.authorized"]
        case .complete: ["payment.authorized", "payment.captured"]
        case .release: ["payment.authorized", "payment.released"]
        case .giveBack, .refund: ["payment.authorized", "payment.captured", "payment.refunded"]
        }
    }

    /// - Returns: the token of a put, or the name of the payment that it is about.
    func prepare(_ scene: BookingScene) async throws -> String {
        switch self {
        case .adopt: return try ServiceHand.intent.token(scene)
        case .hold: return try ServiceHand.method.token(scene)
        case .complete, .release: return try await scene.put().name
        case .giveBack, .refund:
            let name = try await scene.put().name
            try await scene.complete(name)
            return name
        }
    }

    /// - Parameter subject: what `prepare` returned.
    @discardableResult
    func perform(
        _ scene: BookingScene, _ subject: String, at process: SceneProcess? = nil, key: String? = nil
    ) async throws -> ServiceTold {
        switch self {
        case .adopt, .hold: try await scene.put(try scene.charge(subject), at: process)
        case .complete: try await scene.complete(subject, at: process, key: key)
        case .release, .giveBack: try await scene.cancel(payment: subject, at: process, key: key)
        case .refund: try await scene.refund(subject, Self.part, at: process, key: key)
        }
    }

    /// It is done, once.
    func expectDone(_ scene: BookingScene, _ subject: String, _ note: Comment) async throws {
        let name = try await name(scene, subject)
        let payment = try await scene.payment(named: name)
        #expect(payment.status == outcome, note)
        #expect(try await scene.owedNews(of: name) == news, note)
        #expect(try await !scene.hasOpenMove(), note)
        if self == .refund { #expect(payment.refundAmount == Self.part, note) }
        // Nothing held that time would take meanwhile.
        if payment.status == .authorized { try await scene.cancel(payment: name) }
    }

    private func name(_ scene: BookingScene, _ subject: String) async throws -> String {
        guard self == .adopt || self == .hold else { return subject }
        let service = try await scene.database.read { tx in try await tx.servicePayment(ofToken: subject) }
        return try #require(service).name
    }
}
