// Behind /v1/payment_intents: which calls there are, what they take, and the ones that only read.

enum PaymentIntentCalls {
    static let routes = [
        Route("GET", "payment_intents", answers: .list(of: .paymentIntent), takes: listRules, run: list),
        Route("POST", "payment_intents", answers: .paymentIntent, takes: createRules, run: create),
        Route(
            "GET", "payment_intents/:intent", answers: .paymentIntent, takes: [.text("client_secret")],
            run: retrieve),
        Route("POST", "payment_intents/:intent", answers: .paymentIntent, takes: updateRules, run: update),
        Route(
            "POST", "payment_intents/:intent/confirm", answers: .paymentIntent, takes: confirmRules,
            run: confirm),
        Route(
            "POST", "payment_intents/:intent/capture", answers: .paymentIntent, takes: captureRules,
            run: capture),
        Route(
            "POST", "payment_intents/:intent/cancel", answers: .paymentIntent, takes: cancelRules,
            run: cancel),
    ]

    private static let listRules = [.text("customer"), .created] + ParameterRule.paging

    /// What create, update and confirm all take. From endive on, methods are no longer listed by the caller.
    private static let sharedRules: [ParameterRule] = [
        .oneOf("capture_method", CaptureMethod.allCases.map(\.rawValue)),
        .text("payment_method"),
        .fields(
            "payment_method_options",
            [.fields("card", [.oneOf("request_three_d_secure", ["any", "automatic", "challenge"])])]),
        .list("payment_method_types").removed(in: .endive),
        .text("receipt_email").emptiable,
        .oneOf("setup_future_usage", ["off_session", "on_session"]).emptiable,
        .shipping,
    ]

    private static let describingRules: [ParameterRule] = [
        .text("customer"), .text("description", lengthMax: 1000).emptiable, .metadata,
        .text("statement_descriptor", lengthMax: 22).emptiable,
        .text("statement_descriptor_suffix", lengthMax: 22).emptiable, .text("transfer_group"),
    ]

    private static let confirmingRules: [ParameterRule] = [
        .boolean("error_on_requires_action"),
        .oneOf("off_session", ["true", "false", "one_off", "recurring"]),
        .text("return_url"), .boolean("use_stripe_sdk"),
    ]

    private static let createRules: [ParameterRule] =
        [
            .integer("amount").required, .text("currency").required,
            .fields(
                "automatic_payment_methods",
                [.boolean("enabled").required, .oneOf("allow_redirects", ["always", "never"])]),
            .integer("application_fee_amount"), .text("on_behalf_of"),
            .fields("transfer_data", [.text("destination").required]),
            .boolean("confirm"), .oneOf("confirmation_method", ["automatic", "manual"]),
        ] + sharedRules + describingRules + confirmingRules

    private static let updateRules =
        [.integer("amount"), .integer("application_fee_amount").emptiable, .text("currency")] + sharedRules
        + describingRules

    private static let confirmRules = [.text("client_secret")] + sharedRules + confirmingRules

    private static let captureRules: [ParameterRule] = [
        .nonNegativeInteger("amount_to_capture"), .integer("application_fee_amount"),
        .boolean("final_capture"), .metadata,
        .text("statement_descriptor", lengthMax: 22), .text("statement_descriptor_suffix", lengthMax: 22),
    ]

    static let cancellationReasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"]
    private static let cancelRules: [ParameterRule] = [.oneOf("cancellation_reason", cancellationReasons)]

    static func find(_ stub: Stub, _ call: Call) throws(StubFailure) -> PaymentIntent {
        guard let intent = stub.paymentIntents[call.id] else {
            throw .noSuch("payment_intent", call.id, param: "intent", status: 404)
        }
        return intent
    }

    private static func retrieve(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        stub.json(try find(stub, call), call.view)
    }

    private static func list(_ stub: inout Stub, _ call: Call) throws(StubFailure) -> StubJSON {
        let customer = try stub.checkCustomerParameter(call.parameters)
        let page = try stub.paymentIntents.page(
            PageRequest(call.parameters), under: customer, noun: "payment_intent")
        return page.json(at: "/v1/payment_intents") { stub.json($0, call.view.ofElement) }
    }
}
