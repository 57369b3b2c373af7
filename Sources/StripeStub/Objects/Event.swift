// Behind /v1/events: that something happened, and what the thing looked like then.

/// Every type that is ever fired here.
enum EventType: String, Sendable {
    case accountUpdated = "account.updated"
    case chargeCaptured = "charge.captured"
    case chargeDisputeClosed = "charge.dispute.closed"
    case chargeDisputeCreated = "charge.dispute.created"
    case chargeDisputeFundsReinstated = "charge.dispute.funds_reinstated"
    case chargeDisputeFundsWithdrawn = "charge.dispute.funds_withdrawn"
    case chargeDisputeUpdated = "charge.dispute.updated"
    case chargeExpired = "charge.expired"
    case chargeFailed = "charge.failed"
    case chargeRefundUpdated = "charge.refund.updated"
    case chargeRefunded = "charge.refunded"
    case chargeSucceeded = "charge.succeeded"
    case chargeUpdated = "charge.updated"
    case customerCreated = "customer.created"
    case customerDeleted = "customer.deleted"
    case customerUpdated = "customer.updated"
    case feeCreated = "application_fee.created"
    case feeRefunded = "application_fee.refunded"
    case intentAmountCapturableUpdated = "payment_intent.amount_capturable_updated"
    case intentCanceled = "payment_intent.canceled"
    case intentCreated = "payment_intent.created"
    case intentFailed = "payment_intent.payment_failed"
    case intentRequiresAction = "payment_intent.requires_action"
    case intentSucceeded = "payment_intent.succeeded"
    case methodAttached = "payment_method.attached"
    case methodDetached = "payment_method.detached"
    case methodUpdated = "payment_method.updated"
    case refundCreated = "refund.created"
    case refundFailed = "refund.failed"
    case refundUpdated = "refund.updated"
    case setupCanceled = "setup_intent.canceled"
    case setupCreated = "setup_intent.created"
    case setupFailed = "setup_intent.setup_failed"
    case setupRequiresAction = "setup_intent.requires_action"
    case setupSucceeded = "setup_intent.succeeded"
    case transferCreated = "transfer.created"
    case transferReversed = "transfer.reversed"

    /// Whether it is that type, or of that family: `charge.*`, or `*` for all.
    func fits(_ pattern: String) -> Bool {
        guard pattern.utf8.last == UInt8(ascii: "*") else { return rawValue == pattern }
        return rawValue.hasPrefix(pattern.dropLast())
    }
}

struct Event: ShelfItem {
    /// Stripe keeps events for 30 days (spec of GET /v1/events).
    static let keepSeconds: Int64 = 30 * 86_400

    /// A copy of the object, in a box so that events stay small.
    indirect enum Subject: Sendable {
        case account(ConnectedAccount)
        case applicationFee(ApplicationFee)
        case charge(Charge)
        case customer(Customer)
        case dispute(Dispute)
        case paymentIntent(PaymentIntent)
        case paymentMethod(PaymentMethod)
        case refund(Refund)
        case setupIntent(SetupIntent)
        case transfer(Transfer)
    }

    let id: String
    let created: Int64
    let type: EventType
    let subject: Subject
    /// As it was before, where the event tells what changed.
    let before: Subject?
    let cause: EventCause
    /// The endpoints that asked for it and have not taken it.
    var waitingFor: [String] = []

    /// The connected account in which it happened; nil for the platform itself.
    var account: String? {
        if case .account(let account) = subject { account.id } else { nil }
    }
}

extension Stub {
    /// The snapshot is shown in the version of the account, or of the endpoint that it is sent to; never in that of
    /// the request which caused it, or which reads it (Stripe, webhooks).
    func json(_ event: Event, in version: APIVersion) -> StubJSON {
        let view = View(version: version, now: event.created)
        let object = json(event.subject, view)
        let previous = event.before.map { json($0, view).changes(to: object) }
        let whole: StubJSON = [
            "id": .text(event.id),
            "object": "event",
            "api_version": .text(version.text),
            "created": .integer(event.created),
            "data": .object(
                [.init(name: "object", value: object)]
                    + (previous.map { [.init(name: "previous_attributes", value: $0)] } ?? [])),
            "livemode": false,
            "pending_webhooks": .integer(Int64(event.waitingFor.count)),
            "request": [
                "id": StubJSON(event.cause.requestID),
                "idempotency_key": StubJSON(event.cause.idempotencyKey),
            ],
            "type": .text(event.type.rawValue),
        ]
        return whole.adding(event.account.map { [.init(name: "account", value: .text($0))] } ?? [])
    }

    func json(_ subject: Event.Subject, _ view: View) -> StubJSON {
        switch subject {
        case .account(let account): json(account)
        case .applicationFee(let fee): json(fee, view)
        case .charge(let charge): json(charge, view)
        case .customer(let customer): json(customer, view)
        case .dispute(let dispute): json(dispute, view)
        case .paymentIntent(let intent): json(intent, view)
        case .paymentMethod(let method): json(method, view)
        case .refund(let refund): json(refund, view)
        case .setupIntent(let setup): json(setup, view)
        case .transfer(let transfer): json(transfer, view)
        }
    }
}

extension StubJSON {
    /// The members that are others now, with the values they had: inside objects leaf by leaf, lists whole. A member
    /// that was not there reads null.
    func changes(to later: StubJSON) -> StubJSON {
        guard case .object(let members) = later else { return self }
        return .object(
            members.compactMap { member in
                let old = self[member.name] ?? .null
                guard old != member.value else { return nil }
                guard case .object = old, case .object = member.value else {
                    return Member(name: member.name, value: old)
                }
                return Member(name: member.name, value: old.changes(to: member.value))
            } + gone(from: later))
    }

    private func gone(from later: StubJSON) -> [Member] {
        guard case .object(let members) = self else { return [] }
        return members.filter { later[$0.name] == nil }
    }
}
