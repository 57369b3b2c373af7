// On a lesson request's way: captures the hold of a lesson. One call to Stripe.
package import Basics
internal import StripeClient

package struct CompleteLesson: Sendable {
    package let paymentIntent: PaymentIntentID
    /// In minor units of the intent's currency; nil takes all that is held.
    package let amount: Int64?
    /// The caller's own Idempotency-Key, if one was sent.
    package let callerKey: String?

    package init(paymentIntent: PaymentIntentID, amount: Int64?, callerKey: String?) {
        self.paymentIntent = paymentIntent
        self.amount = amount
        self.callerKey = callerKey
    }

    func run(on stripe: StripeClient) async throws(LessonFailure) -> LessonPayment {
        let keys = LessonKeys(callerKey: callerKey, route: "complete-lesson-payment")
        do throws(StripeFailure) {
            let captured = try await stripe.capturePaymentIntent(
                paymentIntent, amount: amount, idempotencyKey: keys.key(for: .paymentIntentCapture),
                deadline: stripe.deadline())
            return LessonPayment(captured)
        } catch {
            throw LessonFailure(error)
        }
    }
}
