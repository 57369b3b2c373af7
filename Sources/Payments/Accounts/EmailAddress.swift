// On an account request's way: a mail address, and which customers have it.
internal import StripeClient

/// An address is kept as it was typed, because Stripe compares it so: its list of customers by address is exact and
/// minds upper and lower case (docs.stripe.com/api/customers/list).
///
/// People do not mind it. So both the spelling that was typed and the one in small letters are asked for: a phone that
/// begins `Ada@example.com` with a capital does not make a second Ada. What is not found is a customer who was saved
/// with capitals, when the address is typed with others: Stripe has no question for that.
package struct EmailAddress: Sendable, Equatable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The same for all spellings of one address.
    var folded: String { text.lowercased() }

    /// All customers with this address, in every spelling that is asked for: those in small letters first, and the
    /// oldest first among those of one spelling.
    func customers(_ stripe: StripeClient, _ deadline: Deadline) async throws(StripeFailure) -> [Customer] {
        var found: [Customer] = []
        for spelling in folded == text ? [text] : [folded, text] {
            var newestFirst: [Customer] = []
            for try await customer in stripe.customers(withEmail: spelling, deadline: deadline) {
                newestFirst.append(customer)
            }
            found += newestFirst.reversed()
        }
        return found
    }
}
