// Behind /v1/transfers: a destination charge's money, sent on to its account, and what came back of it.

struct Transfer: ShelfItem {
    let id: String
    let created: Int64
    let amount: Int64
    let currency: String
    let destination: String
    /// The payment that the account received: an object of its own, which the platform sees by its id alone.
    let destinationPayment: String
    let sourceTransaction: String
    let transferGroup: String?
    let balanceTransaction: String
    var amountReversed: Int64 = 0
    /// Ids, oldest first: an event's copy keeps those of its time.
    var reversals: [String] = []

    var amountLeft: Int64 { amount - amountReversed }
}

struct TransferReversal: ShelfItem {
    let id: String
    let created: Int64
    let amount: Int64
    let currency: String
    let transfer: String
    let balanceTransaction: String
    /// At the account: seen by its id alone, like the payment.
    let destinationPaymentRefund: String
    /// The refund that wanted it; nil for one made by itself.
    let sourceRefund: String?
    var metadata = Metadata()
}

extension Stub {
    func json(_ transfer: Transfer, _ view: View) -> StubJSON {
        [
            "id": .text(transfer.id),
            "object": "transfer",
            "amount": .integer(transfer.amount),
            "amount_reversed": .integer(transfer.amountReversed),
            "balance_transaction": balanceReference(transfer.balanceTransaction, view),
            "created": .integer(transfer.created),
            "currency": .text(transfer.currency),
            "description": nil,
            "destination": accountReference(transfer.destination, as: "destination", view),
            "destination_payment": .text(transfer.destinationPayment),
            "livemode": false,
            "metadata": [:],
            "reversals": newest(
                transfer.reversals.compactMap { transferReversals[$0] }, named: "reversals",
                at: "/v1/transfers/\(transfer.id)/reversals", view, show: json),
            "reversed": .bool(transfer.amountLeft == 0),
            "source_transaction": chargeReference(
                transfer.sourceTransaction, as: "source_transaction", view),
            "source_type": "card",
            "transfer_group": StubJSON(transfer.transferGroup),
        ]
    }

    func json(_ reversal: TransferReversal, _ view: View) -> StubJSON {
        [
            "id": .text(reversal.id),
            "object": "transfer_reversal",
            "amount": .integer(reversal.amount),
            "balance_transaction": balanceReference(reversal.balanceTransaction, view),
            "created": .integer(reversal.created),
            "currency": .text(reversal.currency),
            "destination_payment_refund": .text(reversal.destinationPaymentRefund),
            "metadata": reversal.metadata.json,
            "source_refund": refundReference(reversal.sourceRefund, as: "source_refund", view),
            "transfer": transferReference(reversal.transfer, view),
        ]
    }

    /// The list that Stripe always shows inside its owner: the ten newest.
    func newest<Item>(
        _ items: [Item], named name: String, at url: String, _ view: View, show: (Item, View) -> StubJSON
    ) -> StubJSON {
        let inner = view.expansion[name]?["data"].map(view.inside) ?? view.inside(Expansion())
        return ListJSON.page(
            items.suffix(10).reversed().map { show($0, inner) }, hasMore: items.count > 10, url: url)
    }

    /// The id, or the whole transfer where the caller asked for it.
    func transferReference(_ id: String, _ view: View) -> StubJSON {
        guard let inner = view.expansion["transfer"], let transfer = transfers[id] else { return .text(id) }
        return json(transfer, view.inside(inner))
    }

    /// The id, or the whole reversal where the caller asked for it.
    func reversalReference(_ id: String?, _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion["transfer_reversal"], let reversal = transferReversals[id]
        else { return StubJSON(id) }
        return json(reversal, view.inside(inner))
    }
}
