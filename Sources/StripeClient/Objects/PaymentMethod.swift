// On the way back from Stripe: a PaymentMethod.
package import Basics

package struct PaymentMethod: StripeListable {
    package let id: PaymentMethodID

    package init?(_ json: JSON) {
        guard json["object"]?.string == "payment_method",
            let id = json["id"]?.string.flatMap(PaymentMethodID.init)
        else { return nil }
        self.id = id
    }
}
