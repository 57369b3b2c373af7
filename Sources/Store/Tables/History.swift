// On the way to what is only ever added to: a payment's events, and the ledger lines that belong to them.
package import Basics
package import PaymentRules

/// An event before it has an id.
package struct NewPaymentEvent: Sendable {
    package var type: PaymentEventType
    package var bookingID: Int64?
    package var paymentID: Int64?
    package var operationID: Int64?
    package var amount: Int64?
    package var stripeEvent: String?
    package var cause: String
    package var requestID: String?

    package init(
        _ type: PaymentEventType, bookingID: Int64?, paymentID: Int64?, operationID: Int64? = nil,
        amount: Int64? = nil, stripeEvent: String? = nil, cause: String, requestID: String? = nil
    ) {
        self.type = type
        self.bookingID = bookingID
        self.paymentID = paymentID
        self.operationID = operationID
        self.amount = amount
        self.stripeEvent = stripeEvent
        self.cause = cause
        self.requestID = requestID
    }
}

extension Transaction {
    /// The request or job on whose way this is is written down with it.
    ///
    /// - Parameter ledger: adds up to zero, and is empty when no money moved.
    /// - Returns: the event's id.
    @discardableResult
    package func append(
        _ event: NewPaymentEvent, ledger: [LedgerEntry] = [], currency: Currency, now: Int64
    ) async throws(StoreFailure) -> Int64 {
        let id = try await insert(
            into: "payment_events",
            [
                "booking_id": .optional(event.bookingID), "payment_id": .optional(event.paymentID),
                "operation_id": .optional(event.operationID), "event_type": .text(event.type.rawValue),
                "amount": .optional(event.amount), "stripe_event_id": .optional(event.stripeEvent),
                "cause": .text(event.cause), "stripe_request_id": .optional(event.requestID),
                "request_id": .optional(RequestTrace.id), "created_at": .integer(now),
            ])
        guard ledger.reduce(0, { $0 + $1.amountMinorUnits }) == 0 else {
            throw .malformed("ledger lines of a \(event.type.rawValue) do not add up to zero")
        }
        for entry in ledger where entry.amountMinorUnits != 0 {
            _ = try await insert(
                into: "ledger_entries",
                [
                    "payment_event_id": .integer(id), "payment_id": .optional(event.paymentID),
                    "account": .text(entry.account.rawValue), "amount": .integer(entry.amountMinorUnits),
                    "currency": .text(currency.code), "created_at": .integer(now),
                ])
        }
        return id
    }

    package func events(ofBooking booking: Int64) async throws(StoreFailure) -> [PaymentEvent] {
        try await events(
            "SELECT * FROM payment_events WHERE booking_id = $1 ORDER BY id", [.integer(booking)])
    }

    package func events(ofPayment payment: Int64) async throws(StoreFailure) -> [PaymentEvent] {
        try await events(
            "SELECT * FROM payment_events WHERE payment_id = $1 ORDER BY id", [.integer(payment)])
    }

    /// From the first to the last of the payments for which a hold was tried within a window; the end is exclusive.
    package func paymentsTried(
        from start: Int64, to end: Int64
    ) async throws(StoreFailure) -> ClosedRange<Int64>? {
        let row = try await run(
            """
            SELECT MIN(payment_id) AS first, MAX(payment_id) AS last FROM payment_events
                WHERE event_type = 'authorization_tried' AND created_at >= $1 AND created_at < $2
            """, [.integer(start), .integer(end)]
        ).first
        guard let first = try row?.integer(orNull: "first"), let last = try row?.integer(orNull: "last")
        else { return nil }
        return first...last
    }

    /// The histories of these payments, each in its order.
    package func holdSteps(ofPayments ids: ClosedRange<Int64>) async throws(StoreFailure) -> [HoldStep] {
        let rows = try await run(
            """
            SELECT payment_id, event_type, created_at FROM payment_events
                WHERE payment_id BETWEEN $1 AND $2 ORDER BY payment_id, id
            """, [.integer(ids.lowerBound), .integer(ids.upperBound)])
        var steps: [HoldStep] = []
        for row in rows.rows {
            steps.append(
                HoldStep(
                    payment: try row.integer("payment_id"),
                    type: try row.value("event_type", as: PaymentEventType.self),
                    at: try row.integer("created_at")))
        }
        return steps
    }

    /// What the lines of an account add up to; of one payment, or of all.
    package func balance(
        of account: LedgerAccount, payment: Int64? = nil
    ) async throws(StoreFailure) -> Int64 {
        let place = payment == nil ? "" : " AND payment_id = $2"
        let values: [SQLValue] = [.text(account.rawValue)] + (payment.map { [.integer($0)] } ?? [])
        let rows = try await run(
            "SELECT COALESCE(SUM(amount), 0) AS total FROM ledger_entries WHERE account = $1\(place)", values)
        return try rows.first?.integer("total") ?? 0
    }

    private func events(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> [PaymentEvent] {
        var events: [PaymentEvent] = []
        for row in try await run(sql, values).rows { events.append(try row.event()) }
        return events
    }
}

extension SQLRow {
    fileprivate func event() throws(StoreFailure) -> PaymentEvent {
        PaymentEvent(
            id: try integer("id"), bookingID: try integer(orNull: "booking_id"),
            paymentID: try integer(orNull: "payment_id"), operationID: try integer(orNull: "operation_id"),
            type: try value("event_type", as: PaymentEventType.self), amount: try integer(orNull: "amount"),
            stripeEvent: try text(orNull: "stripe_event_id"), cause: try text("cause"),
            requestID: try text(orNull: "stripe_request_id"),
            askedBy: try text(orNull: "request_id"), createdAt: try integer("created_at"))
    }
}
