// Behind captures and refunds: a destination charge's money goes on to its account, and comes back.

extension Stub {
    /// Stripe Connect, destination charges: the whole captured amount goes to the account, and the platform's fee
    /// comes back from there. Other charges are left as they are.
    mutating func sendOn(_ charge: Charge, at now: Int64) -> Charge {
        guard let destination = charge.terms.destination else { return charge }
        var charge = charge
        let (id, payment) = (ids.make("tr_", 24), ids.make("py_", 24))
        let transfer = Transfer(
            id: id, created: now, amount: charge.amountCaptured, currency: charge.currency,
            destination: destination, destinationPayment: payment, sourceTransaction: charge.id,
            transferGroup: charge.transferGroup,
            balanceTransaction: bookShare(
                .transfer, -charge.amountCaptured, source: id, of: charge, with: destination, at: now))
        charge.transfer = id
        transfers.add(transfer, under: [destination])
        let collected = charge.terms.feeCollected(of: charge.amountCaptured)
        guard collected > 0 else { return charge }
        let feeID = ids.make("fee_", 24)
        let fee = ApplicationFee(
            id: feeID, created: now, account: destination, amount: collected, currency: charge.currency,
            payment: payment, originatingTransaction: charge.id,
            balanceTransaction: bookShare(
                .applicationFee, collected, source: feeID, of: charge, with: destination, at: now))
        charge.applicationFee = feeID
        applicationFees.add(fee, under: [charge.id, payment])
        return charge
    }

    /// What `sendOn` did, told after the event of the charge itself.
    mutating func emitSent(_ charge: Charge) {
        if let transfer = charge.transfer.flatMap({ transfers[$0] }) {
            emit(.transferCreated, .transfer(transfer))
        }
        if let fee = charge.applicationFee.flatMap({ applicationFees[$0] }) {
            emit(.feeCreated, .applicationFee(fee))
        }
    }

    mutating func reverse(
        _ transfer: Transfer, _ amount: Int64, for refund: String?, metadata: Metadata
    ) -> TransferReversal {
        var transfer = transfer
        let id = ids.make("trr_", 24)
        let reversal = TransferReversal(
            id: id, created: clock, amount: amount, currency: transfer.currency, transfer: transfer.id,
            balanceTransaction: bookReturn(
                .transferRefund, amount, source: id, transfer.currency, with: transfer.destination),
            destinationPaymentRefund: ids.make("pyr_", 24), sourceRefund: refund, metadata: metadata)
        transferReversals.add(reversal, under: [transfer.id])
        transfer.amountReversed += amount
        transfer.reversals.append(id)
        transfers.put(transfer)
        return reversal
    }

    mutating func giveBack(_ fee: ApplicationFee, _ amount: Int64, metadata: Metadata = Metadata())
        -> FeeRefund
    {
        var fee = fee
        let id = ids.make("fr_", 24)
        let refund = FeeRefund(
            id: id, created: clock, amount: amount, currency: fee.currency, fee: fee.id,
            balanceTransaction: bookReturn(
                .applicationFeeRefund, -amount, source: id, fee.currency, with: fee.account),
            metadata: metadata)
        feeRefunds.add(refund, under: [fee.id])
        fee.amountRefunded += amount
        fee.refunds.append(id)
        applicationFees.put(fee)
        return refund
    }

    mutating func emitReversed(_ transfer: String) {
        if let transfer = transfers[transfer] { emit(.transferReversed, .transfer(transfer)) }
    }

    mutating func emitRefunded(_ fee: String) {
        if let fee = applicationFees[fee] { emit(.feeRefunded, .applicationFee(fee)) }
    }
}
