// On an account request's way: opens the saving of a card, which the browser finishes with Stripe.
internal import Basics
internal import StripeClient

/// The SetupIntents of this shop. Others of the same Stripe account carry no such mark, and their customers' cards are
/// left alone.
enum CardSetup {
    private static let mark = (name: "type", value: "lessons-card")

    /// - Returns: the client secret, with which a browser saves one card on this customer.
    static func open(
        for customer: CustomerID, _ stripe: StripeClient, _ deadline: Deadline
    ) async throws(StripeFailure) -> Secret {
        let fields: FormFields = [
            "customer": .text(customer.text), "usage": "off_session", "payment_method_types": ["card"],
            "metadata": .fields([mark.name: .text(mark.value)]),
        ]
        return try await stripe.createSetupIntent(fields, deadline: deadline).object.clientSecret
    }

    static func isOurs(_ setup: SetupIntent) -> Bool {
        setup.metadata(mark.name) == mark.value
    }
}
