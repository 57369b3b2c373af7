// On an answer's way: what Stripe says when a payment's state, or its amount, does not allow the call.

extension StubFailure {
    private static func wrongState(_ message: String, param: String? = nil) -> StubFailure {
        StubFailure(message: message, code: "payment_intent_unexpected_state", param: param)
    }

    // MARK: Amounts

    static let amountNotPositive = StubFailure(
        message:
            "The amount must be greater than or equal to the minimum charge amount allowed for your account "
            + "and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). If "
            + "you want to save a payment method for future use without an immediate payment, use a SetupIntent "
            + "instead (https://docs.stripe.com/payments/save-and-reuse).",
        code: "parameter_invalid_integer", param: "amount")

    static func amountTooSmall(_ least: String) -> StubFailure {
        StubFailure(message: "Amount must be at least \(least)", code: "amount_too_small", param: "amount")
    }

    static func amountTooLarge(_ most: String) -> StubFailure {
        StubFailure(message: "Amount must be no more than \(most)", code: "amount_too_large", param: "amount")
    }

    static func invalidCurrency(_ text: String) -> StubFailure {
        StubFailure(
            message: "Invalid currency: \(text). Stripe currently supports these currencies: "
                + StubCurrency.codes.joined(separator: ", "),
            param: "currency")
    }

    // MARK: Payment methods

    static func methodOfOther(_ method: String, supplied customer: String) -> StubFailure {
        StubFailure(
            message: "The PaymentMethod \(method) does not belong to the Customer you supplied \(customer). "
                + "Please use this PaymentMethod with the Customer that it belongs to instead.",
            param: "payment_method")
    }

    static func methodNeedsCustomer(_ method: String, _ customer: String, on intent: String) -> StubFailure {
        StubFailure(
            message: "The `payment_method` parameter supplied \(method) belongs to the Customer \(customer). "
                + "Please include the Customer in the `customer` parameter on the \(intent).",
            code: "parameter_missing", param: "source")
    }

    static let methodUsedUp = StubFailure(
        message: "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
            + "attachment, shared with a connected account without Customer attachment, or was detached from a "
            + "Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to "
            + "a Customer first.",
        param: "payment_method")

    static let methodUsedUpForAttach = StubFailure(
        message:
            "This PaymentMethod was previously used without being attached to a Customer or was detached "
            + "from a Customer, and may not be used again.",
        param: "payment_method")

    static let methodNotAttached = StubFailure(
        message: "The payment method you provided is not attached to a customer so detachment is impossible.",
        param: "payment_method")

    static let methodOfOtherForAttach = StubFailure(
        message: "The payment method you provided has already been attached to a customer.",
        param: "payment_method")

    static let customerAtCreate = StubFailure(
        message:
            "You cannot attach a PaymentMethod to a Customer during PaymentMethod creation. Please instead "
            + "create the PaymentMethod and then attach it using the attachment method of the PaymentMethods "
            + "API.",
        param: "customer")

    static let updateNeedsAttachment = StubFailure(
        message: "You must save this PaymentMethod to a customer before you can update it.")

    static let attachNeedsCustomer = StubFailure(
        message: "Must provide customer or customer_account.", code: "parameter_missing", param: "customer")

    // MARK: Confirm

    static func confirmWithoutMethod(customer: String?) -> StubFailure {
        wrongState(methodMissing(on: "PaymentIntent", customer: customer))
    }

    /// The same text for a PaymentIntent and a SetupIntent.
    static func methodMissing(on intent: String, customer: String?) -> String {
        let advice = customer.map {
            " To confirm the \(intent) with \($0), specify a payment method attached to this customer along "
                + "with the customer ID."
        }
        return "You cannot confirm this \(intent) because it's missing a payment method. "
            + "You can either update the \(intent) with a payment method and then confirm it again, or "
            + "confirm it again directly with a payment method or ConfirmationToken.\(advice ?? "")"
    }

    static let confirmAgain = wrongState(
        "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
    )

    static func confirmIn(_ status: IntentStatus) -> StubFailure {
        wrongState(
            "You cannot confirm this PaymentIntent because it has a status of \(status.rawValue). Only a "
                + "PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, "
                + "requires_action.")
    }

