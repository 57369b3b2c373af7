// Behind /v1/payment_methods: one card of somebody.

struct PaymentMethod: ShelfItem {
    let id: String
    let created: Int64
    let card: TestCard
    var expMonth: Int64
    var expYear: Int64
    /// Whether a security code came with the number; without one its check is not made.
    let cvcGiven: Bool
    var allowRedisplay = "unspecified"
    var billing = BillingDetails()
    var customer: String?
    var metadata = Metadata()
    /// Attaching, or a first charge, makes the security code's check.
    var cvcChecked = false
    /// The cardholder agreed to later charges.
    var isSetUp = false
    /// Charged without a customer, or detached: never to be used again.
    var isUsedUp = false

    var checks: StubJSON {
        let cvc = !cvcGiven ? nil : cvcChecked ? card.cvcCheck : "unchecked"
        return [
            "address_line1_check": billing.address.line1 == nil ? nil : "pass",
            "address_postal_code_check": StubJSON(
                card.postalCodeCheck ?? (billing.address.postalCode == nil ? nil : "pass")),
            "cvc_check": StubJSON(cvc),
        ]
    }
}

extension Stub {
    func json(_ method: PaymentMethod, _ view: View) -> StubJSON {
        [
            "id": .text(method.id),
            "object": "payment_method",
            "allow_redisplay": .text(method.allowRedisplay),
            "billing_details": method.billing.json,
            "card": cardJSON(method),
            "created": .integer(method.created),
            "customer": customerReference(method.customer, view),
            "customer_account": nil,
            "livemode": false,
            "metadata": method.metadata.json,
            "type": "card",
        ]
    }

    private func cardJSON(_ method: PaymentMethod) -> StubJSON {
        let brand = StubJSON.text(method.card.brand.rawValue)
        return [
            "brand": brand,
            "checks": method.checks,
            "country": .text(method.card.brand.country),
            "display_brand": brand,
            "exp_month": .integer(method.expMonth),
            "exp_year": .integer(method.expYear),
            "fingerprint": .text(method.card.fingerprint),
            "funding": .text(method.card.funding.rawValue),
            "generated_from": nil,
            "last4": .text(method.card.last4),
            "networks": ["available": [brand], "preferred": nil],
            "regulated_status": "unregulated",
            "three_d_secure_usage": ["supported": true],
            "wallet": nil,
        ]
    }

    /// The id, or the whole payment method where the caller asked for it.
    func paymentMethodReference(_ id: String?, as name: String = "payment_method", _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion[name], let method = paymentMethods[id] else {
            return StubJSON(id)
        }
        return json(method, view.inside(inner))
    }
}
