// On the way to Stripe: docs.stripe.com/api/accounts and /api/account_links, for accounts that are sent money.
package import Basics

extension StripeClient {
    /// An Express account: its owner gives their details to Stripe, on Stripe's pages, and can be sent money then.
    package func createAccount(
        email: String, metadata: FormFields = [:], idempotencyKey: String?, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<ConnectedAccount> {
        try await post(
            .accounts,
            form: [
                "type": "express", "email": .text(email),
                "capabilities": ["transfers": ["requested": true]], "metadata": .fields(metadata),
            ],
            idempotencyKey: idempotencyKey, deadline: deadline)
    }

    package func retrieveAccount(
        _ id: AccountID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<ConnectedAccount> {
        try await get(
            .connectedAccount, path: StripeEndpoint.connectedAccount.path(id), deadline: deadline)
    }

    /// A page where the account's owner signs up, or goes on with it. A link is good once: who comes late or twice is
    /// sent to `refreshURL`, which makes the next; who is through, to `returnURL`, which proves nothing yet.
    package func createAccountLink(
        for account: AccountID, refreshURL: String, returnURL: String, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<AccountLink> {
        try await post(
            .accountLinks,
            form: [
                "account": .text(account.text), "refresh_url": .text(refreshURL),
                "return_url": .text(returnURL), "type": "account_onboarding",
            ],
            idempotencyKey: nil, deadline: deadline)
    }
}
