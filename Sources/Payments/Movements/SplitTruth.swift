// On the way back of every move of a gig's money: who has what of it, as Stripe says.
internal import Basics
internal import PaymentRules
internal import StripeClient

/// A destination charge read for what it moved between house and teacher (docs.stripe.com/connect/destination-charges).
/// All of it is Stripe's word: what a refund reversed is rounded by Stripe, and somebody may reverse more at the
/// Dashboard.
struct SplitTruth: Sendable, Equatable {
    /// In minor units: what went to the teacher's account, and what of that was taken back.
    let transferred: Int64
    let transferReversed: Int64
    /// What came back from it as the house's fee, and what of that was given up again.
    let fee: Int64
    let feeRefunded: Int64
    /// Stripe's own, which the house pays; a refund does not bring it back.
    let stripeFee: Int64

    /// In the teacher's account.
    var teacher: Int64 { transferred - transferReversed - (fee - feeRefunded) }

    /// nil until the charge has moved money, or when it is of no teacher.
    init?(_ charge: Charge) {
        guard let transfer = charge.expandedTransfer, let booked = charge.expandedBalanceTransaction
        else { return nil }
        transferred = transfer.amount
        transferReversed = transfer.amountReversed
        fee = charge.expandedApplicationFee?.amount ?? 0
        feeRefunded = charge.expandedApplicationFee?.amountRefunded ?? 0
        stripeFee = booked.fee ?? 0
    }

    /// Of a charge, what has to be expanded for it.
    static let expand = ["balance_transaction", "transfer", "application_fee"]
}
