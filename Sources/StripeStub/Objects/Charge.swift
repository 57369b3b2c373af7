// Behind /v1/charges: one attempt to take money, be it a hold, a payment or a decline.

struct Charge: ShelfItem {
    let id: String
    let created: Int64
    let amount: Int64
    let currency: String
    let customer: String?
    var description: String?
    var metadata: Metadata
    let paymentIntent: String
    let method: PaymentMethod
    let networkTransaction: String
    var receiptEmail: String?
    let shipping: Shipping?
    let statementDescriptor: String?
    let statementDescriptorSuffix: String?
    let transferGroup: String?
    var terms: ConnectTerms
    /// Why it failed; nil when the bank approved it.
    var decline: Decline?
    var isAuthenticated = false
    /// When a hold ends, in Unix seconds; nil when there was none.
    var captureBefore: Int64?
    var isCaptured = false
    var amountCaptured: Int64 = 0
    /// Given back without having been taken, as a Refund: before basil only.
    var amountReleased: Int64 = 0
    /// Given back after having been taken.
    var amountReturned: Int64 = 0
    /// The movement on the balance, once there is one.
    var balanceTransaction: String?
    var dispute: String?
    /// Of a destination charge, once its money went on.
    var transfer: String?
    var applicationFee: String?

    var isApproved: Bool { decline == nil }
    var amountRefunded: Int64 { amountReleased + amountReturned }
    var isRefunded: Bool { amountRefunded > 0 && amountRefunded == amountCaptured + amountReleased }
    /// What is left to refund.
    var amountLeft: Int64 { amountCaptured - amountReturned }
}

extension Stub {
    func json(_ charge: Charge, _ view: View) -> StubJSON {
        let refunds = view.expansion["refunds"].map { inner in
            [StubJSON.Member(name: "refunds", value: refundList(of: charge, view.inside(inner)))]
        }
        let transfer = charge.transfer.map { id in
            [StubJSON.Member(name: "transfer", value: transferReference(id, view))]
        }
        return money(of: charge, view).adding(
            parties(of: charge, view) + members(of: charge.terms, view) + (transfer ?? []) + view.gone
                + (refunds ?? []))
    }

    private func money(of charge: Charge, _ view: View) -> StubJSON {
        [
            "id": .text(charge.id),
            "object": "charge",
            "amount": .integer(charge.amount),
            "amount_captured": .integer(charge.amountCaptured),
            "amount_refunded": .integer(charge.amountRefunded),
            "application": nil,
            "application_fee": feeReference(charge.applicationFee, as: "application_fee", view),
            "balance_transaction": balanceReference(charge.balanceTransaction, view),
            "billing_details": charge.method.billing.json,
            "calculated_statement_descriptor": .text(charge.statementDescriptor ?? "STRIPE STUB"),
            "captured": .bool(charge.isCaptured),
            "created": .integer(charge.created),
            "currency": .text(charge.currency),
            "disputed": .bool(charge.dispute != nil),
            "failure_balance_transaction": nil,
            "failure_code": StubJSON(charge.decline?.code),
            "failure_message": StubJSON(charge.decline?.message),
            "fraud_details": [:],
            "outcome": charge.decline?.outcome ?? Decline.approvedOutcome,
            "paid": .bool(charge.isApproved),
            "refunded": .bool(charge.isRefunded),
            "status": charge.isApproved ? "succeeded" : "failed",
        ]
    }

    private func parties(of charge: Charge, _ view: View) -> [StubJSON.Member] {
        let receipt = charge.isApproved ? "https://pay.stripe.com/receipts/payment/\(charge.id)" : nil
        let parties: StubJSON = [
            "customer": customerReference(charge.customer, view),
            "description": StubJSON(charge.description),
            "livemode": false,
            "metadata": charge.metadata.json,
            "payment_intent": paymentIntentReference(charge.paymentIntent, view),
            "payment_method": .text(charge.method.id),
            "payment_method_details": ["card": cardDetails(of: charge), "type": "card"],
            "receipt_email": StubJSON(charge.receiptEmail),
            "receipt_number": nil,
            "receipt_url": StubJSON(receipt),
            "review": nil,
            "shipping": charge.shipping.json,
            "source": nil,
            "source_transfer": nil,
            "statement_descriptor": StubJSON(charge.statementDescriptor),
            "statement_descriptor_suffix": StubJSON(charge.statementDescriptorSuffix),
            "transfer_group": StubJSON(charge.transferGroup),
        ]
        guard case .object(let members) = parties else { return [] }
        return members
    }

    private func cardDetails(of charge: Charge) -> StubJSON {
        let method = charge.method
        let brand = StubJSON.text(method.card.brand.rawValue)
        let details: StubJSON = [
            "amount_authorized": charge.isApproved ? .integer(charge.amount) : nil,
            "authorization_code": charge.isApproved
                ? .text(String(charge.networkTransaction.suffix(6))) : nil,
            "brand": brand,
            "checks": method.checks,
            "country": .text(method.card.brand.country),
            "exp_month": .integer(method.expMonth),
            "exp_year": .integer(method.expYear),
            "extended_authorization": ["status": "disabled"],
            "fingerprint": .text(method.card.fingerprint),
            "funding": .text(method.card.funding.rawValue),
            "incremental_authorization": ["status": "unavailable"],
            "installments": nil,
            "last4": .text(method.card.last4),
            "mandate": nil,
            "multicapture": ["status": "unavailable"],
            "network": brand,
            "network_token": ["used": false],
            "network_transaction_id": .text(charge.networkTransaction),
            "overcapture": ["maximum_amount_capturable": .integer(charge.amount), "status": "unavailable"],
            "regulated_status": "unregulated",
            "three_d_secure": charge.isAuthenticated ? Self.threeDSecure : nil,
            "transaction_link_id": nil,
            "wallet": nil,
        ]
        guard let captureBefore = charge.captureBefore else { return details }
        return details.adding([.init(name: "capture_before", value: .integer(captureBefore))])
    }

    static let threeDSecure: StubJSON = [
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": nil,
        "result": "authenticated",
        "result_reason": nil,
        "transaction_id": nil,
        "version": "2.2.0",
    ]

    /// The ten newest, as inside any expanded charge.
    private func refundList(of charge: Charge, _ view: View) -> StubJSON {
        let inner = view.expansion["data"].map(view.inside) ?? view.inside(Expansion())
        let newest = refunds.items(under: charge.id).reversed()
        return ListJSON.page(
            newest.prefix(10).map { json($0, inner) }, hasMore: newest.count > 10,
            url: "/v1/charges/\(charge.id)/refunds")
    }

    /// The id, or the whole charge where the caller asked for it.
    func chargeReference(_ id: String?, as name: String, _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion[name], let charge = charges[id] else {
            return StubJSON(id)
        }
        return json(charge, view.inside(inner))
    }
}
