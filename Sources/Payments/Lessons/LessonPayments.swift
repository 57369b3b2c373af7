// On a lesson request's way: the service that the routes call. Stripe is the source of truth; nothing is kept here.
internal import Basics
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

    /// An intent that a booking stands on is moved by the booking alone, whose books would be wrong otherwise.
    private func refuseOwned(_ intent: PaymentIntentID) async throws(LessonFailure) {
        guard let database else { return }
        let booking: Int64?
        do {
            booking = try await database.read { tx in
                guard let payment = try await tx.paymentID(ofIntent: intent) else { return nil }
                return try await tx.bookingID(ofPayment: payment)
            }
        } catch {
            throw .unavailable(
                Problem(
                    code: "store_unavailable",
                    message: "The database cannot be used just now. Nothing was done; try again in a moment.",
                    logText: "\(error)"))
        }
        guard let booking else { return }
        throw .conflict(
            Problem(
                code: "payment_of_booking",
                message:
                    "This payment is booking \(booking)'s: use POST /bookings/\(booking)/capture-payment or "
                    + "POST /bookings/\(booking)/cancel.",
                logText: "\(intent) belongs to booking \(booking)"))
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
