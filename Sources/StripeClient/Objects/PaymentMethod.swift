// On the way back from Stripe: a PaymentMethod.
package import Basics

package struct PaymentMethod: StripeListable {
    package let id: PaymentMethodID
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "payment_method",
            let id = json["id"]?.string.flatMap(PaymentMethodID.init)
        else { return nil }
        self.id = id
        self.json = json
    }

    /// Stripe's own JSON, byte for byte; of a list's element, as it stands there.
    package var body: ArraySlice<UInt8> { json.rawBytes }

    /// nil when it is attached to none.
    package var customerID: CustomerID? {
        customer?.id ?? json["customer"]?.string.flatMap(CustomerID.init)
    }

    /// Only when it was asked to be expanded.
    package var customer: Customer? { json["customer"].flatMap(Customer.init) }

    package var brand: String? { json["card"]?["brand"]?.string }

    package var last4: String? { json["card"]?["last4"]?.string }

    /// 1 to 12.
    package var expMonth: Int64? { json["card"]?["exp_month"]?.integer }

    /// With four digits.
    package var expYear: Int64? { json["card"]?["exp_year"]?.integer }

    /// Two methods of one account with the same fingerprint are one card, saved twice.
    package var fingerprint: String? { json["card"]?["fingerprint"]?.string }

    package var billingName: String? { json["billing_details"]?["name"]?.string }
    package var billingEmail: String? { json["billing_details"]?["email"]?.string }
}
