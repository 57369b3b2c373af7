// On the way to Stripe: docs.stripe.com/api/setup_intents.
package import Basics

extension StripeClient {
    package func createSetupIntent(
        _ fields: FormFields, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<SetupIntent> {
        try await post(.setupIntents, form: fields, idempotencyKey: nil, deadline: deadline)
    }

    package func retrieveSetupIntent(
        _ id: SetupIntentID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<SetupIntent> {
        try await get(.setupIntent, path: StripeEndpoint.setupIntent.path(id), deadline: deadline)
    }
}
