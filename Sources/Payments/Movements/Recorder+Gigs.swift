// On the way of what happened to a gig's money into the books: who has what of it, and where the booking stands.
internal import Basics
internal import PaymentRules
internal import Store

// MARK: The ledger

extension Recorder {
    /// What the ledger does not say yet of who has what. It is the difference of what Stripe says now and what is
    /// written, so it does not matter what brought it about, nor how often it is looked at.
    func splitEntries(
        _ truth: IntentTruth, _ payment: Payment
    ) async throws(StoreFailure) -> [LedgerEntry] {
        guard payment.kind == .gig, payment.intent == truth.id, let split = truth.split else { return [] }
        let before = GigSplit(
            paid: -(try await tx.balance(of: .studentPayments, payment: payment.id)),
            teacher: try await tx.balance(of: .teacherBalances, payment: payment.id),
            stripeFee: try await tx.balance(of: .stripeFees, payment: payment.id))
        let now = GigSplit(
            paid: (payment.capturedAmount ?? 0) - payment.refundAmount, teacher: split.teacher,
            stripeFee: split.stripeFee)
        return Ledger.entries(for: .split(from: before, to: now))
    }

    /// The house pays Stripe for a dispute, whoever wins it. Of lessons the ledger leaves Stripe's fees out.
    func fee(of dispute: DisputeTruth, _ payment: Payment) -> [LedgerEntry] {
        payment.kind == .gig ? Ledger.entries(for: .disputeFee(dispute.fee)) : []
    }
}

// MARK: The booking

extension Recorder {
    /// - Parameter event: that tells the fact in the history.
    func followGig(_ fact: PaymentFact, _ payment: Payment, _ event: Int64) async throws(StoreFailure) {
        guard var gig = try await tx.gigBooking(ofPayment: payment.id) else { return }
        switch fact {
        case .captured:
            if gig.status == .unpaid {
                gig.status = .requested
                // However long it took to be paid, the teacher has as long to answer.
                gig.confirmBy += now - gig.createdAt
                try await owe(
                    MailTemplate.gigRequested.rawValue, to: "instructor", payment, amount: payment.amount,
                    fact: String(event))
            } else if !gig.status.takesSeat {
                // The seat is perhaps another's by now.
                gig.owedAmount = 0
            }
        case .refunded:
            let isAll = payment.status == .refunded
            if isAll, gig.status == .requested || gig.status == .confirmed { gig.status = .cancelled }
            try await closeRefundRequest(payment, isAll: isAll)
        case .authorized, .released, .refundReverted: return
        }
        gig.updatedAt = now
        try await tx.save(gig)
    }

    private func closeRefundRequest(_ payment: Payment, isAll: Bool) async throws(StoreFailure) {
        guard var request = try await tx.openRefundRequest(ofPayment: payment.id),
            request.status == .approved || isAll
        else { return }
        request.status = .refunded
        request.processedAt = request.processedAt ?? now
        try await tx.save(request)
    }

    /// What Stripe refused for good.
    func gigRefused(_ operation: Operation, _ payment: Payment) async throws(StoreFailure) {
        guard var gig = try await tx.gigBooking(ofPayment: payment.id) else { return }
        // What cannot be had must not come back with what is asked for next.
        gig.owedAmount = nil
        gig.updatedAt = now
        if operation.verb == .charge {
            gig.status = .failed
            if operation.failureCode == MovementRefusal.transferImpossible {
                try await tx.setCanBePaid(false, account: gig.account, now: now)
                try await needStaff(payment, about: "teacher_account")
            }
        }
        try await tx.save(gig)
        guard operation.verb == .refund, var request = try await tx.openRefundRequest(ofPayment: payment.id),
            request.status == .approved
        else { return }
        request.status = .pending
        request.approvedAmount = nil
        request.notes = "Stripe refused the refund: \(operation.failureText ?? "")"
        try await tx.save(request)
    }
}
