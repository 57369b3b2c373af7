// On a card's way: how it comes, and what a student may know of it afterwards.
package import Basics
package import PaymentRules

/// A card: its details, or Stripe's own name of it. No print shows any of it.
package enum CardSource: Sendable, Redacted {
    case details(CardDetails)
    case method(PaymentMethodID)
}

/// What is answered for a card that was added.
package struct AddedCard: Sendable, Equatable {
    package let method: PaymentMethodID
    package let last4: String
    /// Stripe's word: `visa`, `mastercard`, `amex`.
    package let brand: String
    /// For the next time; else the card is good for one payment.
    package let isSaved: Bool
}

/// What a gig is charged to.
struct ChargedCard: Sendable {
    let method: PaymentMethodID
    /// nil for a card that is not attached.
    let customer: CustomerID?
    /// The student chose it among their saved ones.
    let isSavedBefore: Bool
    /// It came with this order, and was saved.
    let isSavedNow: Bool
}
