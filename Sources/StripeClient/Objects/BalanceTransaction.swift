// On the way back from Stripe: a BalanceTransaction, one movement on the account's balance.
package import Basics

/// What a charge, a refund or a dispute did to the balance, and when (docs.stripe.com/api/balance_transactions).
package struct BalanceTransaction: StripeDated {
    package let id: BalanceTransactionID
    package let created: Int64?
    /// In minor units of `currency`, before Stripe's fee; negative for money that leaves.
    package let amount: Int64
    /// In minor units: what Stripe took for it. A refund has none, and the charge's is not given back.
    package var fee: Int64? { json["fee"]?.integer }
    /// In minor units: what the balance really changed by.
    package let net: Int64
    /// Of the balance, which is not always that of the payment.
    package let currency: String
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "balance_transaction",
            let id = json["id"]?.string.flatMap(BalanceTransactionID.init),
            let amount = json["amount"]?.integer, let net = json["net"]?.integer,
            let currency = json["currency"]?.string
        else { return nil }
        self.id = id
        created = json["created"]?.integer
        self.amount = amount
        self.net = net
        self.currency = currency
        self.json = json
    }

    /// Money of a customer's came in: `charge` for cards, `payment` for everything else.
    package var isPayment: Bool { json["type"]?.string == "charge" || json["type"]?.string == "payment" }

    /// Only when `source` was asked to be expanded, and is a charge.
    package var charge: Charge? { json["source"].flatMap(Charge.init) }

    /// What it moved money of, as far as its source says.
    package enum Subject: Sendable, Hashable {
        case intent(PaymentIntentID)
        /// A charge whose money went on to a connected account, or came back from there as the platform's fee.
        case charge(String)
        /// Of which something came back.
        case transfer(String)
        /// Of which something was given back.
        case applicationFee(String)
    }

    /// nil for what is of no payment: a payout, say. Only when `source` was asked to be expanded.
    package var subject: Subject? {
        let source = json["source"]
        switch source?["object"]?.string {
        case "charge", "refund", "dispute":
            let intent = source?["payment_intent"]
            return (intent?["id"] ?? intent)?.string.flatMap(PaymentIntentID.init).map { .intent($0) }
        case "transfer": return source?["source_transaction"]?.string.map { .charge($0) }
        case "application_fee": return source?["originating_transaction"]?.string.map { .charge($0) }
        case "transfer_reversal": return source?["transfer"]?.string.map { .transfer($0) }
        case "fee_refund": return source?["fee"]?.string.map { .applicationFee($0) }
        default: return nil
        }
    }

    /// Only when `source` was asked to be expanded.
    package var sourceID: String? { json["source"]?["id"]?.string }

    /// The intent behind the charge, the refund or the dispute. Only when `source.payment_intent` was asked to be
    /// expanded; and there is none behind a payout, say.
    package var paymentIntent: PaymentIntent? {
        json["source"]?["payment_intent"].flatMap(PaymentIntent.init)
    }
}
