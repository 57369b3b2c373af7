// On the way back from Stripe: a Dispute.
package import Basics

package struct Dispute: StripeObject {
    /// `needs_response`, `under_review`, `won`, `lost`, or `warning_...` while it is only an inquiry.
    package let status: String
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "dispute", let status = json["status"]?.string else { return nil }
        self.status = status
        self.json = json
    }

    /// In minor units.
    package var amount: Int64? { json["amount"]?.integer }
    /// What it took from the balance, and what it gave back when it was won; empty for an inquiry.
    package var balanceTransactions: [BalanceTransaction] {
        json["balance_transactions"]?.elements.compactMap(BalanceTransaction.init) ?? []
    }
    package var intent: PaymentIntentID? { json["payment_intent"]?.string.flatMap(PaymentIntentID.init) }
}
