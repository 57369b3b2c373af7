// On the way to Stripe: docs.stripe.com/api/payment_intents.
package import Basics

extension StripeClient {
    package func createPaymentIntent(
        _ fields: FormFields, idempotencyKey: String?, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentIntent> {
        try await post(
            .paymentIntents, form: fields, idempotencyKey: idempotencyKey, deadline: deadline)
    }

    package func retrievePaymentIntent(
        _ id: PaymentIntentID, expand: [String] = [], deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentIntent> {
        let path = StripeEndpoint.paymentIntent.path(id)
        return try await get(
            .paymentIntent, path: path, query: ["expand": .list(expand.map { .text($0) })], deadline: deadline
        )
    }

    /// A customer's, or everybody's; the newest first.
    ///
    /// - Parameter since: Unix seconds; those made before are left out.
    package func paymentIntents(
        of customer: CustomerID?, since: Int64? = nil, deadline: Deadline
    ) -> StripeElements<PaymentIntent> {
        var query: FormFields = [:]
        query.add("customer", customer.map { .text($0.text) })
        query.add("created", since.map { ["gte": .integer($0)] })
        return list(PaymentIntent.self, at: .paymentIntents, query, deadline: deadline)
    }

    /// Takes the money of a hold: all of it, or `amount` in minor units, and lets go of the rest.
    ///
    /// - Parameter applicationFee: what the platform keeps of it, in minor units. nil leaves the fee that the intent
    ///   was made with: Stripe does not scale it to what is captured (docs.stripe.com/connect/destination-charges).
    package func capturePaymentIntent(
        _ id: PaymentIntentID, amount: Int64?, applicationFee: Int64? = nil, metadata: FormFields = [:],
        expand: [String] = [], idempotencyKey: String?, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentIntent> {
        var fields: FormFields = [
            "metadata": .fields(metadata), "expand": .list(expand.map { .text($0) }),
        ]
        fields.add("amount_to_capture", amount.map { .integer($0) })
        fields.add("application_fee_amount", applicationFee.map { .integer($0) })
        let path = StripeEndpoint.paymentIntentCapture.path(id)
        return try await post(
            .paymentIntentCapture, path: path, form: fields, idempotencyKey: idempotencyKey,
            deadline: deadline)
    }

    /// Lets a hold go, or ends an intent that never held.
    package func cancelPaymentIntent(
        _ id: PaymentIntentID, reason: String? = nil, expand: [String] = [], idempotencyKey: String?,
        deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<PaymentIntent> {
        var fields: FormFields = ["expand": .list(expand.map { .text($0) })]
        fields.add("cancellation_reason", reason.map { .text($0) })
        let path = StripeEndpoint.paymentIntentCancel.path(id)
        return try await post(
            .paymentIntentCancel, path: path, form: fields, idempotencyKey: idempotencyKey,
            deadline: deadline)
    }
}
