// Inside an expanded SetupIntent: one try to make a card ready.

struct SetupAttempt: ShelfItem {
    enum Status: String, Sendable {
        case requiresAction = "requires_action"
        case succeeded, failed
    }

    let id: String
    let created: Int64
    let customer: String?
    let method: PaymentMethod
    let setupIntent: String
    let usage: String
    var error: StubJSON?
    var status = Status.requiresAction
}

extension Stub {
    /// Begins a try; the intent names it.
    mutating func beginAttempt(_ setup: inout SetupIntent, with method: PaymentMethod) {
        let attempt = SetupAttempt(
            id: ids.make("setatt_", 24), created: clock, customer: setup.customer, method: method,
            setupIntent: setup.id, usage: setup.usage)
        setup.latestAttempt = attempt.id
        setupAttempts.add(attempt)
    }

    mutating func endAttempt(of setup: SetupIntent, _ status: SetupAttempt.Status, error: StubJSON? = nil) {
        guard var attempt = setup.latestAttempt.flatMap({ setupAttempts[$0] }) else { return }
        attempt.status = status
        attempt.error = error
        setupAttempts.put(attempt)
    }

    /// The id, or the whole try where the caller asked for it.
    func setupAttemptReference(_ id: String?, _ view: View) -> StubJSON {
        guard let id, let inner = view.expansion["latest_attempt"], let attempt = setupAttempts[id] else {
            return StubJSON(id)
        }
        return json(attempt, view.inside(inner))
    }

    private func json(_ attempt: SetupAttempt, _ view: View) -> StubJSON {
        let intent = view.expansion["setup_intent"].flatMap { inner in
            setupIntents[attempt.setupIntent].map { json($0, view.inside(inner)) }
        }
        return [
            "id": .text(attempt.id),
            "object": "setup_attempt",
            "application": nil,
            "created": .integer(attempt.created),
            "customer": customerReference(attempt.customer, view),
            "customer_account": nil,
            "flow_directions": nil,
            "livemode": false,
            "on_behalf_of": nil,
            "payment_method": paymentMethodReference(attempt.method.id, view),
            "payment_method_details": ["card": cardDetails(of: attempt), "type": "card"],
            "setup_error": attempt.error ?? nil,
            "setup_intent": intent ?? .text(attempt.setupIntent),
            "status": .text(attempt.status.rawValue),
            "usage": .text(attempt.usage),
        ]
    }

    private func cardDetails(of attempt: SetupAttempt) -> StubJSON {
        let card = attempt.method.card
        let wasAsked = card.mustAskAtSetup(isSetUp: attempt.method.isSetUp) && attempt.status == .succeeded
        return [
            "brand": .text(card.brand.rawValue),
            "checks": attempt.method.checks,
            "country": .text(card.brand.country),
            "exp_month": .integer(attempt.method.expMonth),
            "exp_year": .integer(attempt.method.expYear),
            "fingerprint": .text(card.fingerprint),
            "funding": .text(card.funding.rawValue),
            "last4": .text(card.last4),
            "network": .text(card.brand.rawValue),
            "three_d_secure": wasAsked ? Self.threeDSecure : nil,
            "wallet": nil,
        ]
    }
}
