// On the way of another service's request: what the card was authorized by, told from its prefix.
package import Basics

/// `stripeToken`: an object of Stripe's that a front end made.
package enum ServiceToken: Sendable, Equatable {
    /// `pi_`: the hold stands already.
    case intent(PaymentIntentID)
    /// `ch_`: the same, named by its charge.
    case charge(ChargeID)
    /// `pm_`: a card, to be held here.
    case method(PaymentMethodID)
    /// `tok_`: the same, good for once.
    case card(String)

    /// nil for anything else.
    package init?(_ text: String) {
        // Ids are of the same letters, whatever they name.
        guard PaymentIntentID(text) != nil else { return nil }
        switch text.prefix(while: { $0 != "_" }) {
        case "pi": self = PaymentIntentID(text).map { .intent($0) } ?? .card(text)
        case "ch", "py": self = ChargeID(text).map { .charge($0) } ?? .card(text)
        case "pm", "card": self = PaymentMethodID(text).map { .method($0) } ?? .card(text)
        case "tok": self = .card(text)
        default: return nil
        }
    }

    package var text: String {
        switch self {
        case .intent(let id): id.text
        case .charge(let id): id.text
        case .method(let id): id.text
        case .card(let text): text
        }
    }
}

/// `ChargeData`: what another service says of a payment.
package struct ServiceCharge: Sendable, Equatable {
    package let amount: Money
    package let token: ServiceToken
    package let description: String?
    package let email: String?

    package init(amount: Money, token: ServiceToken, description: String?, email: String?) {
        self.amount = amount
        self.token = token
        self.description = description
        self.email = email
    }
}
