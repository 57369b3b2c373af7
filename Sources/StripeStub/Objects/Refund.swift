// Behind /v1/refunds: money given back, or a hold let go by an older version.

struct Refund: ShelfItem {
    enum Status: String, Sendable { case pending, succeeded, failed }

    /// How long a refund of a slow or a failing card takes to settle; Stripe takes a while, and names none.
    static let settlingSeconds: Int64 = 60

    let id: String
    let created: Int64
    let amount: Int64
    let charge: String
    let currency: String
    let paymentIntent: String
    let reason: String?
    /// Nil for a hold let go whole: it never touched the balance.
    let balanceTransaction: String?
    /// Of a hold: the bank reverses, rather than pays back.
    let isReversal: Bool
    var failureBalanceTransaction: String?
    /// Of a destination charge, where the refund took the money back from the account.
    var transferReversal: String?
    var metadata = Metadata()
    var status = Status.succeeded
}

extension Stub {
    func json(_ refund: Refund, _ view: View) -> StubJSON {
        let intent = paymentIntents[refund.paymentIntent]
        let method = charges[refund.charge]?.method.id
        let common: StubJSON = [
            "id": .text(refund.id),
            "object": "refund",
            "amount": .integer(refund.amount),
            "balance_transaction": balanceReference(refund.balanceTransaction, view),
            "charge": chargeReference(refund.charge, as: "charge", view),
            "created": .integer(refund.created),
            "currency": .text(refund.currency),
            "customer": customerReference(intent?.customer, view),
            "customer_account": nil,
            "destination_details": [
                "card": ["type": refund.isReversal ? "reversal" : "refund"],
                "type": "card",
            ],
            "metadata": refund.metadata.json,
            "payment_intent": paymentIntentReference(refund.paymentIntent, view),
            "payment_method": paymentMethodReference(method, view),
            "reason": StubJSON(refund.reason),
            "receipt_number": nil,
            "source_transfer_reversal": nil,
            "status": .text(refund.status.rawValue),
            "transfer_reversal": reversalReference(refund.transferReversal, view),
        ]
        return common.adding(outcome(of: refund, view))
    }

    /// The id, or the whole refund where the caller asked for it.
    func refundReference(_ id: String?, as name: String, _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion[name], let refund = refunds[id] else { return StubJSON(id) }
        return json(refund, view.inside(inner))
    }

    /// Shown only by refunds that are not simply done.
    private func outcome(of refund: Refund, _ view: View) -> [StubJSON.Member] {
        switch refund.status {
        case .succeeded: return []
        case .pending: return [.init(name: "pending_reason", value: "processing")]
        case .failed:
            let movement = balanceReference(
                refund.failureBalanceTransaction, as: "failure_balance_transaction", view)
            return [
                .init(name: "failure_balance_transaction", value: movement),
                .init(name: "failure_reason", value: "unknown"),
            ]
        }
    }
}
