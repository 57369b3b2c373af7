// On a marketplace request's way: a student asks for money back, and what was asked is read.
internal import Basics
package import PaymentRules
internal import Store

extension Marketplace {
    static let noRefundRequest = BookingFailure.notFound("refund request")

    /// `POST /api/payments/refund-requests/`. Moves nothing: the house decides.
    ///
    /// - Parameter amount: in minor units; nil asks for all that is left.
    package func requestRefund(
        payment id: Int64, amount: Int64?, reason: String, for viewer: BookingViewer
    ) async throws(BookingFailure) -> RefundRequest {
        guard Self.reasonCharacters.contains(reason.count) else {
            throw .invalid(field: "reason", code: "parameter_invalid", "reason has 1 to 1000 characters.")
        }
        return try await storing { [self] in
            do {
                return try await database.transaction { tx in
                    guard let payment = try await tx.lockPayment(id),
                        let booking = try await tx.gigBooking(ofPayment: id), viewer.pays(booking)
                    else { throw Self.noPayment }
                    let left = try booking.refundable(payment)
                    if let amount { try Self.refuse(amount, beyond: left, of: payment) }
                    return try await tx.insertRefundRequest(
                        paymentID: id, studentID: booking.studentID, amount: amount, reason: reason,
                        now: clock.nowSeconds)
                }
            } catch StoreFailure.constraint {
                throw BookingFailure.conflict(
                    code: "refund_request_open", "A refund of this payment is asked for already.")
            }
        }
    }

    private static let reasonCharacters = 1...1000

    static func refuse(
        _ amount: Int64, beyond left: Int64, of payment: Payment
    ) throws(BookingFailure) {
        guard !(1...left).contains(amount) else { return }
        let most = Money(minorUnits: left, currency: payment.currency).displayText
        throw .invalid(
            field: "amount", code: "amount_too_large",
            "At most what was paid and not given back can be: \(most).")
    }
}

extension GigBooking {
    /// What of the payment is neither given back nor on its way back, in minor units.
    ///
    /// - Throws: when that is nothing.
    func refundable(_ payment: Payment) throws(BookingFailure) -> Int64 {
        guard let captured = payment.capturedAmount else {
            throw .conflict(code: "nothing_captured", "Nothing is paid yet that could be given back.")
        }
        let left = min(captured - payment.refundAmount, owedAmount ?? captured)
        guard left > 0 else {
            throw .conflict(
                code: "already_refunded", "All of this payment is given back already, or on its way.")
        }
        return left
    }
}

// MARK: Reading

extension Marketplace {
    /// `GET /api/payments/refund-requests/{id}/`. Another's is answered like none.
    package func refundRequest(
        _ id: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> RefundRequest {
        try await storing { [database] in
            guard let request = try await database.read({ tx in try await tx.refundRequest(id) }),
                viewer == .everyone || viewer == .student(request.studentID)
            else { throw Self.noRefundRequest }
            return request
        }
    }

    /// `GET /api/payments/refund-requests/`: the newest first, those behind the cursor. What is asked for and what may
    /// be seen must be the same.
    package func refundRequests(
        _ filter: RefundRequestFilter, after cursor: Int64?, limit: Int64, for viewer: BookingViewer
    ) async throws(BookingFailure) -> [RefundRequest] {
        var filter = filter
        switch viewer {
        case .everyone: break
        case .student(let id):
            guard filter.student == nil || filter.student == id else { return [] }
            filter.student = id
        // A refund is between student and house.
        case .instructor: return []
        }
        let wanted = filter
        return try await storing { [database] in
            try await database.read { tx in
                try await tx.refundRequests(wanted, after: cursor, limit: limit)
            }
        }
    }
}

extension BookingViewer {
    fileprivate func pays(_ booking: GigBooking) -> Bool {
        self == .everyone || self == .student(booking.studentID)
    }
}
