// On the way back from Stripe: an account that the platform sends money to, and the page where its owner signs up.
package import Basics

package struct ConnectedAccount: StripeObject {
    /// Of a capability (docs.stripe.com/connect/account-capabilities).
    package enum CapabilityStatus: String, Sendable {
        case active, inactive, pending
    }

    package let id: AccountID
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "account", let id = json["id"]?.string.flatMap(AccountID.init)
        else { return nil }
        self.id = id
        self.json = json
    }

    /// Whether it can be sent money: only while it is active. nil when that was never asked for.
    package var transfersStatus: CapabilityStatus? {
        json["capabilities"]?["transfers"]?.string.flatMap(CapabilityStatus.init)
    }
}

/// A page of Stripe's for an account's owner (docs.stripe.com/api/account_links).
package struct AccountLink: StripeObject {
    /// Good once and for minutes. Whoever opens it sees the owner's own data.
    package let url: Secret

    package init?(_ json: JSON) {
        guard json["object"]?.string == "account_link", let url = json["url"]?.string else { return nil }
        self.url = Secret(url)
    }
}
