// On a marketplace request's way: gigs, cards and what is paid for them, one value a loop.
internal import Basics
package import PaymentRules
internal import Store
internal import StripeClient

/// What the server's owner decides about gigs.
package struct MarketplaceSettings: Sendable, Equatable {
    package let fee: PlatformFee
    /// How long a teacher has to answer a booking.
    package let confirmSeconds: Int64
    /// The secret key is a test's: the well-known test numbers stand for Stripe's test cards.
    package let isTest: Bool

    package init(fee: PlatformFee, confirmSeconds: Int64, isTest: Bool) {
        self.fee = fee
        self.confirmSeconds = confirmSeconds
        self.isTest = isTest
    }
}

/// Teachers offer gigs, students pay for them with their cards, and the house keeps a part. One call of a method is one
/// request.
package struct Marketplace: Sendable {
    let database: any Database
    let stripe: StripeClient
    let movements: Movements
    let settings: MarketplaceSettings
    let clock: WallClock
    let random: RandomBytes

    var requests: KeyedRequests { KeyedRequests(movements: movements) }
}

/// A booked gig with its payment, and what came of the request.
package struct GigAnswer: Sendable {
    package let booking: GigBooking
    package let payment: Payment
    package let result: MovementResult
}

/// A request about a booked gig, and how its answer is written.
package struct GigRequest: Sendable {
    package let identity: RequestIdentity
    /// Whose gigs the caller may see and touch.
    package let viewer: BookingViewer
    package let render: @Sendable (GigAnswer) -> KeptAnswer

    package init(
        _ identity: RequestIdentity, viewer: BookingViewer,
        render: @escaping @Sendable (GigAnswer) -> KeptAnswer
    ) {
        self.identity = identity
        self.viewer = viewer
        self.render = render
    }
}

extension BookingViewer {
    func sees(_ booking: GigBooking) -> Bool {
        switch self {
        case .everyone: true
        case .student(let id): booking.studentID == id
        case .instructor(let id): booking.instructorID == id
        }
    }
}

// MARK: What the methods share

extension Marketplace {
    static let noGigBooking = BookingFailure.notFound("booking")
    static let noPayment = BookingFailure.notFound("payment")
    /// The same, whatever stands in the way: inactive, full, of a teacher who cannot be paid, or not there.
    package static let gigUnavailable = BookingFailure.conflict(
        code: "gig_unavailable", "Gig is not available for booking")

    /// As it stands written.
    func view(
        payment id: Int64, _ result: MovementResult, in tx: any Transaction
    ) async throws -> GigAnswer {
        guard let payment = try await tx.payment(id), let booking = try await tx.gigBooking(ofPayment: id)
        else { throw StoreFailure.malformed("payment \(id) is of no gig") }
        return GigAnswer(booking: booking, payment: payment, result: result)
    }

    func answer(to request: GigRequest) -> KeyedRequests.Answer {
        { [self] tx, payment, result in request.render(try await view(payment: payment, result, in: tx)) }
    }
}
