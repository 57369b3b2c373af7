// Behind refunds and reversals: how much of a destination charge's shares comes back, and whether it can.

/// What comes back: of the transfer, from the account; of the platform's fee, to it.
struct ShareReturn: Sendable {
    var transfer: Transfer?
    var reversed: Int64 = 0
    var fee: ApplicationFee?
    var feeReturned: Int64 = 0

    /// A part of a whole, in proportion and rounded down: our choice of roundings. The last part also takes what
    /// rounding left of the others, so that together they are the whole.
    static func part(of whole: Int64, _ amount: Int64, in total: Int64, isLast: Bool, others: [Int64])
        -> Int64
    {
        guard isLast else { return whole * amount / total }
        return whole - others.reduce(0) { $0 + whole * $1 / total }
    }
}

extension Stub {
    /// What a refund takes back, in proportion to what was captured (spec of POST /v1/refunds), and no more than is
    /// there: something may have come back by itself.
    func shares(
        of charge: Charge, refunding amount: Int64, reversesTransfer: Bool, refundsFee: Bool
    ) throws(StubFailure) -> ShareReturn {
        var shares = ShareReturn()
        if reversesTransfer {
            guard let transfer = charge.transfer.flatMap({ transfers[$0] }) else {
                throw .refundWithoutTransfer(charge.id)
            }
            // The transfer is what was captured, whole, so the part of it is the refund itself.
            shares.transfer = transfer
            shares.reversed = min(amount, transfer.amountLeft)
        }
        if refundsFee {
            guard let fee = charge.applicationFee.flatMap({ applicationFees[$0] }) else {
                throw .refundWithoutFee(charge.id)
            }
            let others = refunds.items(under: charge.id).filter { !$0.isReversal && $0.status != .failed }
            let part = ShareReturn.part(
                of: fee.amount, amount, in: charge.amountCaptured, isLast: amount == charge.amountLeft,
                others: others.map(\.amount))
            shares.fee = fee
            shares.feeReturned = min(part, fee.amountLeft)
        }
        try checkBalance(for: shares)
        return shares
    }

    /// What a reversal by itself takes back.
    func shares(of transfer: Transfer, reversing amount: Int64, refundsFee: Bool) throws(StubFailure)
        -> ShareReturn
    {
        var shares = ShareReturn(transfer: transfer, reversed: amount)
        if refundsFee {
            let charge = charges[transfer.sourceTransaction]
            guard let fee = charge?.applicationFee.flatMap({ applicationFees[$0] }) else {
                throw .refundWithoutFee(transfer.sourceTransaction)
            }
            let part = ShareReturn.part(
                of: fee.amount, amount, in: transfer.amount, isLast: amount == transfer.amountLeft,
                others: transferReversals.items(under: transfer.id).map(\.amount))
            shares.fee = fee
            shares.feeReturned = min(part, fee.amountLeft)
        }
        try checkBalance(for: shares)
        return shares
    }

    /// Our choice: an account never owes, and what it has counts before it is available.
    private func checkBalance(for shares: ShareReturn) throws(StubFailure) {
        guard let transfer = shares.transfer, shares.reversed > 0 else { return }
        let balance = accounts[transfer.destination]?.balances[transfer.currency] ?? 0
        guard balance + shares.feeReturned >= shares.reversed else { throw .balanceShort }
    }

    /// - Returns: the reversal, if something of the transfer comes back.
    mutating func giveBack(_ shares: ShareReturn, for refund: String?, metadata: Metadata = Metadata())
        -> TransferReversal?
    {
        var reversal: TransferReversal?
        if let transfer = shares.transfer, shares.reversed > 0 {
            reversal = reverse(transfer, shares.reversed, for: refund, metadata: metadata)
        }
        if let fee = shares.fee, shares.feeReturned > 0 { _ = giveBack(fee, shares.feeReturned) }
        return reversal
    }

    /// What `giveBack` did, told after the events of the refund itself.
    mutating func emitReturned(_ shares: ShareReturn) {
        if let transfer = shares.transfer, shares.reversed > 0 { emitReversed(transfer.id) }
        if let fee = shares.fee, shares.feeReturned > 0 { emitRefunded(fee.id) }
    }
}
