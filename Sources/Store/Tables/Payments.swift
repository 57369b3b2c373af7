// On a payment's way to its table, and back.
package import Basics
package import PaymentRules

extension Transaction {
    package func insertPayment(
        studentID: Int64?, kind: Payment.Kind, amount: Int64, currency: Currency, customer: CustomerID?,
        card: PaymentMethodID?, now: Int64
    ) async throws(StoreFailure) -> Payment {
        let id = try await insert(
            into: "payments",
            [
                "student_id": .optional(studentID), "kind": .text(kind.rawValue), "amount": .integer(amount),
                "currency": .text(currency.code), "status": .text(PaymentStatus.pending.rawValue),
                "customer_id": .optional(customer?.text), "payment_method_id": .optional(card?.text),
                "created_at": .integer(now), "updated_at": .integer(now),
            ])
        return Payment(
            id: id, studentID: studentID, kind: kind, amount: amount, currency: currency, customer: customer,
            card: card, createdAt: now)
    }

    package func payment(_ id: Int64) async throws(StoreFailure) -> Payment? {
        try await run("SELECT * FROM payments WHERE id = $1", [.integer(id)]).first?.payment()
    }

    /// The payment, which nobody else changes until this transaction is over.
    package func lockPayment(_ id: Int64) async throws(StoreFailure) -> Payment? {
        try await run("SELECT * FROM payments WHERE id = $1 FOR UPDATE", [.integer(id)]).first?.payment()
    }

    package func paymentID(ofIntent intent: PaymentIntentID) async throws(StoreFailure) -> Int64? {
        try await run("SELECT id FROM payments WHERE stripe_intent_id = $1", [.text(intent.text)])
            .first?.integer("id")
    }

    /// Of a gig that was paid by this charge of Stripe's.
    package func intent(ofGigCharge charge: String) async throws(StoreFailure) -> PaymentIntentID? {
        try await run(
            "SELECT stripe_intent_id FROM payments WHERE kind = 'gig' AND stripe_charge_id = $1",
            [.text(charge)]
        ).first?.stripeID(orNull: "stripe_intent_id")
    }

    /// Writes what can change, here and in the booking that shows it.
    package func save(_ payment: Payment) async throws(StoreFailure) {
        try await update(
            "payments", id: payment.id,
            [
                "payment_method_id": .optional(payment.card?.text), "status": .text(payment.status.rawValue),
                "cause": .optional(payment.cause), "stripe_intent_id": .optional(payment.intent?.text),
                "stripe_charge_id": .optional(payment.charge),
                "authorized_amount": .optional(payment.authorizedAmount),
                "authorized_at": .optional(payment.authorizedAt),
                "authorization_expires_at": .optional(payment.authorizationExpiresAt),
                "captured_amount": .optional(payment.capturedAmount),
                "captured_at": .optional(payment.capturedAt), "refund_amount": .integer(payment.refundAmount),
                "dispute": .optional(payment.dispute), "failures": .integer(payment.failures),
                "first_failed_at": .optional(payment.firstFailedAt),
                "hold_due_at": .optional(payment.holdDueAt), "updated_at": .integer(payment.updatedAt),
            ])
        try await show(PaymentStanding(payment), inBookingWhere: "payment_id", payment.id)
    }

    /// For a lesson out of a wallet, whose standing follows no payment.
    package func show(_ standing: PaymentStanding, inBooking id: Int64) async throws(StoreFailure) {
        try await show(standing, inBookingWhere: "id", id)
    }

    private func show(
        _ standing: PaymentStanding, inBookingWhere column: String, _ id: Int64
    ) async throws(StoreFailure) {
        try await run(
            """
            UPDATE bookings SET payment_status = $1, stripe_intent_id = $2, authorized_amount = $3,
                captured_amount = $4, refund_amount = $5, authorization_expires_at = $6 WHERE \(column) = $7
            """,
            [
                .text(standing.status.rawValue), .optional(standing.intent?.text),
                .optional(standing.authorizedAmount), .optional(standing.capturedAmount),
                .integer(standing.refundAmount), .optional(standing.authorizationExpiresAt), .integer(id),
            ])
    }

