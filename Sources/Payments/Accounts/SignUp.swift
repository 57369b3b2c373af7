// On a sign-up's way: finds or makes the customer, and opens the saving of a card. Four calls to Stripe for a new one.
package import Basics
internal import StripeClient

package struct SignUp: Sendable {
    package let name: String
    package let email: EmailAddress
    /// When the first lesson is, as the student read it: `30 Nov 3:00 p.m.`
    package let firstLesson: String

    package init(name: String, email: EmailAddress, firstLesson: String) {
        self.name = name
        self.email = email
        self.firstLesson = firstLesson
    }

    /// Metadata by which the shop's customers are told from others of the same Stripe account.
    static let firstLessonKey = "first_lesson"

    func run(on stripe: StripeClient, _ turns: Turns) async throws(AccountFailure) -> SignUpOutcome {
        // The wait for the turn is part of the request's time.
        let deadline = stripe.deadline()
        do throws(StripeFailure) {
            let place = try await turns.take(email.folded) { () async throws(StripeFailure) in
                try await findOrMake(stripe, deadline)
            }
            switch place {
            case .taken(let customer): return .taken(by: customer)
            case .free(let customer):
                return .open(
                    customer, clientSecret: try await CardSetup.open(for: customer, stripe, deadline))
            }
        } catch {
            throw AccountFailure(error)
        }
    }

    private enum Place {
        case taken(CustomerID)
        case free(CustomerID)
    }

    /// One customer to an address. Within this process one sign-up at a time looks; against other processes there is
    /// a second look after a customer was made: of several the first in Stripe's list stays, which is the same for
    /// all who look, and whoever made another deletes it before anything hangs on it, and begins again. A key
    /// that Stripe would answer alike for a day cannot do this: the account may be deleted and opened again within it.
    ///
    /// A customer without a card left half-way: the address is still free, and the customer is taken up.
    private func findOrMake(_ stripe: StripeClient, _ deadline: Deadline) async throws(StripeFailure) -> Place
    {
        let known = try await email.customers(stripe, deadline)
        for customer in known {
            if try await hasCard(customer.id, stripe, deadline) { return .taken(customer.id) }
        }
        if let halfWay = known.first {
            guard try await takeUp(halfWay.id, stripe, deadline) else {
                return try await findOrMake(stripe, deadline)
            }
            return .free(halfWay.id)
        }
        let made = try await stripe.createCustomer(fields, deadline: deadline).object.id
        let first = try await email.customers(stripe, deadline).first
        guard let first, first.id != made else { return .free(made) }
        _ = try await stripe.deleteCustomer(made, deadline: deadline)
        return try await findOrMake(stripe, deadline)
    }

    /// One who was deleted since the list was made has none.
    private func hasCard(
        _ customer: CustomerID, _ stripe: StripeClient, _ deadline: Deadline
    ) async throws(StripeFailure) -> Bool {
        do throws(StripeFailure) {
            return try await !stripe.savedCards(of: customer, limit: 1, deadline: deadline).object.data
                .isEmpty
        } catch {
            guard error.isResourceMissing else { throw error }
            return false
        }
    }

    /// - Returns: false when the customer was deleted since the list was made.
    private func takeUp(
        _ customer: CustomerID, _ stripe: StripeClient, _ deadline: Deadline
    ) async throws(StripeFailure) -> Bool {
        do throws(StripeFailure) {
            _ = try await stripe.updateCustomer(customer, fields, deadline: deadline)
            return true
        } catch {
            guard error.isResourceMissing else { throw error }
            return false
        }
    }

    private var fields: FormFields {
        [
            "name": .text(name), "email": .text(email.text),
            "metadata": .fields([Self.firstLessonKey: .text(firstLesson)]),
        ]
    }
}

package enum SignUpOutcome: Sendable {
    case open(CustomerID, clientSecret: Secret)
    /// The address is that of a customer with a saved card.
    case taken(by: CustomerID)
}
