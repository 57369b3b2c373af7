// On the way to Stripe: docs.stripe.com/api/accounts, /api/events, /api/disputes and /api/webhook_endpoints.
package import Basics

/// The account that the secret key belongs to.
package struct StripeAccount: StripeObject {
    package let id: String

    package init?(_ json: JSON) {
        guard json["object"]?.string == "account", let id = json["id"]?.string else { return nil }
        self.id = id
    }
}

extension StripeClient {
    /// Whose key this is. A restricted key may not ask.
    package func retrieveAccount(deadline: Deadline) async throws(StripeFailure) -> StripeReply<StripeAccount>
    {
        try await get(.account, deadline: deadline)
    }

    package func retrieveDispute(
        _ id: DisputeID, deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<Dispute> {
        try await get(.dispute, path: StripeEndpoint.dispute.path(id), deadline: deadline)
    }

    /// Who is told of what happens in the account; an account has no more than a page of them. A restricted key may
    /// not ask.
    package func webhookEndpoints(
        deadline: Deadline
    ) async throws(StripeFailure) -> StripeReply<StripeList<WebhookEndpoint>> {
        try await list(WebhookEndpoint.self, at: .webhookEndpoints, deadline: deadline).page(after: nil)
    }

    /// What happened in the account, the newest first, from a time on; Stripe keeps 30 days.
    ///
    /// - Parameter deadline: of all pages together; nil gives each its own.
    package func events(since created: Int64, deadline: Deadline?) -> StripeElements<Event> {
        list(Event.self, at: .events, ["created": ["gte": .integer(created)]], deadline: deadline)
    }
}
