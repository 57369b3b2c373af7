// On an account request's way: the service that the routes call. Stripe is the source of truth; nothing is kept here.
package import Basics
internal import StripeClient

/// The shop's customers and their cards: at most one customer to an address, and one saved card to a customer.
///
/// Every call may be made again: what was done already is not done twice. So no caller's idempotency key is needed.
package struct Accounts: Sendable {
    private let stripe: StripeClient
    private let turns: Turns

    /// - Parameter turns: one for the whole process.
    package init(_ link: StripeLink, turns: Turns) {
        stripe = link.client
        self.turns = turns
    }

    /// Makes a customer, or takes up one who left half-way, and opens the saving of a card.
    package func signUp(_ student: SignUp) async throws(AccountFailure) -> SignUpOutcome {
        try await student.run(on: stripe, turns)
    }

    /// Changes name and address, and opens the saving of another card.
    package func update(_ account: UpdateAccount) async throws(AccountFailure) -> Secret {
        try await account.run(on: stripe, turns)
    }

    /// Makes the card that was just saved the customer's only one.
    package func saveCard(_ card: SaveCard) async throws(AccountFailure) -> CustomerCard {
        try await card.run(on: stripe)
    }

    /// The customer's newest card.
    package func card(of customer: CustomerID) async throws(AccountFailure) -> CustomerCard {
        let newest: PaymentMethod?
        do throws(StripeFailure) {
            newest = try await SavedCards(of: customer, stripe, stripe.deadline()).newest()
        } catch {
            throw AccountFailure(error)
        }
        guard let newest else { throw .noSavedCard(of: customer) }
        return CustomerCard(newest)
    }

    /// Deletes the customer, unless a hold is still open.
    package func delete(_ account: DeleteAccount) async throws(AccountFailure) -> DeleteAccountOutcome {
        try await account.run(on: stripe)
    }
}

/// A card for the caller, its customer with it.
package struct CustomerCard: Sendable {
    /// Stripe's own JSON of the PaymentMethod, byte for byte.
    package let body: ArraySlice<UInt8>

    init(_ method: PaymentMethod) {
        body = method.body
    }
}
