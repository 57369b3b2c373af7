// On a lesson request's way: the service that the routes call. Stripe is the source of truth; nothing is kept here.
internal import Basics
package import StripeClient

/// The payments of lessons: hold, take, give back. One call of a method is one request of a customer's or of the
/// shop's, with one deadline over all that it asks of Stripe.
package struct LessonPayments: Sendable {
    private let stripe: StripeClient

    package init(stripe: StripeClient) {
        self.stripe = stripe
    }

    /// Holds the price of a lesson on the customer's saved card.
    package func schedule(_ lesson: ScheduleLesson) async throws(LessonFailure) -> LessonPayment {
        try await lesson.run(on: stripe)
    }

    /// Captures a hold, all or a part of it.
    package func complete(_ lesson: CompleteLesson) async throws(LessonFailure) -> LessonPayment {
        try await lesson.run(on: stripe)
    }

    /// Gives the money back: refunds what was captured, releases what is only held.
    package func refund(_ lesson: RefundLesson) async throws(LessonFailure) -> LessonRefund {
        try await lesson.run(on: stripe)
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
