// On an account request's way, an event's and a report's: one saved card to a customer, always the newest.
internal import Basics
internal import StripeClient

/// A customer's cards. What is kept is decided by a list that Stripe gives in one order, the newest first, and a card
/// goes only because a newer one stands before it; so however many do this at once, and in whatever order their
/// requests and events come, the newest is left and only the newest.
struct SavedCards: Sendable {
    private let customer: CustomerID
    private let stripe: StripeClient
    private let deadline: Deadline

    init(of customer: CustomerID, _ stripe: StripeClient, _ deadline: Deadline) {
        self.customer = customer
        self.stripe = stripe
        self.deadline = deadline
    }

    /// With the customer in it.
    func newest() async throws(StripeFailure) -> PaymentMethod? {
        try await stripe.savedCards(of: customer, limit: 1, expand: ["data.customer"], deadline: deadline)
            .object.data.first
    }

    /// Gives the newest card the customer's name and address, and then lets go of all others. nil when there is none.
    func keepNewest() async throws(StripeFailure) -> PaymentMethod? {
        let cards = try await all(expand: ["data.customer"])
        guard let newest = cards.first else { return nil }
        guard let named = try await named(newest) else {
            // A newer one came meanwhile and took its place.
            return try await keepNewest()
        }
        for card in cards.dropFirst() { try await detach(card) }
        return named
    }

    func detachAll() async throws(StripeFailure) {
        for card in try await all() { try await detach(card) }
    }

    /// The whole list first: a page's cursor is a card, and cards go.
    private func all(expand: [String] = []) async throws(StripeFailure) -> [PaymentMethod] {
        var cards: [PaymentMethod] = []
        for try await card in stripe.everySavedCard(of: customer, expand: expand, deadline: deadline) {
            cards.append(card)
        }
        return cards
    }

    /// nil when the card has left the customer.
    private func named(_ card: PaymentMethod) async throws(StripeFailure) -> PaymentMethod? {
        let name = card.customer?.name.flatMap { $0 == card.billingName ? nil : $0 }
        let email = card.customer?.email.flatMap { $0 == card.billingEmail ? nil : $0 }
        guard name != nil || email != nil else { return card }
        var details = FormFields()
        details.add("name", name.map { .text($0) })
        details.add("email", email.map { .text($0) })
        do throws(StripeFailure) {
            return try await stripe.updatePaymentMethod(
                card.id, ["billing_details": .fields(details), "expand": ["customer"]], deadline: deadline
            ).object
        } catch {
            guard try await hasLeft(card, after: error) else { throw error }
            return nil
        }
    }

    private func detach(_ card: PaymentMethod) async throws(StripeFailure) {
        do throws(StripeFailure) {
            _ = try await stripe.detachPaymentMethod(card.id, deadline: deadline)
        } catch {
            guard try await hasLeft(card, after: error) else { throw error }
        }
    }

    /// Stripe's refusal has no code when somebody else detached the card first; the card itself tells.
    private func hasLeft(_ card: PaymentMethod, after failure: StripeFailure) async throws(StripeFailure)
        -> Bool
    {
        guard case .refused = failure else { return false }
        let now = try await stripe.retrievePaymentMethod(card.id, deadline: deadline)
        return now.object.customerID != customer
    }
}
