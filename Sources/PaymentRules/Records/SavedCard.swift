// Under the marketplace door: a card that a student has at Stripe.
package import Basics

/// What may be shown of it. The number is Stripe's alone.
package struct SavedCard: Sendable, Equatable {
    package let id: Int64
    package let studentID: Int64
    package let method: PaymentMethodID
    package let last4: String
    /// Stripe's word: `visa`, `mastercard`, `amex`.
    package let brand: String
    package let expMonth: Int64
    package let expYear: Int64
    /// Stripe's, the same for the same number.
    package let fingerprint: String
    package let createdAt: Int64

    package init(
        id: Int64, studentID: Int64, method: PaymentMethodID, last4: String, brand: String, expMonth: Int64,
        expYear: Int64, fingerprint: String, createdAt: Int64
    ) {
        self.id = id
        self.studentID = studentID
        self.method = method
        self.last4 = last4
        self.brand = brand
        self.expMonth = expMonth
        self.expYear = expYear
        self.fingerprint = fingerprint
        self.createdAt = createdAt
    }
}
