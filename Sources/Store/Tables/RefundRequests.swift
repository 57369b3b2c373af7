// On the way of a student's wish for their money back to its table, and back.
package import PaymentRules

extension Transaction {
    /// - Throws: `.constraint` when the payment has an open one.
    package func insertRefundRequest(
        paymentID: Int64, studentID: Int64, amount: Int64?, reason: String, now: Int64
    ) async throws(StoreFailure) -> RefundRequest {
        let id = try await insert(
            into: "refund_requests",
            [
                "payment_id": .integer(paymentID), "student_id": .integer(studentID),
                "requested_amount": .optional(amount), "reason": .text(reason),
                "status": .text(RefundRequest.Status.pending.rawValue), "created_at": .integer(now),
            ])
        return RefundRequest(
            id: id, paymentID: paymentID, studentID: studentID, requestedAmount: amount, reason: reason,
            createdAt: now)
    }

    package func refundRequest(_ id: Int64) async throws(StoreFailure) -> RefundRequest? {
        try await refundRequests("SELECT * FROM refund_requests WHERE id = $1", [.integer(id)]).first
    }

    /// The payment's, pending or approved. Who changes it has locked the payment.
    package func openRefundRequest(ofPayment payment: Int64) async throws(StoreFailure) -> RefundRequest? {
        try await refundRequests(
            "SELECT * FROM refund_requests WHERE payment_id = $1 AND status IN ('pending', 'approved')",
            [.integer(payment)]
        ).first
    }

    /// Writes what can change.
    package func save(_ request: RefundRequest) async throws(StoreFailure) {
        try await update(
            "refund_requests", id: request.id,
            [
                "status": .text(request.status.rawValue),
                "approved_amount": .optional(request.approvedAmount), "notes": .optional(request.notes),
                "processed_by": .optional(request.processedBy),
                "processed_at": .optional(request.processedAt),
            ])
    }

    /// The newest first, those behind the cursor.
    package func refundRequests(
        _ filter: RefundRequestFilter, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [RefundRequest] {
        var conditions = ["id < $1"]
        var values: [SQLValue] = [.integer(cursor ?? .max), .integer(limit)]
        if let student = filter.student {
            values.append(.integer(student))
            conditions.append("student_id = $\(values.count)")
        }
        if let status = filter.status {
            values.append(.text(status.rawValue))
            conditions.append("status = $\(values.count)")
        }
        return try await refundRequests(
            """
            SELECT * FROM refund_requests WHERE \(conditions.joined(separator: " AND "))
                ORDER BY id DESC LIMIT $2
            """, values)
    }

    private func refundRequests(
        _ sql: String, _ values: [SQLValue]
    ) async throws(StoreFailure) -> [RefundRequest] {
        var requests: [RefundRequest] = []
        for row in try await run(sql, values).rows { requests.append(try row.refundRequest()) }
        return requests
    }
}

extension SQLRow {
    fileprivate func refundRequest() throws(StoreFailure) -> RefundRequest {
        var request = RefundRequest(
            id: try integer("id"), paymentID: try integer("payment_id"),
            studentID: try integer("student_id"), requestedAmount: try integer(orNull: "requested_amount"),
            reason: try text("reason"), createdAt: try integer("created_at"))
        request.status = try value("status", as: RefundRequest.Status.self)
        request.approvedAmount = try integer(orNull: "approved_amount")
        request.notes = try text(orNull: "notes")
        request.processedBy = try text(orNull: "processed_by")
        request.processedAt = try integer(orNull: "processed_at")
        return request
    }
}
