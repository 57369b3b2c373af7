// On the way to Stripe: the addresses that are called, by their templates.

internal import Basics

/// A template has one value for every object, so it can stand in a metric's label or in an idempotency key.
package enum StripeEndpoint: String, Sendable, CaseIterable {
    case customers = "/v1/customers"
    case customer = "/v1/customers/:customer"
    case paymentIntents = "/v1/payment_intents"
    case paymentIntent = "/v1/payment_intents/:intent"
    case paymentIntentCapture = "/v1/payment_intents/:intent/capture"
    case paymentIntentCancel = "/v1/payment_intents/:intent/cancel"
    case paymentMethods = "/v1/payment_methods"
    case paymentMethod = "/v1/payment_methods/:method"
    case paymentMethodAttach = "/v1/payment_methods/:method/attach"
    case paymentMethodDetach = "/v1/payment_methods/:method/detach"
    case charge = "/v1/charges/:charge"
    case refunds = "/v1/refunds"
    case setupIntents = "/v1/setup_intents"
    case setupIntent = "/v1/setup_intents/:intent"
    case dispute = "/v1/disputes/:dispute"
    case events = "/v1/events"
    case account = "/v1/account"
    case accounts = "/v1/accounts"
    case connectedAccount = "/v1/accounts/:account"
    case accountLinks = "/v1/account_links"
    case balanceTransactions = "/v1/balance_transactions"
    case webhookEndpoints = "/v1/webhook_endpoints"

    package var template: String { rawValue }

    /// The template with its one `:part` filled in. Ids need no encoding: see `StripeID`.
    func path<Kind>(_ id: StripeID<Kind>) -> String {
        guard let colon = template.firstIndex(of: ":") else { return template }
        let rest = template[colon...].drop { $0 != "/" }
        return template[..<colon] + id.text + rest
    }
}
