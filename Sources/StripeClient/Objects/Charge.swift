// On the way back from Stripe: a Charge, as a PaymentIntent holds it when expanded.
package import Basics

package struct Charge: StripeObject {
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "charge" else { return nil }
        self.json = json
    }

    /// In minor units.
    package var amountRefunded: Int64? { json["amount_refunded"]?.integer }

    /// Only when `refunds` was asked to be expanded. Refunds that failed are among them.
    package var newestRefund: Refund? { json["refunds"].flatMap(StripeList<Refund>.init)?.data.first }
}
