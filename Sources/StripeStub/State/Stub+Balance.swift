// Behind every movement of money: what it does to the balance.

extension Stub {
    /// Money that comes in is held back for two days, to the end of the day (UTC): our choice of Stripe's schedules.
    private static let settlingDays: Int64 = 2
    private static let daySeconds: Int64 = 86_400

    /// A captured charge. Before basil the whole hold comes in, and what was not captured goes back as a Refund.
    mutating func book(_ charge: Charge, at now: Int64) -> BalanceTransaction {
        let amount = charge.amountCaptured + charge.amountReleased
        return book(
            .charge, amount, fee: StripeFee.fee(of: amount), source: charge.id, of: charge,
            description: charge.description, at: now)
    }

    /// Money given back: no fee, and the charge's own is not returned (Stripe, refunds).
    mutating func bookRefund(_ id: String, _ amount: Int64, of charge: Charge) -> BalanceTransaction {
        book(
            .refund, -amount, fee: 0, source: id, of: charge, description: Self.refundText(charge), at: clock)
    }

    /// Before basil: what a part capture releases, with its part of the fee.
    mutating func bookRelease(_ id: String, _ amount: Int64, of charge: Charge) -> BalanceTransaction {
        let returned = StripeFee.fee(of: charge.amount) - StripeFee.fee(of: charge.amount - amount)
        return book(
            .refund, -amount, fee: -returned, source: id, of: charge, description: Self.refundText(charge),
            at: clock)
    }

    mutating func bookRefundFailure(_ refund: Refund, of charge: Charge) -> BalanceTransaction {
        book(
            .refundFailure, refund.amount, fee: 0, source: refund.id, of: charge,
            description: "REFUND FAILURE" + (charge.description.map { " FOR CHARGE (\($0))" } ?? ""),
            at: clock)
    }

    /// A disputed charge's money and the dispute's own fee; or the money alone, back again.
    mutating func book(_ dispute: Dispute, isReversal: Bool, of charge: Charge) -> BalanceTransaction {
        book(
            isReversal ? .disputeReversal : .dispute, isReversal ? dispute.amount : -dispute.amount,
            fee: isReversal ? 0 : Dispute.fee, source: dispute.id, of: charge,
            description: "Chargeback \(isReversal ? "reversal" : "withdrawal") for \(charge.id)", at: clock)
    }

    /// Money that goes from the platform to a connected account, which has that much more then, or the other way.
    ///
    /// - Returns: the movement's id.
    mutating func bookShare(
        _ kind: BalanceTransaction.Kind, _ amount: Int64, source: String, of charge: Charge,
        with account: String, at now: Int64
    ) -> String {
        move(-amount, charge.currency, to: account)
        return book(kind, amount, fee: 0, source: source, of: charge, description: nil, at: now).id
    }

    /// The same on the way back, which waits for nothing: our choice.
    mutating func bookReturn(
        _ kind: BalanceTransaction.Kind, _ amount: Int64, source: String, _ currency: String,
        with account: String
    ) -> String {
        move(-amount, currency, to: account)
        return book(
            kind, amount, fee: 0, source: source, currency, description: nil, availableOn: clock, at: clock
        ).id
    }

    private mutating func move(_ amount: Int64, _ currency: String, to account: String) {
        guard var owner = accounts[account] else { return }
        owner.balances[currency, default: 0] += amount
        accounts.put(owner)
    }

    private static func refundText(_ charge: Charge) -> String {
        "REFUND FOR CHARGE" + (charge.description.map { " (\($0))" } ?? "")
    }

    private mutating func book(
        _ kind: BalanceTransaction.Kind, _ amount: Int64, fee: Int64, source: String, of charge: Charge,
        description: String?, at now: Int64
    ) -> BalanceTransaction {
        // Test cards may pass the wait by (Stripe, testing, available balance).
        let available =
            charge.method.card.settlesAtOnce
            ? now : (now / Self.daySeconds + Self.settlingDays) * Self.daySeconds
        return book(
            kind, amount, fee: fee, source: source, charge.currency, description: description,
            availableOn: available, at: now)
    }

    private mutating func book(
        _ kind: BalanceTransaction.Kind, _ amount: Int64, fee: Int64, source: String, _ currency: String,
        description: String?, availableOn: Int64, at now: Int64
    ) -> BalanceTransaction {
        let transaction = BalanceTransaction(
            id: ids.make("txn_", 24), created: now, amount: amount, availableOn: availableOn,
            currency: currency, description: description, fee: fee, kind: kind, source: source)
        // Those of disputes are not found by their source, as recorded from Stripe.
        balanceTransactions.add(
            transaction, under: [kind.isOfDispute ? nil : source, "type \(kind.type)"])
        return transaction
    }
}
