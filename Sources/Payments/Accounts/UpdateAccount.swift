// On an account request's way: changes name and address, and opens the saving of another card. Two to five calls.
package import Basics
internal import StripeClient

package struct UpdateAccount: Sendable {
    package let customer: CustomerID
    package let name: String
    package let email: EmailAddress

    package init(customer: CustomerID, name: String, email: EmailAddress) {
        self.customer = customer
        self.name = name
        self.email = email
    }

    private enum Change {
        case saved
        case emailTaken
        case customerDeleted
    }

    /// - Returns: the client secret, with which the browser saves another card.
    func run(on stripe: StripeClient, _ turns: Turns) async throws(AccountFailure) -> Secret {
        let deadline = stripe.deadline()
        let change: Change
        do throws(StripeFailure) {
            change = try await save(stripe, turns, deadline)
            if case .saved = change { return try await CardSetup.open(for: customer, stripe, deadline) }
        } catch {
            throw AccountFailure(error)
        }
        throw change == .emailTaken ? .emailTaken(for: customer) : .deleted(customer)
    }

    private func save(
        _ stripe: StripeClient, _ turns: Turns, _ deadline: Deadline
    ) async throws(StripeFailure) -> Change {
        let now = try await stripe.retrieveCustomer(customer, deadline: deadline).object
        guard !now.isDeleted else { return .customerDeleted }
        // An address that one has already is nobody's business, even where others have it from before.
        guard now.email != email.text else {
            if now.name != name { try await write(stripe, deadline) }
            return .saved
        }
        // A sign-up with this address waits until it is known whose it is. One in another process does not wait, and
        // in the same moment both may find the address free: the one case that is left to the shop's people.
        return try await turns.take(email.folded) { () async throws(StripeFailure) in
            let others = try await email.customers(stripe, deadline).filter { $0.id != customer }
            guard others.isEmpty else { return .emailTaken }
            try await write(stripe, deadline)
            return .saved
        }
    }

    private func write(_ stripe: StripeClient, _ deadline: Deadline) async throws(StripeFailure) {
        let fields: FormFields = ["name": .text(name), "email": .text(email.text)]
        _ = try await stripe.updateCustomer(customer, fields, deadline: deadline)
    }
}
