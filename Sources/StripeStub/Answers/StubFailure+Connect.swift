// On an answer's way: what Stripe says of connected accounts and their shares.

extension StubFailure {
    // MARK: Accounts

    /// The key is not shown, not even starred.
    static func accountInvalid(_ id: String) -> StubFailure {
        StubFailure(
            status: 403,
            message:
                "The provided key 'sk_test_***' does not have access to account '\(id)' (or that account does "
                + "not exist). Application access may have been revoked.",
            code: "account_invalid")
    }

    static let transfersInactive = StubFailure(
        message:
            "Your destination account needs to have at least one of the following capabilities enabled: "
            + "transfers, crypto_transfers, legacy_payments",
        code: "insufficient_capabilities_for_transfer")

    // MARK: Fees

    static let feeWithoutDestination = StubFailure(
        message:
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment "
            + "(using an OAuth key or Stripe-Account header) or destination payment (using "
            + "`transfer_data[destination]`).",
        param: "application_fee_amount")

    /// The text is the stub's own.
    static let feeTooLarge = StubFailure(
        message: "The application_fee_amount must be less than the amount of the payment.",
        param: "application_fee_amount")

    /// The text is the stub's own, after that of a charge.
    static func feeRefundedAlready(_ fee: String) -> StubFailure {
        StubFailure(message: "Application fee \(fee) has already been refunded.")
    }

    /// The text is the stub's own, after that of a charge.
    static func feeRefundTooLarge(_ amount: String, left: String) -> StubFailure {
        StubFailure(
            message: "Refund amount (\(amount)) is greater than unrefunded amount on fee (\(left))",
            param: "amount")
    }

    // MARK: Reversals

    static func refundWithoutTransfer(_ charge: String) -> StubFailure {
        StubFailure(
            message: "Cannot reverse transfer on charge \(charge) because it does not have an associated "
                + "transfer.",
            param: "reverse_transfer")
    }

    /// The text is the stub's own, after that of a transfer.
    static func refundWithoutFee(_ charge: String) -> StubFailure {
        StubFailure(
            message: "Cannot refund application fee on charge \(charge) because it does not have an "
                + "associated application fee.",
            param: "refund_application_fee")
    }

    static func transferReversedAlready(_ transfer: String) -> StubFailure {
        StubFailure(message: "The transfer \(transfer) is already fully reversed.")
    }

    /// The text is the stub's own, after that of a charge.
    static func reversalTooLarge(_ amount: String, left: String) -> StubFailure {
        StubFailure(
            message:
                "Transfer reversal amount (\(amount)) is greater than unreversed amount on transfer (\(left))",
            param: "amount")
    }

    /// The code is Stripe's (error codes); the text is the stub's own.
    static let balanceShort = StubFailure(
        message: "The connected account does not have enough balance to reverse this transfer.",
        code: "balance_insufficient")
}
