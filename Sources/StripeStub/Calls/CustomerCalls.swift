// Behind /v1/customers: create, read, change, delete, list.

enum CustomerCalls {
    static let routes = [
        Route("GET", "customers", answers: .list(of: .customer), takes: listRules, run: list),
        Route("POST", "customers", answers: .customer, takes: createRules, run: create),
        Route("GET", "customers/:customer", answers: .customer, run: retrieve),
        Route("POST", "customers/:customer", answers: .customer, takes: updateRules, run: update),
        Route("DELETE", "customers/:customer", answers: .customer, run: delete),
        Route(
            "GET", "customers/:customer/payment_methods", answers: .list(of: .paymentMethod),
            takes: PaymentMethodCalls.typeRules + ParameterRule.paging, run: listPaymentMethods),
    ]

    private static let listRules = [.text("email", lengthMax: 512), .created] + ParameterRule.paging

    private static let updateRules: [ParameterRule] = [
        .address.emptiable, .integer("balance"), .text("description").emptiable,
        .text("email", lengthMax: 512).emptiable,
        .fields("invoice_settings", [.text("default_payment_method").emptiable]), .metadata,
        .text("name", lengthMax: 256).emptiable, .text("phone", lengthMax: 20).emptiable,
        .list("preferred_locales"), .shipping,
        .oneOf("tax_exempt", ["exempt", "none", "reverse"]).emptiable,
    ]

    private static let createRules = updateRules + [.text("payment_method")]

    private static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var customer = Customer(
            id: stub.ids.make("cus_", 14), created: call.now, invoicePrefix: stub.ids.upperHex(8))
        var method: PaymentMethod?
        if let named = call.parameters.text("payment_method") {
            let found = try stub.method(named: named, now: call.now)
            try stub.checkAttachable(found, to: customer.id)
            method = found
        }
        try apply(call.parameters, to: &customer)
        if let standard = wantedDefault(call.parameters) {
            guard let method, standard == call.parameters.text("payment_method") || standard == method.id
            else {
                throw .noSuch("PaymentMethod", standard, param: "invoice_settings[default_payment_method]")
            }
            customer.defaultPaymentMethod = method.id
        }
        stub.customers.add(customer)
        stub.emit(.customerCreated, .customer(customer))
        if let method { stub.attach(method, to: customer.id) }
        return stub.json(customer, call.view)
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        guard let customer = stub.customers[call.id] else {
            throw .noSuch("customer", call.id, param: "id", status: 404)
        }
        return stub.json(customer, call.view)
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let before = try stub.livingCustomer(call.id)
        var customer = before
        try apply(call.parameters, to: &customer)
        if let settings = call.parameters["invoice_settings"], settings.isGiven("default_payment_method") {
            let wanted = wantedDefault(call.parameters)
            if let wanted, stub.paymentMethods[wanted]?.customer != customer.id {
                throw .noSuch("PaymentMethod", wanted, param: "invoice_settings[default_payment_method]")
            }
            customer.defaultPaymentMethod = wanted
        }
        stub.customers.put(customer)
        stub.emitUpdate(.customerUpdated, .customer(customer), before: .customer(before))
        return stub.json(customer, call.view)
    }

    /// The customer's payment methods go with it: they can never be used again.
    private static func delete(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        var customer = try stub.livingCustomer(call.id)
        stub.emit(.customerDeleted, .customer(customer))
        for method in stub.paymentMethods.items(under: customer.id) { stub.detach(method) }
        customer.isDeleted = true
        stub.customers.put(customer)
        return stub.json(customer, call.view)
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let email = call.parameters.text("email")
        let page = try stub.customers.page(PageRequest(call.parameters), noun: "customer") {
            !$0.isDeleted && (email == nil || $0.email == email)
        }
        return page.json(at: "/v1/customers") { stub.json($0, call.view.ofElement) }
    }

    private static func listPaymentMethods(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let customer = try stub.livingCustomer(call.id)
        return try PaymentMethodCalls.page(
            stub, call, of: customer.id, url: "/v1/customers/\(customer.id)/payment_methods")
    }

    private static func wantedDefault(_ parameters: ParameterTree) -> String? {
        parameters["invoice_settings"]?.text("default_payment_method")
    }

    private static func apply(_ parameters: ParameterTree, to customer: inout Customer) throws(StubFailure) {
        if let email = parameters.text("email"), !isEmail(email) { throw .invalidEmail(email) }
        try customer.metadata.update(from: parameters)
        customer.address.update(from: parameters)
        customer.shipping.update(from: parameters)
        parameters.update(&customer.description, from: "description")
        parameters.update(&customer.email, from: "email")
        parameters.update(&customer.name, from: "name")
        parameters.update(&customer.phone, from: "phone")
        customer.balance = parameters.integer("balance") ?? customer.balance
        if parameters.isGiven("preferred_locales") {
            customer.preferredLocales = parameters.list("preferred_locales")
        }
        if parameters.isGiven("tax_exempt") {
            customer.taxExempt = parameters.text("tax_exempt") ?? "none"
        }
    }

    /// Something, an at sign, something without spaces: Stripe's own check is not published.
    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(" ") }
    }
}

extension Stub {
    /// A customer in the path of a call. To change a deleted one is answered like an unknown one: our choice.
    func livingCustomer(_ id: String) throws(StubFailure) -> Customer {
        guard let customer = customers[id], !customer.isDeleted else {
            throw .noSuch("customer", id, param: "id", status: 404)
        }
        return customer
    }

    /// A customer in a parameter: as the owner of something new, or as a filter.
    func checkCustomerParameter(_ parameters: ParameterTree) throws(StubFailure) -> String? {
        guard let id = parameters.text("customer") else { return nil }
        guard let customer = customers[id], !customer.isDeleted else {
            throw .noSuch("customer", id, param: "customer")
        }
        return id
    }
}

extension View {
    /// On a list, paths begin with `data.`.
    var ofElement: View { inside(expansion["data"] ?? Expansion()) }
}
