// On an answer's way: what Stripe says when a SetupIntent's state does not allow the call.

extension StubFailure {
    private static func wrongSetup(_ message: String) -> StubFailure {
        StubFailure(message: message, code: "setup_intent_unexpected_state")
    }

    static func setupWithoutMethod(customer: String?) -> StubFailure {
        wrongSetup(methodMissing(on: "SetupIntent", customer: customer))
    }

    /// The verb is `confirm`, or `update`, for which the text is the stub's own.
    static func setupSucceeded(_ verb: String) -> StubFailure {
        wrongSetup("You cannot \(verb) this SetupIntent because it has already succeeded.")
    }

    static func setupCanceled(_ verb: String) -> StubFailure {
        wrongSetup("You cannot \(verb) this SetupIntent because it has been canceled.")
    }

    static let setupCancelAgain = wrongSetup(
        "You cannot cancel this SetupIntent because it is already canceled.")

    static let setupCancelAfterSuccess = wrongSetup(
        "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of "
            + "the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or "
            + "`requires_action`.")

    /// Not sent, but kept as the intent's last error when the cardholder fails the challenge.
    static let setupAuthenticationFailed = StubFailure(
        message:
            "The latest attempt to set up the payment method has failed because authentication failed.",
        code: "setup_intent_authentication_failure")
}
