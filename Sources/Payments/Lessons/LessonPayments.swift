// On a lesson request's way: the service that the routes call. Stripe is the source of truth; nothing is kept here.
internal import Basics
internal import PaymentRules
package import Store
package import StripeClient

/// The payments of lessons: hold, take, give back. One call of a method is one request of a customer's or of the
/// shop's, with one deadline over all that it asks of Stripe.
package struct LessonPayments: Sendable {
    private let stripe: StripeClient
    private let database: (any Database)?

    /// - Parameter database: of the bookings, whose money is not moved here; nil where there are none.
    package init(stripe: StripeClient, database: (any Database)? = nil) {
        self.stripe = stripe
        self.database = database
    }

    /// Holds the price of a lesson on the customer's saved card.
    package func schedule(_ lesson: ScheduleLesson) async throws(LessonFailure) -> LessonPayment {
        try await lesson.run(on: stripe)
    }

    /// Captures a hold, all or a part of it.
    package func complete(_ lesson: CompleteLesson) async throws(LessonFailure) -> LessonPayment {
        try await refuseOwned(lesson.paymentIntent)
        return try await lesson.run(on: stripe)
    }

    /// Gives the money back: refunds what was captured, releases what is only held.
    package func refund(_ lesson: RefundLesson) async throws(LessonFailure) -> LessonRefund {
        try await refuseOwned(lesson.paymentIntent)
        return try await lesson.run(on: stripe)
    }

    private enum Owner: Sendable {
        case booking(Int64)
        case service(String)

        var problem: (code: String, text: String) {
            switch self {
            case .booking(let id):
                (
                    "payment_of_booking",
                    "This payment is booking \(id)'s: use POST /bookings/\(id)/capture-payment or "
                        + "POST /bookings/\(id)/cancel."
                )
            case .service(let name):
                (
                    "payment_of_service",
                    "This payment is another service's: use POST /payment/\(name)/complete or "
                        + "POST /payment/\(name)/cancel."
                )
            }
        }
    }

    /// An intent that a booking or another service's payment stands on is moved by that alone, whose books would be
    /// wrong otherwise.
    private func refuseOwned(_ intent: PaymentIntentID) async throws(LessonFailure) {
        guard let database else { return }
        let owner: Owner?
        do {
            owner = try await database.read { tx in
                guard let payment = try await tx.paymentID(ofIntent: intent) else { return nil }
                if let booking = try await tx.bookingID(ofPayment: payment) { return .booking(booking) }
                return try await tx.servicePayment(payment).map { .service($0.name) }
            }
        } catch {
            throw .unavailable(
                Problem(
                    code: "store_unavailable",
                    message: "The database cannot be used just now. Nothing was done; try again in a moment.",
                    logText: "\(error)"))
        }
        guard let problem = owner?.problem else { return }
        throw .conflict(
            Problem(code: problem.code, message: problem.text, logText: "\(intent): \(problem.text)"))
    }
}

/// A PaymentIntent for the caller.
package struct LessonPayment: Sendable {
    /// Stripe's own JSON, byte for byte.
    package let body: [UInt8]

    init(_ reply: StripeReply<PaymentIntent>) {
        body = reply.answer.body
    }
}
