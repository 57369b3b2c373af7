// On the way back from Stripe: a Refund.
package import Basics

package struct Refund: StripeListable {
    package let id: RefundID

    package init?(_ json: JSON) {
        guard json["object"]?.string == "refund", let id = json["id"]?.string.flatMap(RefundID.init)
        else { return nil }
        self.id = id
    }
}
