// Behind /v1/application_fees: what the platform kept of a destination charge, and what it gave back of that.

struct ApplicationFee: ShelfItem {
    let id: String
    let created: Int64
    let account: String
    let amount: Int64
    let currency: String
    /// The payment that the account received, from which the fee was taken.
    let payment: String
    /// The platform's charge.
    let originatingTransaction: String
    let balanceTransaction: String
    var amountRefunded: Int64 = 0
    /// Ids, oldest first: an event's copy keeps those of its time.
    var refunds: [String] = []

    var amountLeft: Int64 { amount - amountRefunded }
}

struct FeeRefund: ShelfItem {
    let id: String
    let created: Int64
    let amount: Int64
    let currency: String
    let fee: String
    let balanceTransaction: String
    var metadata = Metadata()
}

extension Stub {
    /// The application that the platform is to its accounts.
    private var application: String { "ca_" + account.dropFirst("acct_".count) }

    func json(_ fee: ApplicationFee, _ view: View) -> StubJSON {
        [
            "id": .text(fee.id),
            "object": "application_fee",
            "account": accountReference(fee.account, as: "account", view),
            "amount": .integer(fee.amount),
            "amount_refunded": .integer(fee.amountRefunded),
            "application": .text(application),
            "balance_transaction": balanceReference(fee.balanceTransaction, view),
            "charge": .text(fee.payment),
            "created": .integer(fee.created),
            "currency": .text(fee.currency),
            "fee_source": ["charge": .text(fee.payment), "type": "charge"],
            "livemode": false,
            "originating_transaction": chargeReference(
                fee.originatingTransaction, as: "originating_transaction", view),
            "refunded": .bool(fee.amountLeft == 0),
            "refunds": newest(
                fee.refunds.compactMap { feeRefunds[$0] }, named: "refunds",
                at: "/v1/application_fees/\(fee.id)/refunds", view, show: json),
        ]
    }

    func json(_ refund: FeeRefund, _ view: View) -> StubJSON {
        [
            "id": .text(refund.id),
            "object": "fee_refund",
            "amount": .integer(refund.amount),
            "balance_transaction": balanceReference(refund.balanceTransaction, view),
            "created": .integer(refund.created),
            "currency": .text(refund.currency),
            "fee": feeReference(refund.fee, as: "fee", view),
            "metadata": refund.metadata.json,
        ]
    }

    /// The id, or the whole fee where the caller asked for it.
    func feeReference(_ id: String?, as name: String, _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion[name], let fee = applicationFees[id] else {
            return StubJSON(id)
        }
        return json(fee, view.inside(inner))
    }
}
