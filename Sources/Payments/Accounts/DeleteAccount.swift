// On an account request's way: deletes a customer who owes nothing. Four calls to Stripe and one for each card.
package import Basics
internal import StripeClient

package struct DeleteAccount: Sendable {
    package let customer: CustomerID

    package init(customer: CustomerID) {
        self.customer = customer
    }

    func run(on stripe: StripeClient) async throws(AccountFailure) -> DeleteAccountOutcome {
        let deadline = stripe.deadline()
        do throws(StripeFailure) {
            do throws(StripeFailure) {
                return try await close(stripe, deadline)
            } catch {
                guard case .refused = error,
                    try await stripe.retrieveCustomer(customer, deadline: deadline).object.isDeleted
                else { throw error }
                // Asked for twice, or sent twice because the first answer was lost.
                return .deleted
            }
        } catch {
            throw AccountFailure(error)
        }
    }

    /// A hold may be placed between a look at the intents and the deletion, after which Stripe lists them no more. So
    /// the cards go first, of which every hold is made: what was placed before that is seen by a second look, and
    /// after it nothing can be. Whoever booked a lesson in that moment keeps the account and must save a card again.
    private func close(
        _ stripe: StripeClient, _ deadline: Deadline
    ) async throws(StripeFailure) -> DeleteAccountOutcome {
        let held = try await holds(stripe, deadline)
        guard held.isEmpty else { return .uncaptured(held) }
        try await SavedCards(of: customer, stripe, deadline).detachAll()
        let heldSince = try await holds(stripe, deadline)
        guard heldSince.isEmpty else { return .uncaptured(heldSince) }
        _ = try await stripe.deleteCustomer(customer, deadline: deadline)
        return .deleted
    }

    /// Money that waits to be captured or released; the newest first. By List, which unlike Search misses nothing.
    private func holds(
        _ stripe: StripeClient, _ deadline: Deadline
    ) async throws(StripeFailure) -> [PaymentIntentID] {
        var held: [PaymentIntentID] = []
        for try await intent in stripe.paymentIntents(of: customer, deadline: deadline)
        where intent.status == .requiresCapture {
            held.append(intent.id)
        }
        return held
    }
}

package enum DeleteAccountOutcome: Sendable, Equatable {
    case deleted
    /// Nothing is deleted: these hold money.
    case uncaptured([PaymentIntentID])
}
