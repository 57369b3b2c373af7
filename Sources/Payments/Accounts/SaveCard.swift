// On an account request's way: after the browser saved a card with Stripe, makes it the customer's only one.
package import Basics
internal import StripeClient

package struct SaveCard: Sendable {
    /// What the browser holds when it is done. Neither is believed: Stripe is asked.
    package enum Proof: Sendable {
        case setupIntent(SetupIntentID)
        case paymentMethod(PaymentMethodID)
    }

    package let customer: CustomerID
    package let proof: Proof

    package init(customer: CustomerID, proof: Proof) {
        self.customer = customer
        self.proof = proof
    }

    /// The customer's newest card is answered, which is the one proved unless a newer one came since. Made again, it
    /// finds one card and changes nothing.
    func run(on stripe: StripeClient) async throws(AccountFailure) -> CustomerCard {
        let deadline = stripe.deadline()
        try await check(stripe, deadline)
        let kept: PaymentMethod?
        do throws(StripeFailure) {
            kept = try await SavedCards(of: customer, stripe, deadline).keepNewest()
        } catch {
            throw AccountFailure(error)
        }
        guard let kept else { throw .noSavedCard(of: customer) }
        return CustomerCard(kept)
    }

    private func check(_ stripe: StripeClient, _ deadline: Deadline) async throws(AccountFailure) {
        switch proof {
        case .setupIntent(let id):
            let setup: SetupIntent
            do throws(StripeFailure) {
                setup = try await stripe.retrieveSetupIntent(id, deadline: deadline).object
            } catch {
                throw AccountFailure(error)
            }
            guard setup.customer == customer else { throw .notOf(customer, "That setup_intent", id.text) }
            guard setup.isSucceeded else { throw .notSetUp(id, status: setup.status) }
        case .paymentMethod(let id):
            let method: PaymentMethod
            do throws(StripeFailure) {
                method = try await stripe.retrievePaymentMethod(id, deadline: deadline).object
            } catch {
                throw AccountFailure(error)
            }
            guard method.customerID == customer else {
                throw .notOf(customer, "That payment_method", id.text)
            }
        }
    }
}
