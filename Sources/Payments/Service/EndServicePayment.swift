// On the way of another service's request: what is held is collected, or given back.
internal import Basics
internal import PaymentRules
internal import Store

extension ServicePayments {
    /// `POST /payment/{id}/complete`: collects what is held; what is beyond `amount` is let go with it. A failed
    /// collection is no last word: the hold may still stand, and Stripe's refusal says why.
    ///
    /// - Parameter amount: in minor units; nil collects all.
    package func complete(
        _ name: String, amount: Int64?, _ request: ServiceRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await act(.complete, on: name, request) { payment, service in
            if payment.status == .captured {
                guard amount == nil || amount == payment.capturedAmount else {
                    throw BookingFailure.refused(ServiceRefusal.alreadyCaptured)
                }
                return payment.capturedAmount ?? 0
            }
            let held = payment.authorizedAmount ?? payment.amount
            guard amount.map({ (1...held).contains($0) }) ?? true else {
                throw BookingFailure.invalid(
                    field: "amount", code: "amount_too_large",
                    "At most what is held can be collected: \(Self.text(held, payment)).")
            }
            let owed = amount ?? held
            // A second word that differs from the first, while that is being done.
            guard service.owedAmount == nil || service.owedAmount == owed else {
                throw BookingFailure.conflict(
                    code: "payment_busy",
                    "Something else was asked of this payment and is under way: look it up in a moment.")
            }
            return owed
        }
    }

    /// `POST /payment/{id}/cancel`: releases what is held, refunds what was collected.
    package func cancel(
        _ name: String, _ request: ServiceRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await act(.cancel, on: name, request) { _, _ in 0 }
    }

    /// `POST /payment/{id}/refund`: gives back some of what was collected.
    ///
    /// - Parameter amount: in minor units; nil gives back what is left.
    package func refund(
        _ name: String, amount: Int64?, _ request: ServiceRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await act(.refund, on: name, request) { payment, service in
            // All of it is back: a part that is asked for again, because an answer was lost, is so already.
            guard let amount, payment.status != .refunded else { return 0 }
            let kept = service.refundable(payment)
            guard (1...max(1, kept)).contains(amount), kept > 0 else {
                throw BookingFailure.invalid(
                    field: "amount", code: "amount_too_large",
                    "At most what was collected and not given back can be: \(Self.text(kept, payment)).")
            }
            return kept - amount
        }
    }

    private static func text(_ amount: Int64, _ payment: Payment) -> String {
        Money(minorUnits: amount, currency: payment.currency).displayText
    }

    /// - Parameter decide: what is owed from now on, in minor units.
    private func act(
        _ action: ServiceAction, on name: String, _ request: ServiceRequest,
        decide: @escaping @Sendable (Payment, ServicePayment) throws -> Int64
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            let answer = answer(to: request)
            if let kept = try await requests.answerKept(for: request.identity, answer: answer) { return kept }
            return try await requests.perform(
                request.identity, begin: { tx in try await begin(action, name, request, decide, in: tx) },
                answer: answer)
        }
    }

    private func begin(
        _ action: ServiceAction, _ name: String, _ request: ServiceRequest,
        _ decide: @Sendable (Payment, ServicePayment) throws -> Int64, in tx: any Transaction
    ) async throws -> Begun {
        guard let known = try await tx.servicePayment(named: name),
            let payment = try await tx.lockPayment(known.paymentID),
            let service = try await tx.servicePayment(payment.id)
        else { throw Self.notFound }
        let open = try await tx.openOperation(ofPayment: payment.id)
        switch ServiceAction.table.verdict(on: action, in: payment.status) {
        case .refused(let refusal): throw BookingFailure.refused(refusal)
        case .done:
            _ = try decide(payment, service)
            return Begun(subject: payment.id, operation: open?.id, isBehind: open != nil)
        case .allowed: break
        }
        let owed = try decide(payment, service)
        try await tx.setOwed(owed, ofServicePayment: payment.id)
        let cause = "\(action.rawValue), asked for by \(request.caller)"
        let move = try await movements.pursue(owed, payment, cause: cause, in: tx)
        if let move { return Begun(subject: payment.id, operation: move.id) }
        guard let open else { throw BookingFailure.refundCameBack }
        return Begun(subject: payment.id, operation: open.id, isBehind: true)
    }
}

extension BookingFailure {
    /// What a bank sent back once is not sent there again.
    static let refundCameBack = BookingFailure.conflict(
        code: "refund_came_back",
        "The bank sent an earlier refund of this payment back: staff were told, and pay it in another way.")

    fileprivate static func refused(_ refusal: ServiceRefusal) -> BookingFailure {
        .conflict(code: refusal.rawValue, refusal.text)
    }
}
