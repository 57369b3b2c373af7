// On the way back from Stripe: a good answer.
package import Basics

package struct StripeAnswer: Sendable {
    /// Stripe's bytes, untouched.
    package let body: [UInt8]
    package let json: JSON
    /// Stripe had answered this idempotency key before, and this is that answer: it may be old news.
    package let replayed: Bool
    package let requestID: String?
    /// Of the answer's head, as it came: when Stripe thinks that it is now.
    package let date: String?

    /// For an answer that is good JSON and still not to be believed.
    package func broken(_ reason: String) -> StripeFailure {
        .broken(StripeBreakage(status: 200, reason: reason, requestID: requestID))
    }
}

/// An answer and the object that it was checked to hold.
package struct StripeReply<Object: StripeObject>: Sendable {
    package let object: Object
    package let answer: StripeAnswer

    init(_ answer: StripeAnswer) throws(StripeFailure) {
        guard let object = Object(answer.json) else {
            throw answer.broken("a 200 that is no \(Object.self)")
        }
        self.object = object
        self.answer = answer
    }
}
