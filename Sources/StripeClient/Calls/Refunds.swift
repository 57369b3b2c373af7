// On the way to Stripe: docs.stripe.com/api/refunds.
package import Basics

extension StripeClient {
    /// Gives captured money back: all that is left, or `amount` in minor units.
    ///
    /// Of a charge whose money went on to a connected account the platform pays all of it, unless it takes back what
    /// it sent (`reversesTransfer`) and gives up what it kept (`refundsApplicationFee`), each in proportion to what is
    /// refunded (docs.stripe.com/connect/destination-charges).
    package func createRefund(
        of intent: PaymentIntentID, amount: Int64?, reason: String, metadata: FormFields = [:],
        reversesTransfer: Bool = false, refundsApplicationFee: Bool = false, idempotencyKey: String?,
        deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Refund> {
        var fields: FormFields = [
            "payment_intent": .text(intent.text), "reason": .text(reason), "metadata": .fields(metadata),
        ]
        fields.add("amount", amount.map { .integer($0) })
        fields.add("reverse_transfer", reversesTransfer ? true : nil)
        fields.add("refund_application_fee", refundsApplicationFee ? true : nil)
        return try await post(
            .refunds, form: fields, idempotencyKey: idempotencyKey, deadline: deadline)
    }

    /// All of an intent's, the newest first.
    package func refunds(of intent: PaymentIntentID, deadline: Deadline) -> StripeElements<Refund> {
        list(Refund.self, at: .refunds, ["payment_intent": .text(intent.text)], deadline: deadline)
    }
}
