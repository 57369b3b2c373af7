// On an answer's way: what Stripe says of a card.

extension StubFailure {
    static func declined(_ decline: Decline) -> StubFailure {
        StubFailure(
            status: 402, kind: .card, message: decline.message, code: decline.code,
            declineCode: decline.declineCode, param: decline.param)
    }

    static let authenticationRequired = StubFailure(
        status: 402, kind: .card,
        message: "Your card was declined. This transaction requires authentication.",
        code: "authentication_required", declineCode: "authentication_required")

    /// Not sent, but kept as the intent's last error when the cardholder fails the challenge.
    static let authenticationFailed = StubFailure(
        message:
            "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a "
            + "new PaymentMethod to attempt to fulfill this PaymentIntent again.",
        code: "payment_intent_authentication_failure")

    static let rawCardRefused = StubFailure(
        status: 402, kind: .card,
        message:
            "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use "
            + "test tokens that map to the test card you are using, see https://stripe.com/docs/testing. To "
            + "enable testing raw card data APIs, see "
            + "https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.")

    static let incorrectNumber = StubFailure(
        status: 402, kind: .card, message: "Your card number is incorrect.", code: "incorrect_number",
        param: "number")

    static let notATestCard = StubFailure(
        status: 402, kind: .card,
        message:
            "Your card was declined. Your request was in test mode, but used a non test (live) card. For a "
            + "list of valid test cards, visit: https://stripe.com/docs/testing.",
        code: "card_declined", declineCode: "test_mode_live_card")

    static func cardExpired(_ param: String) -> StubFailure {
        let word = param == "exp_month" ? "month" : "year"
        return StubFailure(
            status: 402, kind: .card, message: "Your card's expiration \(word) is invalid.",
            code: "invalid_expiry_\(word)", param: param)
    }

    static func invalidToken(_ id: String) -> StubFailure {
        StubFailure(message: "Invalid token id: \(id)", param: "card[token]")
    }
}
