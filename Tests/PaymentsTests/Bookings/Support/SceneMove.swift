// Beside the tests of bookings: each move of money, with what is before and what must be after it.
import Basics
import PaymentRules
import Testing

@testable import Payments

/// A move of money that a test does to a booking of its own, once or again.
enum SceneMove: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case hold
    case charge
    case capture
    case release
    case refund
    /// A part, which staff give back of their own accord.
    case giveBack = "give back"
    case renew

    var testDescription: String { rawValue }

    /// The end of the path that Stripe is asked at.
    var path: String {
        switch self {
        case .hold, .charge, .renew: "/payment_intents"
        case .capture: "/capture"
        case .release: "/cancel"
        case .refund, .giveBack: "/refunds"
        }
    }

    var settings: SceneSettings {
        SceneSettings(expiringHolds: self == .renew ? .renew : .capture)
    }

    /// - Returns: the booking that it is about; nil where it makes one.
    func prepare(_ scene: BookingScene) async throws -> Int64? {
        guard self != .hold, self != .charge else { return nil }
        let id = try await scene.book(inHours: 48).booking
        if self == .refund || self == .giveBack { try await scene.capture(id) }
        if self == .renew {
            try await scene.reschedule(id, inHours: 6 * 24)
            scene.pass(days: 3, hours: 19)
        }
        return id
    }

    /// - Parameter id: what `prepare` returned.
    func perform(
        _ scene: BookingScene, _ id: Int64?, at process: SceneProcess, key: String? = nil
    ) async throws {
        switch self {
        case .hold: try await scene.book(inHours: 48, at: process, key: key)
        case .charge:
            let price = Money(minorUnits: 42_000, currency: .usd)
            try await scene.book(inHours: 48, .package(price, lessonsCount: 5), at: process, key: key)
        case .capture: try await scene.capture(try #require(id), at: process, key: key)
        case .release, .refund: try await scene.cancel(try #require(id), at: process, key: key)
        case .giveBack: try await scene.giveBack(try #require(id), 3600, at: process, key: key)
        case .renew: _ = try await process.jobs.run(.checkExpiring)
        }
    }

    /// How the payment of its booking must stand.
    var outcome: PaymentStatus {
        switch self {
        case .hold, .renew: .authorized
        case .charge, .capture, .giveBack: .captured
        case .release: .released
        case .refund: .refunded
        }
    }
}

extension BookingScene {
    func newestBooking() async throws -> Int64 {
        try #require(try await values("SELECT MAX(id) AS value FROM bookings").first)
    }

    /// The move is made, once.
    func expectMade(_ move: SceneMove, _ id: Int64, _ note: Comment) async throws {
        let payment = try await payment(ofBooking: id)
        #expect(payment.status == move.outcome, note)
        if move == .renew {
            #expect((payment.authorizationExpiresAt ?? 0) > now + 3 * Self.day, note)
            #expect(try await events(ofBooking: id).count { $0 == .authorizationRenewed } == 1, note)
        }
        #expect(try await !hasOpenMove(), note)
        if move == .refund { #expect(payment.refundAmount == 9600, note) }
        if move == .giveBack { #expect(payment.refundAmount == 3600, note) }
    }

    func hasOpenMove() async throws -> Bool {
        try await !values("SELECT id AS value FROM operations WHERE state = 'open'").isEmpty
    }

    /// Leaves nothing held that time would take meanwhile, and the hour to the next lesson.
    func endNewest() async throws {
        let id = try await newestBooking()
        if try await payment(ofBooking: id).status == .authorized { try await cancel(id, by: .instructor) }
        pass(hours: 2)
    }
}
