// On a report's way: whose last payment failed, with the card that the shop still has.
package import Basics
internal import StripeClient

/// A customer to be written to.
package struct FailedPayment: Sendable, Equatable {
    package let customer: CustomerID
    package let email: String?
    package let name: String?
    /// When the payment's intent was made, in Unix seconds.
    package let created: Int64
    package let description: String?
    /// Who said no, as the charge's outcome tells: `issuer_declined`, `blocked`. Where no charge was made, the error's
    /// code: `authentication_required`.
    package let error: String?
    package let declineCode: String?
    package let cardLast4: String?
    package let cardBrand: String?
}

/// Looks at the newest card of each customer whose last payment failed. No list of Stripe's tells the cards of several
/// customers: without a customer its list of payment methods is empty. So it is one list call each, but only for these
/// customers, and it brings the customer along.
struct CardsOnFile: PacedWork {
    typealias Read = FailedAttempt
    typealias Answer = FailedPayment?

    private let attempts: [FailedAttempt]
    private var asked = 0
    private var answered = 0
    private(set) var found: [FailedPayment] = []

    init(of attempts: [FailedAttempt]) {
        self.attempts = attempts
    }

    var canRead: Bool { asked < attempts.count }
    var fraction: Double { attempts.isEmpty ? 1 : Double(answered) / Double(attempts.count) }

    mutating func next() -> FailedAttempt? {
        guard canRead else { return nil }
        defer { asked += 1 }
        return attempts[asked]
    }

    mutating func receive(_ payment: FailedPayment?, of attempt: FailedAttempt) {
        answered += 1
        if let payment { found.append(payment) }
    }

    /// nil when the customer has given another card since, has none, or is gone.
    static func read(
        _ attempt: FailedAttempt, from stripe: StripeClient
    ) async throws(StripeFailure) -> FailedPayment? {
        do throws(StripeFailure) {
            let cards = SavedCards(of: attempt.customer, stripe, stripe.deadline())
            return FailedPayment(attempt, card: try await cards.newest())
        } catch {
            guard error.isResourceMissing else { throw error }
            return nil
        }
    }
}

extension FailedPayment {
    fileprivate init?(_ attempt: FailedAttempt, card: PaymentMethod?) {
        guard let card, card.id == attempt.card, let customer = card.customer, !customer.isDeleted else {
            return nil
        }
        self.init(
            customer: customer.id, email: customer.email, name: customer.name, created: attempt.created,
            description: attempt.description, error: attempt.error, declineCode: attempt.declineCode,
            cardLast4: card.last4, cardBrand: card.brand)
    }
}
