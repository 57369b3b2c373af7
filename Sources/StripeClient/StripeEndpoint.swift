// On the way to Stripe: the addresses that are called, by their templates.

internal import Basics

/// A template has one value for every object, so it can stand in a metric's label or in an idempotency key.
package enum StripeEndpoint: String, Sendable, CaseIterable {
    case paymentIntents = "/v1/payment_intents"
    case paymentIntent = "/v1/payment_intents/:intent"
    case paymentIntentCapture = "/v1/payment_intents/:intent/capture"
    case paymentIntentCancel = "/v1/payment_intents/:intent/cancel"
    case paymentMethods = "/v1/payment_methods"
    case refunds = "/v1/refunds"

    package var template: String { rawValue }

    /// The template with its one `:part` filled in. Ids need no encoding: see `StripeID`.
    func path<Kind>(_ id: StripeID<Kind>) -> String {
        guard let colon = template.firstIndex(of: ":") else { return template }
        let rest = template[colon...].drop { $0 != "/" }
        return template[..<colon] + id.text + rest
    }
}
