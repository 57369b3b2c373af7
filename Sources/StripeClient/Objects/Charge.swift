// On the way back from Stripe: a Charge, as a PaymentIntent holds it when expanded.
package import Basics

package struct Charge: StripeObject {
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "charge" else { return nil }
        self.json = json
    }

    package var id: String? { json["id"]?.string }

    /// Stripe's own JSON, byte for byte; of an expanded one, as it stands there.
    package var body: ArraySlice<UInt8> { json.rawBytes }

    /// nil for a charge that was made without one.
    package var intent: PaymentIntentID? {
        expandedIntent?.id ?? json["payment_intent"]?.string.flatMap(PaymentIntentID.init)
    }

    /// Only when it was asked to be expanded.
    package var expandedIntent: PaymentIntent? { json["payment_intent"].flatMap(PaymentIntent.init) }

    /// In minor units: what was asked for, and is or was held.
    package var amount: Int64? { json["amount"]?.integer }

    /// Unix seconds: until when a hold can be captured. Stripe sets it by card, network and kind of payment; it is
    /// never reckoned here (docs.stripe.com/payments/place-a-hold-on-a-payment-method).
    package var captureBefore: Int64? { json["payment_method_details"]?["card"]?["capture_before"]?.integer }

    package var isDisputed: Bool { json["disputed"]?.bool ?? false }

    /// Unix seconds: when the card was asked, which for a hold is long before it is captured.
    package var created: Int64? { json["created"]?.integer }

    package var currency: String? { json["currency"]?.string }

    package var isFailed: Bool { json["status"]?.string == "failed" }

    /// The card that was asked.
    package var paymentMethod: PaymentMethodID? {
        json["payment_method"]?.string.flatMap(PaymentMethodID.init)
    }

    /// Who said no, for a failed one: `issuer_declined`, `blocked`, `invalid`.
    package var outcomeType: String? { json["outcome"]?["type"]?.string }

    /// In minor units: what was taken of what was held.
    package var amountCaptured: Int64? { json["amount_captured"]?.integer }

    /// In minor units.
    package var amountRefunded: Int64? { json["amount_refunded"]?.integer }

    /// Only when it was asked to be expanded, and there is one: a hold has moved no money.
    package var expandedBalanceTransaction: BalanceTransaction? {
        json["balance_transaction"].flatMap(BalanceTransaction.init)
    }

    /// Money of it that went on to a connected account, never before the capture. Only when it was asked to be
    /// expanded.
    package var expandedTransfer: Transfer? { json["transfer"].flatMap(Transfer.init) }

    /// The part of it that the platform kept, as above.
    package var expandedApplicationFee: ApplicationFee? {
        json["application_fee"].flatMap(ApplicationFee.init)
    }

    /// Only when `refunds` was asked to be expanded. Refunds that failed are among them.
    package var newestRefund: Refund? { json["refunds"].flatMap(StripeList<Refund>.init)?.data.first }
}
