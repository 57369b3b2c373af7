// Behind /v1/customers: one customer.

struct Customer: ShelfItem {
    let id: String
    let created: Int64
    let invoicePrefix: String
    var isDeleted = false
    var address: Address?
    var balance: Int64 = 0
    var defaultPaymentMethod: String?
    var description: String?
    var email: String?
    var metadata = Metadata()
    var name: String?
    var phone: String?
    var preferredLocales: [String] = []
    var shipping: Shipping?
    var taxExempt = "none"
}

extension Stub {
    /// A deleted customer is still there to be read, as three members.
    func json(_ customer: Customer, _ view: View) -> StubJSON {
        if customer.isDeleted {
            return ["id": .text(customer.id), "object": "customer", "deleted": true]
        }
        let settings = view.expansion["invoice_settings"].map(view.inside) ?? view.inside(Expansion())
        return [
            "id": .text(customer.id),
            "object": "customer",
            "address": customer.address.json,
            "balance": .integer(customer.balance),
            "created": .integer(customer.created),
            "currency": nil,
            "default_source": nil,
            "delinquent": false,
            "description": StubJSON(customer.description),
            "discount": nil,
            "email": StubJSON(customer.email),
            "invoice_prefix": .text(customer.invoicePrefix),
            "invoice_settings": [
                "custom_fields": nil,
                "default_payment_method": paymentMethodReference(
                    customer.defaultPaymentMethod, as: "default_payment_method", settings),
                "footer": nil,
                "rendering_options": nil,
            ],
            "livemode": false,
            "metadata": customer.metadata.json,
            "name": StubJSON(customer.name),
            "next_invoice_sequence": 1,
            "phone": StubJSON(customer.phone),
            "preferred_locales": .texts(customer.preferredLocales),
            "shipping": customer.shipping.json,
            "tax_exempt": .text(customer.taxExempt),
            "test_clock": nil,
        ]
    }

    /// The id, or the whole customer where the caller asked for it.
    func customerReference(_ id: String?, _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion["customer"], let customer = customers[id] else {
            return StubJSON(id)
        }
        return json(customer, view.inside(inner))
    }
}
