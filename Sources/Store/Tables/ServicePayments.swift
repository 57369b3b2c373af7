// On the way of another service's payment to its table, and back.
package import PaymentRules

extension Transaction {
    /// - Returns: false when the token is another payment's.
    package func insertIfNew(_ payment: ServicePayment) async throws(StoreFailure) -> Bool {
        try await insertIfNew(
            into: "service_payments",
            [
                "payment_id": .integer(payment.paymentID), "name": .text(payment.name),
                "token": .text(payment.token), "email": .optional(payment.email),
                "description": .optional(payment.description), "owed_amount": .optional(payment.owedAmount),
            ])
    }

    package func servicePayment(_ paymentID: Int64) async throws(StoreFailure) -> ServicePayment? {
        try await run("SELECT * FROM service_payments WHERE payment_id = $1", [.integer(paymentID)])
            .first?.servicePayment()
    }

    package func servicePayment(named name: String) async throws(StoreFailure) -> ServicePayment? {
        try await run("SELECT * FROM service_payments WHERE name = $1", [.text(name)])
            .first?.servicePayment()
    }

    package func servicePayment(ofToken token: String) async throws(StoreFailure) -> ServicePayment? {
        try await run("SELECT * FROM service_payments WHERE token = $1", [.text(token)])
            .first?.servicePayment()
    }

    /// The one whose hold or collection is this charge of Stripe's.
    package func servicePayment(ofCharge charge: String) async throws(StoreFailure) -> ServicePayment? {
        try await run(
            """
            SELECT s.* FROM payments p JOIN service_payments s ON s.payment_id = p.id
                WHERE p.kind = 'service' AND p.stripe_charge_id = $1
            """, [.text(charge)]
        ).first?.servicePayment()
    }

    /// - Parameter amount: in minor units; nil when what was asked for cannot be had.
    package func setOwed(_ amount: Int64?, ofServicePayment id: Int64) async throws(StoreFailure) {
        try await run(
            "UPDATE service_payments SET owed_amount = $1 WHERE payment_id = $2",
            [.optional(amount), .integer(id)])
    }

    /// The newest first, those behind the cursor.
    package func servicePayments(
        _ filter: ServicePaymentFilter, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [(ServicePayment, Payment)] {
        var conditions = ["p.kind = 'service'"]
        var values: [SQLValue] = []
        func add(_ comparison: String, _ value: SQLValue) {
            values.append(value)
            conditions.append("\(comparison) $\(values.count)")
        }
        if let email = filter.email { add("s.email =", .text(email)) }
        if let status = filter.status { add("p.status =", .text(status.rawValue)) }
        // Whoever leads has the index that the list is read by.
        let leader = filter.email == nil && filter.status != nil ? "p.id" : "s.payment_id"
        if let cursor { add("\(leader) <", .integer(cursor)) }
        let rows = try await run(
            """
            SELECT s.*, p.* FROM service_payments s JOIN payments p ON p.id = s.payment_id
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(leader) DESC
                LIMIT $\(values.count + 1)
            """, values + [.integer(limit)])
        var payments: [(ServicePayment, Payment)] = []
        for row in rows.rows { payments.append((try row.servicePayment(), try row.payment())) }
        return payments
    }

    /// Holds of other services that end before `end`, the nearest end first.
    package func serviceHolds(
        endingBefore end: Int64, limit: Int64
    ) async throws(StoreFailure) -> [Payment] {
        let rows = try await run(
            """
            SELECT * FROM payments WHERE status = 'authorized' AND kind = 'service'
                AND authorization_expires_at < $1 ORDER BY authorization_expires_at, id LIMIT $2
            """, [.integer(end), .integer(limit)])
        var payments: [Payment] = []
        for row in rows.rows { payments.append(try row.payment()) }
        return payments
    }
}

extension SQLRow {
    fileprivate func servicePayment() throws(StoreFailure) -> ServicePayment {
        ServicePayment(
            paymentID: try integer("payment_id"), name: try text("name"), token: try text("token"),
            email: try text(orNull: "email"), description: try text(orNull: "description"),
            owedAmount: try integer(orNull: "owed_amount"))
    }
}
