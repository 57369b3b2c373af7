// Behind /v1/refunds: money given back, or a hold let go by an older version.

struct Refund: ShelfItem {
    /// How long a refund of the pending kind stays pending; Stripe takes a while, and names none.
    static let pendingSeconds: Int64 = 60

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
    let isPendingFirst: Bool
    var metadata = Metadata()

    func status(at now: Int64) -> String {
        isPendingFirst && now < created + Self.pendingSeconds ? "pending" : "succeeded"
    }
}

extension Stub {
    func json(_ refund: Refund, _ view: View) -> StubJSON {
        let intent = paymentIntents[refund.paymentIntent]
        let method = charges[refund.charge]?.method.id
        return [
            "id": .text(refund.id),
            "object": "refund",
            "amount": .integer(refund.amount),
            "balance_transaction": StubJSON(refund.balanceTransaction),
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
            "status": .text(refund.status(at: view.now)),
            "transfer_reversal": nil,
        ]
    }
}
