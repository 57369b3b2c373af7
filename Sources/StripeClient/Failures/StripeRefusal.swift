// On the way back from Stripe: an error object. Texts are for people; only codes are for deciding.
internal import Basics

/// A view of `error` in a 4xx's body (docs.stripe.com/api/errors). Its fields are absent rather than null.
package struct StripeRefusal: Sendable {
    package let status: Int
    package let replayed: Bool
    package let requestID: String?
    private let error: JSON

    /// nil when the body holds no error object.
    init?(_ json: JSON, status: Int, replayed: Bool, requestID: String?) {
        guard let error = json["error"], error.kind == .object else { return nil }
        self.error = error
        self.status = status
        self.replayed = replayed
        self.requestID = requestID
    }

    /// `api_error`, `card_error`, `idempotency_error` or `invalid_request_error`.
    package var type: String { error["type"]?.string ?? "" }
    package var code: String? { error["code"]?.string }
    package var declineCode: String? { error["decline_code"]?.string }
    package var param: String? { error["param"]?.string }
    package var message: String? { error["message"]?.string }
    /// The intent that the error is about, as it is now.
    package var paymentIntent: PaymentIntent? { error["payment_intent"].flatMap(PaymentIntent.init) }

    /// The intent's status does not allow what was asked.
    package var isUnexpectedState: Bool { code == "payment_intent_unexpected_state" }

    /// An account's own balance does not reach for what was asked. A card without money is no such thing: that is a
    /// `card_error`.
    package var isShortBalance: Bool {
        code == "balance_insufficient" || (code == "insufficient_funds" && type == "invalid_request_error")
    }

    /// The connected account cannot be sent money now, or is none.
    package var isTransferImpossible: Bool {
        code == "insufficient_capabilities_for_transfer" || param == "transfer_data[destination]"
    }

    /// The account may not send card numbers: an operator's matter, to be switched on by Stripe.
    ///
    /// The one place where a text decides. This refusal comes with 402 or 400 and carries neither code nor param, so
    /// nothing else tells it from a card that was declined. Its first words are the same in test mode and in live mode.
    package var isRawCardRefused: Bool {
        (status == 402 || status == 400) && code == nil
            && message?.hasPrefix("Sending credit card numbers directly to the Stripe API") == true
    }
}
