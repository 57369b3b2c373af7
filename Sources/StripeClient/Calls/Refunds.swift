// On the way to Stripe: docs.stripe.com/api/refunds.
package import Basics

extension StripeClient {
    /// Gives captured money back: all that is left, or `amount` in minor units.
    package func createRefund(
        of intent: PaymentIntentID, amount: Int64?, reason: String, metadata: FormFields = [:],
        idempotencyKey: String?, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Refund> {
        var fields: FormFields = [
            "payment_intent": .text(intent.text), "reason": .text(reason), "metadata": .fields(metadata),
        ]
        fields.add("amount", amount.map { .integer($0) })
        return try await post(
            .refunds, form: fields, idempotencyKey: idempotencyKey, deadline: deadline)
    }

    /// All of an intent's, the newest first.
    package func refunds(of intent: PaymentIntentID, deadline: Deadline) -> StripeElements<Refund> {
        list(Refund.self, at: .refunds, ["payment_intent": .text(intent.text)], deadline: deadline)
    }
}
