// Under every movement of money: one agreed amount from one payer, and where it stands.
package import Basics

/// What is known of a payment. Times are seconds since 1970, amounts minor units of `currency`.
package struct Payment: Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// Held when the lesson nears, captured when it was taught.
        case lesson
        /// Several lessons, charged at once.
        case package
        /// Of another service, which tells what becomes of it.
        case service
        /// For a gig of a teacher's, charged at once; the teacher and the house share it.
        case gig
    }

    package let id: Int64
    /// nil when who pays is known to another service alone.
    package let studentID: Int64?
    package let kind: Kind
    package let amount: Int64
    package let currency: Currency
    /// nil for a card that was not saved.
    package let customer: CustomerID?
    package var card: PaymentMethodID?
    package var status = PaymentStatus.pending
    /// Why it is released or failed.
    package var cause: String?
    /// The current one; a renewal puts another in its place.
    package var intent: PaymentIntentID?
    package var charge: String?
    package var authorizedAmount: Int64?
    package var authorizedAt: Int64?
    /// `capture_before` of the charge, as Stripe gave it.
    package var authorizationExpiresAt: Int64?
    package var capturedAmount: Int64?
    package var capturedAt: Int64?
    package var refundAmount: Int64 = 0
    /// Stripe's status of the dispute; nil when there never was one.
    package var dispute: String?
    /// Holds that the card refused, in a row.
    package var failures: Int64 = 0
    package var firstFailedAt: Int64?
    /// When the next hold is to be tried; nil when none is due.
    package var holdDueAt: Int64?
    package let createdAt: Int64
    package var updatedAt: Int64

    package init(
        id: Int64, studentID: Int64?, kind: Kind, amount: Int64, currency: Currency, customer: CustomerID?,
        card: PaymentMethodID?, createdAt: Int64
    ) {
        self.id = id
        self.studentID = studentID
        self.kind = kind
        self.amount = amount
        self.currency = currency
        self.customer = customer
        self.card = card
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// The bank has the money, or may take it. An inquiry takes none, and a refund ends it.
    package var isDisputed: Bool {
        guard let dispute else { return false }
        return dispute != "won" && !dispute.hasPrefix("warning_")
    }
}
