// Part of customers, payment methods and intents: who somebody is, and where they live.

struct Address: Sendable {
    var city: String?
    var country: String?
    var line1: String?
    var line2: String?
    var postalCode: String?
    var state: String?

    /// Merged leaf by leaf, as Stripe does.
    mutating func update(from fields: ParameterTree) {
        fields.update(&city, from: "city")
        fields.update(&country, from: "country")
        fields.update(&line1, from: "line1")
        fields.update(&line2, from: "line2")
        fields.update(&postalCode, from: "postal_code")
        fields.update(&state, from: "state")
    }

    var json: StubJSON {
        [
            "city": StubJSON(city), "country": StubJSON(country), "line1": StubJSON(line1),
            "line2": StubJSON(line2), "postal_code": StubJSON(postalCode), "state": StubJSON(state),
        ]
    }
}

extension Address? {
    /// Empty, the parameter unsets the whole address.
    mutating func update(from parameters: ParameterTree) {
        guard let given = parameters["address"] else { return }
        guard given.text == nil else {
            self = nil
            return
        }
        var address = self ?? Address()
        address.update(from: given)
        self = address
    }

    var json: StubJSON { self?.json ?? .null }
}

/// A payment method's `billing_details`.
struct BillingDetails: Sendable {
    var address = Address()
    var email: String?
    var name: String?
    var phone: String?

    static let rule = ParameterRule.fields(
        "billing_details",
        [
            ParameterRule.address.emptiable, .text("email").emptiable, .text("name").emptiable,
            .text("phone").emptiable,
        ])

    mutating func update(from parameters: ParameterTree) {
        guard let fields = parameters["billing_details"] else { return }
        if let given = fields["address"] {
            if given.text == nil { address.update(from: given) } else { address = Address() }
        }
        fields.update(&email, from: "email")
        fields.update(&name, from: "name")
        fields.update(&phone, from: "phone")
    }

    var json: StubJSON {
        [
            "address": address.json, "email": StubJSON(email), "name": StubJSON(name),
            "phone": StubJSON(phone), "tax_id": nil,
        ]
    }
}

/// Where goods go: on customers and intents.
struct Shipping: Sendable {
    var address: Address?
    var carrier: String?
    var name: String?
    var phone: String?
    var trackingNumber: String?

    var json: StubJSON {
        [
            "address": address.json, "carrier": StubJSON(carrier), "name": StubJSON(name),
            "phone": StubJSON(phone), "tracking_number": StubJSON(trackingNumber),
        ]
    }
}

extension Shipping? {
    mutating func update(from parameters: ParameterTree) {
        guard let given = parameters["shipping"] else { return }
        guard given.text == nil else {
            self = nil
            return
        }
        var shipping = self ?? Shipping()
        shipping.address.update(from: given)
        given.update(&shipping.carrier, from: "carrier")
        given.update(&shipping.name, from: "name")
        given.update(&shipping.phone, from: "phone")
        given.update(&shipping.trackingNumber, from: "tracking_number")
        self = shipping
    }

    var json: StubJSON { self?.json ?? .null }
}
