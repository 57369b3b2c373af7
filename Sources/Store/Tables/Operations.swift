// On a move of money's way to its table, and back.
package import Basics
package import PaymentRules

/// A move of money before it has an id.
package struct NewOperation: Sendable {
    package var paymentID: Int64
    package var verb: MoneyVerb
    package var amount: Int64?
    package var lessonsCount: Int64?
    package var idempotencyKey: String
    package var card: PaymentMethodID?
    package var intent: PaymentIntentID?
    package var oldIntent: PaymentIntentID?
    package var cause: String
    package var leaseOwner: String
    package var leaseUntil: Int64

    package init(
        paymentID: Int64, verb: MoneyVerb, amount: Int64?, lessonsCount: Int64?, idempotencyKey: String,
        card: PaymentMethodID?,
        intent: PaymentIntentID?, oldIntent: PaymentIntentID?, cause: String, leaseOwner: String,
        leaseUntil: Int64
    ) {
        self.paymentID = paymentID
        self.verb = verb
        self.amount = amount
        self.lessonsCount = lessonsCount
        self.idempotencyKey = idempotencyKey
        self.card = card
        self.intent = intent
        self.oldIntent = oldIntent
        self.cause = cause
        self.leaseOwner = leaseOwner
        self.leaseUntil = leaseUntil
    }
}

extension Transaction {
    package func insert(_ new: NewOperation, now: Int64) async throws(StoreFailure) -> Operation {
        let id = try await insert(
            into: "operations",
            [
                "payment_id": .integer(new.paymentID), "verb": .text(new.verb.rawValue),
                "amount": .optional(new.amount), "lessons_count": .optional(new.lessonsCount),
                "state": .text(Operation.State.open.rawValue),
                "idempotency_key": .text(new.idempotencyKey), "payment_method_id": .optional(new.card?.text),
                "stripe_intent_id": .optional(new.intent?.text),
                "old_intent_id": .optional(new.oldIntent?.text), "cause": .text(new.cause),
                "first_sent_at": .integer(now), "next_try_at": .integer(now),
                "lease_owner": .text(new.leaseOwner), "lease_until": .integer(new.leaseUntil),
                "created_at": .integer(now),
            ])
        return Operation(
            id: id, paymentID: new.paymentID, verb: new.verb, amount: new.amount,
            lessonsCount: new.lessonsCount, idempotencyKey: new.idempotencyKey, card: new.card,
            intent: new.intent, oldIntent: new.oldIntent,
            cause: new.cause, leaseOwner: new.leaseOwner, leaseUntil: new.leaseUntil, createdAt: now)
    }

    package func operation(_ id: Int64) async throws(StoreFailure) -> Operation? {
        try await run("SELECT * FROM operations WHERE id = $1", [.integer(id)]).first?.operation()
    }

    package func openOperation(ofPayment payment: Int64) async throws(StoreFailure) -> Operation? {
        try await run(
            "SELECT * FROM operations WHERE payment_id = $1 AND state = 'open'", [.integer(payment)]
        ).first?.operation()
    }

    /// The payment's operations, in order.
    package func operations(ofPayment payment: Int64) async throws(StoreFailure) -> [Operation] {
        try await operations(
            "SELECT * FROM operations WHERE payment_id = $1 ORDER BY id", [.integer(payment)])
    }

    package func save(_ operation: Operation) async throws(StoreFailure) {
        try await update(
            "operations", id: operation.id,
            [
                "state": .text(operation.state.rawValue), "idempotency_key": .text(operation.idempotencyKey),
                "stripe_intent_id": .optional(operation.intent?.text),
                "stripe_refund_id": .optional(operation.refund?.text),
                "paid_by_house": .integer(operation.isPaidByHouse ? 1 : 0),
                "first_sent_at": .integer(operation.firstSentAt), "attempts": .integer(operation.attempts),
                "next_try_at": .integer(operation.nextTryAt),
                "lease_owner": .optional(operation.leaseOwner), "lease_until": .integer(operation.leaseUntil),
                "fence": .integer(operation.fence), "failure_code": .optional(operation.failureCode),
                "failure_text": .optional(operation.failureText),
                "stripe_request_id": .optional(operation.requestID),
                "finished_at": .optional(operation.finishedAt),
            ])
    }

    /// Open ones that are due and that nobody works on, the longest due first; no other transaction gets them too.
    package func abandonedOperations(at now: Int64, limit: Int64) async throws(StoreFailure) -> [Operation] {
        try await operations(
            """
            SELECT * FROM operations WHERE state = 'open' AND next_try_at <= $1 AND lease_until < $2
                ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED
            """, [.integer(now), .integer(now), .integer(limit)])
    }

    private func operations(
        _ sql: String, _ values: [SQLValue]
    ) async throws(StoreFailure) -> [Operation] {
        var operations: [Operation] = []
        for row in try await run(sql, values).rows { operations.append(try row.operation()) }
        return operations
    }
}

extension SQLRow {
    fileprivate func operation() throws(StoreFailure) -> Operation {
        var operation = Operation(
            id: try integer("id"), paymentID: try integer("payment_id"),
            verb: try value("verb", as: MoneyVerb.self), amount: try integer(orNull: "amount"),
            lessonsCount: try integer(orNull: "lessons_count"), idempotencyKey: try text("idempotency_key"),
            card: try stripeID(orNull: "payment_method_id"),
            intent: try stripeID(orNull: "stripe_intent_id"),
            oldIntent: try stripeID(orNull: "old_intent_id"), cause: try text("cause"),
            leaseOwner: try text(orNull: "lease_owner"), leaseUntil: try integer("lease_until"),
            createdAt: try integer("created_at"))
        operation.state = try value("state", as: Operation.State.self)
        operation.refund = try stripeID(orNull: "stripe_refund_id")
        operation.isPaidByHouse = try integer("paid_by_house") == 1
        operation.firstSentAt = try integer("first_sent_at")
        operation.attempts = try integer("attempts")
        operation.nextTryAt = try integer("next_try_at")
        operation.fence = try integer("fence")
        operation.failureCode = try text(orNull: "failure_code")
        operation.failureText = try text(orNull: "failure_text")
        operation.requestID = try text(orNull: "stripe_request_id")
        operation.finishedAt = try integer(orNull: "finished_at")
        return operation
    }
}
