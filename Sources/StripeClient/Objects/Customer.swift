// On the way back from Stripe: a Customer.
package import Basics

package struct Customer: StripeListable {
    package let id: CustomerID
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "customer", let id = json["id"]?.string.flatMap(CustomerID.init)
        else { return nil }
        self.id = id
        self.json = json
    }

    /// Stripe answers a deleted customer with 200 and these three: id, object, deleted.
    package var isDeleted: Bool { json["deleted"]?.bool ?? false }
    package var name: String? { json["name"]?.string }
    package var email: String? { json["email"]?.string }

    package func metadata(_ key: String) -> String? { json["metadata"]?[key]?.string }
}
