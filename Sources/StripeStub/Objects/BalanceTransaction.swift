// Behind /v1/balance_transactions: one movement on the account's balance.

struct BalanceTransaction: ShelfItem {
    enum Kind: Sendable {
        case charge, refund, refundFailure, dispute, disputeReversal
        case transfer, transferRefund, applicationFee, applicationFeeRefund

        var type: String {
            switch self {
            case .charge: "charge"
            case .refund: "refund"
            case .refundFailure: "refund_failure"
            case .dispute, .disputeReversal: "adjustment"
            case .transfer: "transfer"
            case .transferRefund: "transfer_refund"
            case .applicationFee: "application_fee"
            case .applicationFeeRefund: "application_fee_refund"
            }
        }

        var reportingCategory: String {
            switch self {
            case .charge, .refund, .refundFailure, .transfer: type
            case .dispute: "dispute"
            case .disputeReversal: "dispute_reversal"
            case .transferRefund: "transfer_reversal"
            case .applicationFee: "platform_earning"
            case .applicationFeeRefund: "platform_earning_refund"
            }
        }

        var isOfDispute: Bool { type == "adjustment" }
    }

    let id: String
    let created: Int64
    let amount: Int64
    /// Unix seconds.
    let availableOn: Int64
    let currency: String
    let description: String?
    let fee: Int64
    let kind: Kind
    let source: String

    var net: Int64 { amount - fee }
}

/// What Stripe takes of a charge: 2.9 % rounded half up, and 30 cents. It is the price of a card of the United States,
/// here of every card and currency: our choice.
enum StripeFee {
    static func fee(of amount: Int64) -> Int64 { (amount * 29 + 500) / 1000 + 30 }
}

extension Stub {
    func json(_ transaction: BalanceTransaction, _ view: View) -> StubJSON {
        let currency = StubJSON.text(transaction.currency)
        let fee: StubJSON = [
            "amount": .integer(transaction.fee), "application": nil, "currency": currency,
            "description": transaction.fee < 0
                ? "Stripe processing fee refund"
                : transaction.kind == .dispute ? "Dispute fee" : "Stripe processing fees",
            "type": "stripe_fee",
        ]
        return [
            "id": .text(transaction.id),
            "object": "balance_transaction",
            "amount": .integer(transaction.amount),
            "available_on": .integer(transaction.availableOn),
            "balance_type": "payments",
            "created": .integer(transaction.created),
            "currency": currency,
            "description": StubJSON(transaction.description),
            "exchange_rate": nil,
            "fee": .integer(transaction.fee),
            "fee_details": .array(transaction.fee == 0 ? [] : [fee]),
            "net": .integer(transaction.net),
            "reporting_category": .text(transaction.kind.reportingCategory),
            "source": source(of: transaction, view),
            "status": transaction.availableOn <= view.now ? "available" : "pending",
            "type": .text(transaction.kind.type),
        ]
    }

    private func source(of transaction: BalanceTransaction, _ view: View) -> StubJSON {
        let id = transaction.source
        guard let inner = view.expansion["source"].map(view.inside) else { return .text(id) }
        return charges[id].map { json($0, inner) } ?? refunds[id].map { json($0, inner) }
            ?? disputes[id].map { json($0, inner) } ?? transfers[id].map { json($0, inner) }
            ?? transferReversals[id].map { json($0, inner) } ?? applicationFees[id].map { json($0, inner) }
            ?? feeRefunds[id].map { json($0, inner) } ?? .text(id)
    }

    /// The id, or the whole movement where the caller asked for it.
    func balanceReference(_ id: String?, as name: String = "balance_transaction", _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion[name], let transaction = balanceTransactions[id] else {
            return StubJSON(id)
        }
        return json(transaction, view.inside(inner))
    }
}
