// Behind /v1/setup_intents: a card is made ready for later, without a payment.

enum SetupStatus: String, Sendable {
    case requiresPaymentMethod = "requires_payment_method"
    case requiresConfirmation = "requires_confirmation"
    case requiresAction = "requires_action"
    case succeeded, canceled
}

struct SetupIntent: ShelfItem {
    let id: String
    let created: Int64
    let clientSecret: String
    var cancellationReason: String?
    var customer: String?
    var description: String?
    var lastError: StubJSON?
    /// The id of the latest try.
    var latestAttempt: String?
    var metadata = Metadata()
    var methods: PaymentIntent.Methods
    var paymentMethod: String?
    var requestThreeDSecure = "automatic"
    var returnURL: String?
    var status = SetupStatus.requiresPaymentMethod
    var usage = "off_session"
}

extension SetupIntent {
    fileprivate var methodOptions: StubJSON {
        guard methods.types.contains("card") else { return [:] }
        return [
            "card": [
                "mandate_options": nil, "network": nil,
                "request_three_d_secure": .text(requestThreeDSecure),
            ]
        ]
    }

    fileprivate var nextAction: StubJSON {
        guard status == .requiresAction else { return nil }
        return PaymentIntent.challenge("setup_intent", id, returnURL: returnURL)
    }
}

extension Stub {
    func json(_ setup: SetupIntent, _ view: View) -> StubJSON {
        let automatic = setup.methods.automatic
        return [
            "id": .text(setup.id),
            "object": "setup_intent",
            "application": nil,
            "automatic_payment_methods": automatic,
            "cancellation_reason": StubJSON(setup.cancellationReason),
            "client_secret": .text(setup.clientSecret),
            "created": .integer(setup.created),
            "customer": customerReference(setup.customer, view),
            "customer_account": nil,
            "description": StubJSON(setup.description),
            "excluded_payment_method_types": nil,
            "flow_directions": nil,
            "last_setup_error": setup.lastError ?? nil,
            "latest_attempt": setupAttemptReference(setup.latestAttempt, view),
            "livemode": false,
            "mandate": nil,
            "metadata": setup.metadata.json,
            "next_action": setup.nextAction,
            "on_behalf_of": nil,
            "payment_method": paymentMethodReference(setup.paymentMethod, view),
            "payment_method_configuration_details": automatic == .null
                ? nil : ["id": .text(methodConfiguration), "parent": nil],
            "payment_method_options": setup.methodOptions,
            "payment_method_types": .texts(setup.methods.types),
            "single_use_mandate": nil,
            "status": .text(setup.status.rawValue),
            "usage": .text(setup.usage),
        ]
    }
}