    static let returnURLNeeded = StubFailure(
        message:
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because "
            + "some of these payment methods might redirect your customer off of your page, you must provide a "
            + "`return_url`. If you don't want to accept redirect-based payment methods, set "
            + "`automatic_payment_methods[enabled]` to `true` and "
            + "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment "
            + "Intents.")

    // MARK: Capture, cancel, update

    static let captureAgain = wrongState(
        "This PaymentIntent could not be captured because it has already been captured.")

    static let captureOfRest = wrongState(
        "The remaining amount on this PaymentIntent could not be captured because the remainder of the "
            + "authorized amount has been released.")

    static func captureIn(_ status: IntentStatus) -> StubFailure {
        wrongState(
            "This PaymentIntent could not be captured because it has a status of \(status.rawValue). Only a "
                + "PaymentIntent with one of the following statuses may be captured: requires_capture.")
    }

    static let captureTooLarge = StubFailure(
        message: "The payment could not be captured because the requested capture amount is greater than the "
            + "amount you can capture for this charge. Contact us via https://support.stripe.com/contact/ for "
            + "help.",
        code: "amount_too_large", param: "amount_to_capture")

    /// Multicapture is a feature that this account lacks; the text is the stub's own.
    static let noMulticapture = StubFailure(
        message: "This account is not eligible for multicapture: `final_capture` must be `true`.",
        param: "final_capture")

    static func cancelIn(_ status: IntentStatus, _ version: APIVersion) -> StubFailure {
        wrongState(
            "You cannot cancel this PaymentIntent because it has a status of \(status.rawValue). Only a "
                + "PaymentIntent with one of the following statuses may be canceled: "
                + "\(version.cancelableStatuses).")
    }

    static func updateIn(_ status: IntentStatus, _ param: String) -> StubFailure {
        wrongState(
            "This PaymentIntent's \(param) could not be updated because it has a status of \(status.rawValue). "
                + "You may only update the \(param) of a PaymentIntent with one of the following statuses: "
                + "requires_payment_method, requires_confirmation, requires_action.",
            param: param)
    }

    // MARK: Charges

    /// How the text goes on after its second sentence is the stub's own.
    static func captureOfIntents(_ intent: String) -> StubFailure {
        StubFailure(
            message:
                "This uncaptured Charge was created by a PaymentIntent (\(intent)). You must capture the "
                + "PaymentIntent instead. For more information, see "
                + "https://stripe.com/docs/payments/place-a-hold-on-a-payment-method")
    }

    static func capturedAlready(_ charge: String) -> StubFailure {
        StubFailure(
            message: "Charge \(charge) has already been captured.", code: "charge_already_captured")
    }

    /// The text is the stub's own.
    static func captureOfFailed(_ charge: String) -> StubFailure {
        StubFailure(message: "Charge \(charge) has failed, and cannot be captured.")
    }

    // MARK: Refunds

    static let refundOfNothing = StubFailure(
        message: "One of the following params should be provided for this request: payment_intent or charge.")

    static func noChargeToRefund(_ intent: String) -> StubFailure {
        StubFailure(message: "This PaymentIntent (\(intent)) does not have a successful charge to refund.")
    }

    static func refundOfHold(_ intent: String) -> StubFailure {
        StubFailure(
            message: "This uncaptured Charge was created by a PaymentIntent (\(intent)). You must cancel the "
                + "PaymentIntent to reverse the authorization instead of refunding the Charge directly. For "
                + "more information, see "
                + "https://stripe.com/docs/payments/place-a-hold-on-a-payment-method")
    }

    static func refundedAlready(_ charge: String) -> StubFailure {
        StubFailure(
            message: "Charge \(charge) has already been refunded.", code: "charge_already_refunded")
    }

    static func refundTooLarge(_ amount: String, left: String) -> StubFailure {
        StubFailure(
            message: "Refund amount (\(amount)) is greater than unrefunded amount on charge (\(left))",
            param: "amount")
    }

    static func chargeDisputed(_ charge: String) -> StubFailure {
        StubFailure(
            message: "Charge \(charge) has been charged back; cannot issue a refund.", code: "charge_disputed"
        )
    }

    /// The text is the stub's own.
    static func disputeClosed(_ status: DisputeStatus) -> StubFailure {
        StubFailure(message: "This dispute takes no evidence: it has a status of \(status.rawValue).")
    }

    static let refundCancel = StubFailure(message: "Canceling this refund is unsupported.")
}