    /// Payments whose next hold is due, the longest due first.
    package func paymentsWithHoldDue(by now: Int64, limit: Int64) async throws(StoreFailure) -> [Int64] {
        try await ids(
            """
            SELECT id FROM payments WHERE hold_due_at IS NOT NULL AND hold_due_at <= $1
                ORDER BY hold_due_at LIMIT $2
            """, [.integer(now), .integer(limit)])
    }

    /// Holds that end before `end`, the nearest end first, those behind the last one that was read.
    package func paymentsHeld(
        endingBefore end: Int64, after last: Payment?, limit: Int64
    ) async throws(StoreFailure) -> [Payment] {
        try await payments(
            """
            SELECT * FROM payments WHERE status = 'authorized' AND authorization_expires_at < $1
                AND (authorization_expires_at, id) > ($2, $3) ORDER BY authorization_expires_at, id LIMIT $4
            """,
            [
                .integer(end), .integer(last?.authorizationExpiresAt ?? 0), .integer(last?.id ?? 0),
                .integer(limit),
            ])
    }

    /// Holds in the order of their payments, those behind the cursor.
    package func paymentsHeld(after cursor: Int64, limit: Int64) async throws(StoreFailure) -> [Payment] {
        try await payments(
            "SELECT * FROM payments WHERE status = 'authorized' AND id > $1 ORDER BY id LIMIT $2",
            [.integer(cursor), .integer(limit)])
    }

    private func payments(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> [Payment] {
        var payments: [Payment] = []
        for row in try await run(sql, values).rows { payments.append(try row.payment()) }
        return payments
    }

    private func ids(_ sql: String, _ values: [SQLValue]) async throws(StoreFailure) -> [Int64] {
        var ids: [Int64] = []
        for row in try await run(sql, values).rows { ids.append(try row.integer("id")) }
        return ids
    }
}

extension SQLRow {
    func payment() throws(StoreFailure) -> Payment {
        var payment = Payment(
            id: try integer("id"), studentID: try integer(orNull: "student_id"),
            kind: try value("kind", as: Payment.Kind.self), amount: try integer("amount"),
            currency: try currency(), customer: try stripeID(orNull: "customer_id"),
            card: try stripeID(orNull: "payment_method_id"), createdAt: try integer("created_at"))
        payment.status = try value("status", as: PaymentStatus.self)
        payment.cause = try text(orNull: "cause")
        payment.intent = try stripeID(orNull: "stripe_intent_id")
        payment.charge = try text(orNull: "stripe_charge_id")
        payment.authorizedAmount = try integer(orNull: "authorized_amount")
        payment.authorizedAt = try integer(orNull: "authorized_at")
        payment.authorizationExpiresAt = try integer(orNull: "authorization_expires_at")
        payment.capturedAmount = try integer(orNull: "captured_amount")
        payment.capturedAt = try integer(orNull: "captured_at")
        payment.refundAmount = try integer("refund_amount")
        payment.dispute = try text(orNull: "dispute")
        payment.failures = try integer("failures")
        payment.firstFailedAt = try integer(orNull: "first_failed_at")
        payment.holdDueAt = try integer(orNull: "hold_due_at")
        payment.updatedAt = try integer("updated_at")
        return payment
    }

    func currency() throws(StoreFailure) -> Currency {
        guard let currency = Currency(try text("currency")) else {
            throw .malformed("currency holds no currency")
        }
        return currency
    }

    func stripeID<Kind>(orNull name: String) throws(StoreFailure) -> StripeID<Kind>? {
        guard let text = try text(orNull: name) else { return nil }
        guard let id = StripeID<Kind>(text) else { throw .malformed("\(name) holds no id of Stripe's") }
        return id
    }

    func stripeID<Kind>(_ name: String) throws(StoreFailure) -> StripeID<Kind> {
        guard let id: StripeID<Kind> = try stripeID(orNull: name) else { throw .malformed("\(name) is NULL") }
        return id
    }
}
