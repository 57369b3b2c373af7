// On the way back from Stripe: a PaymentIntent.
package import Basics

package struct PaymentIntent: StripeDated {
    package enum Status: Sendable, Equatable {
        case requiresPaymentMethod, requiresConfirmation, requiresAction, processing, requiresCapture,
            canceled
        case succeeded
        /// Stripe adds statuses over time.
        case other(String)
    }

    package let id: PaymentIntentID
    package let status: Status
    private let json: JSON

    package init?(_ json: JSON) {
        guard json["object"]?.string == "payment_intent",
            let id = json["id"]?.string.flatMap(PaymentIntentID.init),
            let status = json["status"]?.string
        else { return nil }
        self.id = id
        self.status = Status(status)
        self.json = json
    }

    /// In minor units: what was asked for; a full capture takes all of it.
    package var amount: Int64? { json["amount"]?.integer }

    /// In minor units: what was captured.
    package var amountReceived: Int64? { json["amount_received"]?.integer }

    /// In minor units: what a capture could still take.
    package var amountCapturable: Int64? { json["amount_capturable"]?.integer }

    package var currency: String? { json["currency"]?.string }

    package var created: Int64? { json["created"]?.integer }

    /// `expired`, or `automatic` in versions before 2025-03-31, when a hold ended by itself.
    package var cancellationReason: String? { json["cancellation_reason"]?.string }

    package var description: String? { json["description"]?.string }

    /// nil for a payment of nobody we know. Only when it was not asked to be expanded.
    package var customer: CustomerID? { json["customer"]?.string.flatMap(CustomerID.init) }

    package func metadata(_ key: String) -> String? { json["metadata"]?[key]?.string }

    /// Why the last confirmation failed; Stripe takes it away when something else becomes of the intent.
    package var lastError: PaymentError? { json["last_payment_error"].flatMap(PaymentError.init) }

    /// Only when it was asked to be expanded, and a confirmation was tried.
    package var latestCharge: Charge? { json["latest_charge"].flatMap(Charge.init) }
}

extension PaymentIntent.Status {
    init(_ text: String) {
        self =
            switch text {
            case "requires_payment_method": .requiresPaymentMethod
            case "requires_confirmation": .requiresConfirmation
            case "requires_action": .requiresAction
            case "processing": .processing
            case "requires_capture": .requiresCapture
            case "canceled": .canceled
            case "succeeded": .succeeded
            default: .other(text)
            }
    }
}

/// An intent's `last_payment_error`.
package struct PaymentError: Sendable {
    private let json: JSON

    fileprivate init?(_ json: JSON) {
        guard json.kind == .object else { return nil }
        self.json = json
    }

    package var code: String? { json["code"]?.string }
    package var declineCode: String? { json["decline_code"]?.string }
    /// The card that failed.
    package var paymentMethod: PaymentMethodID? {
        json["payment_method"]?["id"]?.string.flatMap(PaymentMethodID.init)
    }
}
