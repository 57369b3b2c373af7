// Behind /v1/payment_intents: one payment, from the wish to the end.

enum IntentStatus: String, Sendable {
    case requiresPaymentMethod = "requires_payment_method"
    case requiresConfirmation = "requires_confirmation"
    case requiresAction = "requires_action"
    case requiresCapture = "requires_capture"
    case succeeded, canceled

    /// Before any money is held or taken: the amount may change, the intent may be confirmed.
    var isOpen: Bool {
        switch self {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction: true
        case .requiresCapture, .succeeded, .canceled: false
        }
    }
}

enum CaptureMethod: String, Sendable, CaseIterable {
    case automatic
    case automaticAsync = "automatic_async"
    case manual
}

struct PaymentIntent: ShelfItem {
    /// How the intent may be paid.
    enum Methods: Sendable {
        case listed([String])
        case automatic(allowsRedirects: Bool)

        var types: [String] {
            if case .listed(let types) = self { types } else { ["card"] }
        }

        /// An intent's `automatic_payment_methods`.
        var automatic: StubJSON {
            guard case .automatic(let allowsRedirects) = self else { return nil }
            return ["allow_redirects": allowsRedirects ? "always" : "never", "enabled": true]
        }
    }

    let id: String
    let created: Int64
    let clientSecret: String
    /// In which version it was made: decides how a hold ends that nobody ends.
    let version: APIVersion
    var amount: Int64
    var amountCapturable: Int64 = 0
    var amountReceived: Int64 = 0
    var canceledAt: Int64?
    var cancellationReason: String?
    var captureMethod: CaptureMethod
    var confirmationMethod = "automatic"
    var currency: String
    var customer: String?
    var description: String?
    var lastPaymentError: StubJSON?
    var latestCharge: String?
    var metadata = Metadata()
    var methods: Methods
    var paymentMethod: String?
    var receiptEmail: String?
    var requestThreeDSecure = "automatic"
    var returnURL: String?
    var setupFutureUsage: String?
    var shipping: Shipping?
    var statementDescriptor: String?
    var statementDescriptorSuffix: String?
    var status = IntentStatus.requiresPaymentMethod
    var terms = ConnectTerms()
    var transferGroup: String?
}

extension PaymentIntent {
    fileprivate var nextAction: StubJSON {
        guard status == .requiresAction else { return nil }
        return Self.challenge("payment_intent", id, returnURL: returnURL)
    }

    /// What the cardholder has to pass, on a page or by Stripe's own script.
    static func challenge(_ kind: String, _ id: String, returnURL: String?) -> StubJSON {
        let page = "https://hooks.stripe.com/3d_secure_2/hosted?\(kind)=\(id)"
        if let returnURL {
            return [
                "redirect_to_url": ["return_url": .text(returnURL), "url": .text(page)],
                "type": "redirect_to_url",
            ]
        }
        return [
            "type": "use_stripe_sdk",
            "use_stripe_sdk": ["stripe_js": .text(page), "type": "three_d_secure_redirect"],
        ]
    }

    fileprivate var methodOptions: StubJSON {
        guard methods.types.contains("card") else { return [:] }
        return [
            "card": [
                "installments": nil, "mandate_options": nil, "network": nil,
                "request_three_d_secure": .text(requestThreeDSecure),
            ]
        ]
    }
}

extension Stub {
    func json(_ intent: PaymentIntent, _ view: View) -> StubJSON {
        let methods = intent.methods.automatic
        let current: StubJSON = [
            "id": .text(intent.id),
            "object": "payment_intent",
            "amount": .integer(intent.amount),
            "amount_capturable": .integer(intent.amountCapturable),
            "amount_details": ["tip": [:]],
            "amount_received": .integer(intent.amountReceived),
            "application": nil,
            "automatic_payment_methods": methods,
            "canceled_at": StubJSON(intent.canceledAt),
            "cancellation_reason": StubJSON(intent.cancellationReason),
            "capture_method": .text(intent.captureMethod.rawValue),
            "client_secret": .text(intent.clientSecret),
            "confirmation_method": .text(intent.confirmationMethod),
            "created": .integer(intent.created),
            "currency": .text(intent.currency),
            "customer": customerReference(intent.customer, view),
            "customer_account": nil,
            "description": StubJSON(intent.description),
            "excluded_payment_method_types": nil,
            "last_payment_error": intent.lastPaymentError ?? nil,
            "latest_charge": chargeReference(intent.latestCharge, as: "latest_charge", view),
            "livemode": false,
            "managed_payments": ["enabled": false],
            "metadata": intent.metadata.json,
            "next_action": intent.nextAction,
            "payment_method": paymentMethodReference(intent.paymentMethod, view),
            "payment_method_configuration_details": methods == .null
                ? nil : ["id": .text(methodConfiguration), "parent": nil],
            "payment_method_options": intent.methodOptions,
            "payment_method_types": .texts(intent.methods.types),
            "processing": nil,
            "receipt_email": StubJSON(intent.receiptEmail),
            "review": nil,
            "setup_future_usage": StubJSON(intent.setupFutureUsage),
            "shipping": intent.shipping.json,
            "source": nil,
            "statement_descriptor": StubJSON(intent.statementDescriptor),
            "statement_descriptor_suffix": StubJSON(intent.statementDescriptorSuffix),
            "status": .text(intent.status.rawValue),
            "transfer_group": StubJSON(intent.transferGroup),
        ]
        return current.adding(members(of: intent.terms, view) + view.gone)
    }

    /// The id, or the whole intent where the caller asked for it.
    func paymentIntentReference(_ id: String, _ view: View) -> StubJSON {
        guard let inner = view.expansion["payment_intent"], let intent = paymentIntents[id] else {
            return .text(id)
        }
        return json(intent, view.inside(inner))
    }
}
