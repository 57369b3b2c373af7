// On the way back from Stripe: what went on to a connected account, and what the platform kept of it.
package import Basics

/// Money of a charge that went to a connected account (docs.stripe.com/api/transfers).
package struct Transfer: StripeObject {
    package let id: TransferID
    /// In minor units.
    package let amount: Int64
    /// In minor units: what of it came back.
    package let amountReversed: Int64

    package init?(_ json: JSON) {
        guard json["object"]?.string == "transfer", let id = json["id"]?.string.flatMap(TransferID.init),
            let amount = json["amount"]?.integer, let amountReversed = json["amount_reversed"]?.integer
        else { return nil }
        self.id = id
        self.amount = amount
        self.amountReversed = amountReversed
    }
}

/// What the platform kept of a charge (docs.stripe.com/api/application_fees).
package struct ApplicationFee: StripeObject {
    package let id: ApplicationFeeID
    /// In minor units.
    package let amount: Int64
    /// In minor units: what of it was given back to the connected account.
    package let amountRefunded: Int64

    package init?(_ json: JSON) {
        guard json["object"]?.string == "application_fee",
            let id = json["id"]?.string.flatMap(ApplicationFeeID.init),
            let amount = json["amount"]?.integer, let amountRefunded = json["amount_refunded"]?.integer
        else { return nil }
        self.id = id
        self.amount = amount
        self.amountRefunded = amountRefunded
    }
}
