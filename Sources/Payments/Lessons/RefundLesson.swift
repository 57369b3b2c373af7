// On a lesson request's way: gives money back. One call to Stripe for a captured payment, three for a hold.
package import Basics
internal import StripeClient

package struct RefundLesson: Sendable {
    package let paymentIntent: PaymentIntentID
    /// In minor units of the intent's currency; nil gives back all that is left.
    package let amount: Int64?
    /// The caller's own Idempotency-Key, if one was sent.
    package let callerKey: String?

    package init(paymentIntent: PaymentIntentID, amount: Int64?, callerKey: String?) {
        self.paymentIntent = paymentIntent
        self.amount = amount
        self.callerKey = callerKey
    }

    func run(on stripe: StripeClient) async throws(LessonFailure) -> LessonRefund {
        let callerKeys = LessonKeys(callerKey: callerKey, route: "refund-lesson")
        let way = RefundWay(
            lesson: self, stripe: stripe, deadline: stripe.deadline(), refundKeys: callerKeys,
            releaseKeys: callerKeys)
        // A full refund is safe to ask for twice, a partial one would be made twice.
        guard let amount, callerKey == nil else { return try await way.refund(phase: 1) }
        let intent = try await way.read()
        let guarded = way.with(refundKeys: LessonKeys(refunding: intent, amount: amount))
        return intent.status == .requiresCapture
            ? try await guarded.release(intent, phase: 1)
            : try await guarded.refund(phase: 1)
    }
}

package enum LessonRefund: Sendable, Equatable {
    /// Captured money goes back.
    case refunded(RefundID)
    /// A hold was let go. The id is of the refund that older versions of Stripe's API make of it, else the intent's.
    case released(id: String)
}
