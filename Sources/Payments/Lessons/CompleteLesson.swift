// On a lesson request's way: captures the hold of a lesson. One call to Stripe, two when it fails.
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
        let deadline = stripe.deadline()
        do throws(StripeFailure) {
            let captured = try await stripe.capturePaymentIntent(
                paymentIntent, amount: amount, idempotencyKey: keys.key(for: .paymentIntentCapture),
                deadline: deadline)
            return LessonPayment(captured)
        } catch .faultReplayed(let breakage) {
            if let captured = await captured(stripe, deadline) { return LessonPayment(captured) }
            throw LessonFailure(.faultReplayed(breakage))
        } catch {
            throw LessonFailure(error)
        }
    }

    /// The intent, if it is captured with the amount that was asked for. A replayed fault says nothing of what was
    /// done, the intent does (docs.stripe.com/error-low-level): captured is then the true answer. Anything else proves
    /// nothing, not even that the capture will not come yet; it stays unknown, and so does what cannot be read.
    private func captured(_ stripe: StripeClient, _ deadline: Deadline) async -> StripeReply<PaymentIntent>? {
        guard let now = try? await stripe.retrievePaymentIntent(paymentIntent, deadline: deadline),
            now.object.status == .succeeded, let received = now.object.amountReceived,
            received == amount ?? now.object.amount
        else { return nil }
        return now
    }
}
