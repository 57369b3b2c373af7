// On the way to Stripe: docs.stripe.com/api/payment_methods.
package import Basics

extension StripeClient {
    /// A customer's cards, the newest first; Stripe takes a limit of 1 to 100.
    package func savedCards(
        of customer: CustomerID, limit: Int64, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<StripeList<PaymentMethod>> {
        let query: FormFields = [
            "customer": .text(customer.text), "type": "card", "limit": .integer(limit),
        ]
        return try await get(.paymentMethods, query: query, deadline: deadline)
    }
}
