// On the way of a comparison with Stripe: what the ledger says that a payment moved there.
package import Basics

package struct LedgerStanding: Sendable, Equatable {
    package let payment: Int64
    package let intent: PaymentIntentID
    package let kind: Payment.Kind
    package let currency: Currency
    package let capturedAt: Int64?
    /// Of the ledger's `stripe_balance` and `teacher_balances`, in minor units.
    package let stripeBalance: Int64
    package let teacherBalance: Int64
    /// A move of its money is under way.
    package let isMoving: Bool

    package init(
        payment: Int64, intent: PaymentIntentID, kind: Payment.Kind, currency: Currency, capturedAt: Int64?,
        stripeBalance: Int64, teacherBalance: Int64, isMoving: Bool
    ) {
        self.payment = payment
        self.intent = intent
        self.kind = kind
        self.currency = currency
        self.capturedAt = capturedAt
        self.stripeBalance = stripeBalance
        self.teacherBalance = teacherBalance
        self.isMoving = isMoving
    }
}
