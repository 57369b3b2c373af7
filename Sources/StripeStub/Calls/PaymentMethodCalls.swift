// Behind /v1/payment_methods: create, read, change, list, attach, detach.

enum PaymentMethodCalls {
    static let routes = [
        Route("GET", "payment_methods", answers: .list(of: .paymentMethod), takes: listRules, run: list),
        Route("POST", "payment_methods", answers: .paymentMethod, takes: createRules, run: create),
        Route("GET", "payment_methods/:method", answers: .paymentMethod, run: retrieve),
        Route("POST", "payment_methods/:method", answers: .paymentMethod, takes: updateRules, run: update),
        Route(
            "POST", "payment_methods/:method/attach", answers: .paymentMethod, takes: [.text("customer")],
            run: attach),
        Route("POST", "payment_methods/:method/detach", answers: .paymentMethod, run: detach),
    ]

    /// Everything that Stripe knows; this account has cards.
    private static let types =
        """
        acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact billie \
        bizum blik boleto card cashapp crypto custom customer_balance eps fpx giropay grabpay ideal kakao_pay \
        klarna konbini kr_card link mb_way mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank \
        payco paynow paypal payto pix promptpay revolut_pay samsung_pay satispay scalapay sepa_debit sofort \
        sunbit swish twint upi us_bank_account wechat_pay zip
        """.split(separator: " ").map(String.init)

    private static let redisplay = ParameterRule.oneOf(
        "allow_redisplay", ["always", "limited", "unspecified"])

    static let typeRules: [ParameterRule] = [
        .oneOf("type", types), redisplay,
    ]

    private static let listRules = typeRules + [.text("customer")] + ParameterRule.paging

    private static let createRules: [ParameterRule] = [
        .oneOf("type", types).required, redisplay,
        BillingDetails.rule,
        .fields(
            "card",
            [.text("token"), .text("number"), .integer("exp_month"), .integer("exp_year"), .text("cvc")]),
        .text("customer"), .metadata,
    ]

    private static let updateRules: [ParameterRule] = [
        redisplay, BillingDetails.rule,
        .fields("card", [.integer("exp_month"), .integer("exp_year")]), .metadata,
    ]

    private static func create(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let parameters = call.parameters
        guard !parameters.isGiven("customer") else { throw .customerAtCreate }
        guard parameters.text("type") == "card" else { throw .invalidChoice("type", ["card"]) }
        guard let card = parameters["card"] else { throw .missingParameter("card") }
        var method = try stub.newMethod(from: card, now: call.now)
        method.billing.update(from: parameters)
        method.allowRedisplay = parameters.text("allow_redisplay") ?? method.allowRedisplay
        try method.metadata.update(from: parameters)
        stub.paymentMethods.add(method)
        return stub.json(method, call.view)
    }

    private static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> PaymentMethod {
        guard let method = stub.paymentMethods[call.id] else {
            throw .noSuch("PaymentMethod", call.id, param: "payment_method", status: 404)
        }
        return method
    }

    /// A well-known name is answered by what it stands for, as everywhere else.
    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try stub.method(named: call.id, now: call.now, missingStatus: 404), call.view)
    }

    private static func update(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let before = try find(stub, call)
        guard before.customer != nil else { throw .updateNeedsAttachment }
        var method = before
        let parameters = call.parameters
        let month = parameters["card"]?.integer("exp_month") ?? method.expMonth
        let year = parameters["card"]?.integer("exp_year") ?? method.expYear
        (method.expMonth, method.expYear) = try Stub.checkedExpiry(month: month, year: year, now: call.now)
        method.billing.update(from: parameters)
        method.allowRedisplay = parameters.text("allow_redisplay") ?? method.allowRedisplay
        try method.metadata.update(from: parameters)
        stub.paymentMethods.put(method)
        stub.emitUpdate(.methodUpdated, .paymentMethod(method), before: .paymentMethod(before))
        return stub.json(method, call.view)
    }

    private static func attach(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        guard call.parameters.isGiven("customer") else { throw .attachNeedsCustomer }
        let customer = try stub.checkCustomerParameter(call.parameters) ?? ""
        let method = try stub.method(named: call.id, now: call.now, missingStatus: 404)
        try stub.checkAttachable(method, to: customer)
        let attached = stub.attach(method, to: customer)
        return stub.json(attached, call.view)
    }

    private static func detach(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let method = try find(stub, call)
        guard method.customer != nil else { throw .methodNotAttached }
        let detached = stub.detach(method)
        stub.emit(.methodDetached, .paymentMethod(detached), before: .paymentMethod(method))
        return stub.json(detached, call.view)
    }

    /// Without a customer the list is empty.
    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        guard let customer = try stub.checkCustomerParameter(call.parameters) else {
            return ListJSON.page([], hasMore: false, url: "/v1/payment_methods")
        }
        return try page(stub, call, of: customer, url: "/v1/payment_methods")
    }

    static func page(_ stub: Stub, _ call: Call, of customer: String, url: String) throws(StubFailure)
        -> StubJSON
    {
        let type = call.parameters.text("type") ?? "card"
        let redisplay = call.parameters.text("allow_redisplay")
        let page = try stub.paymentMethods.page(
            PageRequest(call.parameters), under: customer, noun: "PaymentMethod"
        ) { type == "card" && (redisplay == nil || $0.allowRedisplay == redisplay) }
        return page.json(at: url) { stub.json($0, call.view.ofElement) }
    }
}
