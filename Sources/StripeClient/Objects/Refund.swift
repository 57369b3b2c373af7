// On the way back from Stripe: a Refund.
package import Basics

package struct Refund: StripeListable {
    package let id: RefundID
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "refund", let id = json["id"]?.string.flatMap(RefundID.init)
        else { return nil }
        self.id = id
        self.json = json
    }

    /// Stripe's own JSON, byte for byte; of a list's element, as it stands there.
    package var body: ArraySlice<UInt8> { json.rawBytes }

    /// In minor units.
    package var amount: Int64? { json["amount"]?.integer }

    /// The money did not go, or came back: `failed` may follow `succeeded` days later.
    package var isFailed: Bool { ["failed", "canceled"].contains(json["status"]?.string) }

    package func metadata(_ name: String) -> String? { json["metadata"]?[name]?.string }

    /// nil for a refund of a charge that no intent made.
    package var intent: PaymentIntentID? { json["payment_intent"]?.string.flatMap(PaymentIntentID.init) }
}
