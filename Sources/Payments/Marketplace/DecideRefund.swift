// On a marketplace request's way: the house decides on a refund, and the money follows.
internal import Basics
package import PaymentRules
internal import Store

package struct RefundDecision: Sendable {
    package let approves: Bool
    /// In minor units; nil gives what was asked for.
    package let amount: Int64?
    package let notes: String?
    /// Who decides: `staff:ada`.
    package let by: String

    package init(approves: Bool, amount: Int64?, notes: String?, by: String) {
        self.approves = approves
        self.amount = amount
        self.notes = notes
        self.by = by
    }
}

/// A refund request after a decision, with what came of its move of money.
package struct DecidedRefund: Sendable {
    package let request: RefundRequest
    package let result: MovementResult
}

extension Marketplace {
    /// `POST /api/payments/refund-requests/{id}/process/`. The same decision again is answered as things stand.
    package func decide(
        _ decision: RefundDecision, on id: Int64, _ identity: RequestIdentity,
        render: @escaping @Sendable (DecidedRefund) -> KeptAnswer
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            let answer: KeyedRequests.Answer = { tx, id, result in
                guard let request = try await tx.refundRequest(id) else { throw Self.noRefundRequest }
                return render(DecidedRefund(request: request, result: result))
            }
            return try await requests.perform(
                identity, begin: { tx in try await begin(decision, id, in: tx) }, answer: answer)
        }
    }

    private func begin(
        _ decision: RefundDecision, _ id: Int64, in tx: any Transaction
    ) async throws -> Begun {
        // Who changes a request has its payment, so it is read again once that is ours.
        guard let known = try await tx.refundRequest(id),
            let payment = try await tx.lockPayment(known.paymentID),
            let booking = try await tx.gigBooking(ofPayment: payment.id),
            var request = try await tx.refundRequest(id)
        else { throw Self.noRefundRequest }
        guard request.status == .pending else {
            guard decision.repeats(request) else { throw BookingFailure.alreadyProcessed(request) }
            let open = try await tx.openOperation(ofPayment: payment.id)
            return Begun(subject: id, operation: open?.id, isBehind: open != nil)
        }
        request.notes = decision.notes
        request.processedBy = decision.by
        request.processedAt = clock.nowSeconds
        guard decision.approves else {
            request.status = .rejected
            try await tx.save(request)
            return Begun(subject: id)
        }
        return try await approve(&request, decision, booking, payment, in: tx)
    }

    private func approve(
        _ request: inout RefundRequest, _ decision: RefundDecision, _ booking: GigBooking, _ payment: Payment,
        in tx: any Transaction
    ) async throws -> Begun {
        let left = try booking.approvable(payment)
        let amount = decision.amount ?? request.requestedAmount ?? left
        try Self.refuse(amount, beyond: left, of: payment)
        var booking = booking
        booking.owedAmount = left - amount
        booking.updatedAt = clock.nowSeconds
        try await tx.save(booking)
        request.status = .approved
        request.approvedAmount = amount
        try await tx.save(request)
        let move = try await movements.pursue(
            booking.owedAmount, payment, cause: "refund request \(request.id), approved by \(decision.by)",
            in: tx)
        if let move { return Begun(subject: request.id, operation: move.id) }
        guard let open = try await tx.openOperation(ofPayment: payment.id) else {
            throw BookingFailure.refundCameBack
        }
        return Begun(subject: request.id, operation: open.id, isBehind: true)
    }
}

extension GigBooking {
    /// What the house may give back of the payment, in minor units.
    ///
    /// - Throws: when that is nothing.
    func approvable(_ payment: Payment) throws(BookingFailure) -> Int64 {
        let left = try refundable(payment)
        guard !payment.isDisputed else { throw .refused(.paymentDisputed) }
        return left
    }
}

extension RefundDecision {
    /// Whether the request stands as this decision would have it.
    fileprivate func repeats(_ request: RefundRequest) -> Bool {
        switch request.status {
        case .pending: false
        case .rejected: !approves
        case .approved, .refunded: approves && (amount == nil || amount == request.approvedAmount)
        }
    }
}

extension BookingFailure {
    fileprivate static func alreadyProcessed(_ request: RefundRequest) -> BookingFailure {
        .conflict(
            code: "already_processed", "This refund request is \(request.status.rawValue) already.")
    }
}
