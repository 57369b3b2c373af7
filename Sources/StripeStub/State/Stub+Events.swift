// Behind every call that changes something: the events that it fires.

/// Who made an event happen: a request, or Stripe itself.
struct EventCause: Sendable {
    var requestID: String?
    var idempotencyKey: String?

    static let stripe = EventCause()
}

extension Stub {
    /// Keeps an event, and a delivery of it for each endpoint that asked for its type. The subject is a copy of the
    /// object as it is now, and becomes JSON when somebody asks. While a history is written there is no cause, and
    /// nothing is kept.
    mutating func emit(_ type: EventType, _ subject: Event.Subject, before: Event.Subject? = nil) {
        guard let cause else { return }
        var event = Event(
            id: ids.make("evt_", 24), created: clock, type: type, subject: subject, before: before,
            cause: cause)
        for endpoint in webhookEndpoints.items where endpoint.takes(event) {
            deliveries.add(event: event.id, endpoint: endpoint.id, number: ids.make("whd_", 24), due: clock)
            event.waitingFor.append(endpoint.id)
        }
        events.add(event)
        if events.items.count >= 2 * settings.eventsMax {
            events.keep(newest: settings.eventsMax)
            let kept = events
            deliveries.keep { kept[$0.event] != nil }
        }
    }

    /// An update that changes nothing fires nothing.
    mutating func emitUpdate(_ type: EventType, _ subject: Event.Subject, before: Event.Subject) {
        let view = View(version: .accountDefault, now: clock)
        if json(subject, view) != json(before, view) { emit(type, subject, before: before) }
    }

    /// The events of a refund that happened, was changed or failed: before acacia, only those of its charge.
    mutating func emitRefund(_ type: EventType, _ refund: Refund, before: Refund? = nil, version: APIVersion)
    {
        let previous = before.map(Event.Subject.refund)
        if version >= .acacia { emit(type, .refund(refund), before: previous) }
        if type != .refundCreated { emit(.chargeRefundUpdated, .refund(refund), before: previous) }
    }
}
