// On the way back from Stripe: a SetupIntent.
package import Basics

package struct SetupIntent: StripeObject {
    package let id: SetupIntentID
    /// As Stripe spells it: `requires_payment_method`, `succeeded`. Stripe adds statuses over time.
    package let status: String
    /// With it a browser saves a card on the intent's customer.
    package let clientSecret: Secret
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "setup_intent",
            let id = json["id"]?.string.flatMap(SetupIntentID.init),
            let status = json["status"]?.string, let clientSecret = json["client_secret"]?.string
        else { return nil }
        self.id = id
        self.status = status
        self.clientSecret = Secret(clientSecret)
        self.json = json
    }

    package var isSucceeded: Bool { status == "succeeded" }

    /// nil when it belongs to none.
    package var customer: CustomerID? { json["customer"]?.string.flatMap(CustomerID.init) }

    package func metadata(_ key: String) -> String? { json["metadata"]?[key]?.string }
}
