// Under everything: the ids of Stripe's objects, each of a type of its own.

/// An id of Stripe's that is safe to put into a URL's path, a log line or a page: 1 to 255 letters, digits, `_` and
/// `-` (Stripe promises at most 255 characters and no length or prefix). What fails this is no id of Stripe's.
package struct StripeID<Kind>: Sendable, Hashable, CustomStringConvertible {
    package static var lengthMax: Int { 255 }

    package let text: String

    package init?(_ text: String) {
        var text = text
        let isAllowed = text.withUTF8 { bytes in
            guard !bytes.isEmpty, bytes.count <= Self.lengthMax else { return false }
            for byte in bytes where !Self.isAllowed(byte) { return false }
            return true
        }
        guard isAllowed else { return nil }
        self.text = text
    }

    package var description: String { text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// What an id is of; none of these has a value.
package enum StripeKind {
    package enum Customer {}
    package enum PaymentMethod {}
    package enum PaymentIntent {}
    package enum Charge {}
    package enum SetupIntent {}
    package enum Refund {}
    package enum BalanceTransaction {}
    package enum Dispute {}
    package enum Event {}
    package enum Account {}
    package enum Transfer {}
    package enum ApplicationFee {}
    package enum WebhookEndpoint {}
}

package typealias CustomerID = StripeID<StripeKind.Customer>
package typealias PaymentMethodID = StripeID<StripeKind.PaymentMethod>
package typealias PaymentIntentID = StripeID<StripeKind.PaymentIntent>
package typealias ChargeID = StripeID<StripeKind.Charge>
package typealias SetupIntentID = StripeID<StripeKind.SetupIntent>
package typealias RefundID = StripeID<StripeKind.Refund>
package typealias BalanceTransactionID = StripeID<StripeKind.BalanceTransaction>
package typealias DisputeID = StripeID<StripeKind.Dispute>
package typealias EventID = StripeID<StripeKind.Event>
package typealias AccountID = StripeID<StripeKind.Account>
package typealias TransferID = StripeID<StripeKind.Transfer>
package typealias ApplicationFeeID = StripeID<StripeKind.ApplicationFee>
package typealias WebhookEndpointID = StripeID<StripeKind.WebhookEndpoint>
