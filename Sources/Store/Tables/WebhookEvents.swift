// On an event's way from Stripe to its table: kept first, applied then.

package struct KeptEvent: Sendable, Equatable {
    package let id: String
    package let type: String
    /// Of the object that it is about.
    package let object: String
    /// The PaymentIntent it concerns, where the event names one.
    package let intent: String?
    package let attempts: Int64

    package init(id: String, type: String, object: String, intent: String?, attempts: Int64 = 0) {
        self.id = id
        self.type = type
        self.object = object
        self.intent = intent
        self.attempts = attempts
    }
}

extension Transaction {
    /// - Parameter nextTryAt: when a job takes it up, should nobody apply it before.
    /// - Returns: false when it was kept before.
    package func keep(
        _ event: KeptEvent, nextTryAt: Int64, now: Int64
    ) async throws(StoreFailure) -> Bool {
        try await insertIfNew(
            into: "webhook_events",
            [
                "stripe_event_id": .text(event.id), "type": .text(event.type),
                "object_id": .text(event.object), "intent_id": .optional(event.intent),
                "received_at": .integer(now), "next_try_at": .integer(nextTryAt),
            ])
    }

    /// The event, if it still waits to be applied.
    package func waitingEvent(_ id: String) async throws(StoreFailure) -> KeptEvent? {
        let row = try await run(
            "SELECT * FROM webhook_events WHERE stripe_event_id = $1 AND next_try_at IS NOT NULL",
            [.text(id)]
        ).first
        return try row?.keptEvent()
    }

    package func waitingEvents(due now: Int64, limit: Int64) async throws(StoreFailure) -> [KeptEvent] {
        var events: [KeptEvent] = []
        let rows = try await run(
            """
            SELECT * FROM webhook_events WHERE next_try_at IS NOT NULL AND next_try_at <= $1
                ORDER BY next_try_at LIMIT $2
            """, [.integer(now), .integer(limit)])
        for row in rows.rows { events.append(try row.keptEvent()) }
        return events
    }

    /// - Parameter effect: false when there was nothing here to do.
    package func close(
        event id: String, effect: Bool, now: Int64
    ) async throws(StoreFailure) {
        try await run(
            """
            UPDATE webhook_events SET applied_at = COALESCE(applied_at, $1), next_try_at = NULL, last_error = NULL
                WHERE stripe_event_id = $2
            """, [.optional(effect ? now : nil), .text(id)])
    }

    package func postpone(
        event id: String, to nextTryAt: Int64?, error: String
    ) async throws(StoreFailure) {
        try await run(
            """
            UPDATE webhook_events SET attempts = attempts + 1, next_try_at = $1, last_error = $2
                WHERE stripe_event_id = $3
            """, [.optional(nextTryAt), .text(error), .text(id)])
    }
}

extension SQLRow {
    fileprivate func keptEvent() throws(StoreFailure) -> KeptEvent {
        KeptEvent(
            id: try text("stripe_event_id"), type: try text("type"), object: try text("object_id"),
            intent: try text(orNull: "intent_id"), attempts: try integer("attempts"))
    }
}
