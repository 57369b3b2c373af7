// On the way to Stripe: docs.stripe.com/api/charges.
package import Basics

extension StripeClient {
    package func retrieveCharge(
        _ id: ChargeID, expand: [String] = [], deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Charge> {
        try await get(
            .charge, path: StripeEndpoint.charge.path(id), query: ["expand": .list(expand.map { .text($0) })],
            deadline: deadline)
    }
}
