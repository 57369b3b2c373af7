// On the way back of a package's refund that did not last: its lessons go back into the wallet.
internal import PaymentRules
internal import Store

/// A refund of a package takes the unused lessons out of its wallet when it is written down. Where its money stays with
/// the shop, the student is owed those lessons again; nothing else would be left of what was paid. This comes about in
/// three ways:
///
/// - Stripe refuses the refund for good. No money moved, and the ledger says nothing.
/// - The bank sends it back later (`refund.failed`, docs.stripe.com/refunds#failed-refunds). The ledger takes the
///   refund back: the money is in Stripe's balance again and owed as credit, as before the refund.
/// - It was sent back before its outcome was written down here, after a crash or an outage. Stripe's total then says
///   nothing of it, nor does the ledger.
///
/// Staff are told each time, in the transaction that brings the lessons back: the refund may be asked for again, or the
/// money be paid in another way. What came back is told once in the history, by the operation's number, and that is how
/// it is known.
extension Recorder {
    /// Of an operation that is closed just now.
    func returnLessons(of refund: Operation, _ payment: Payment) async throws(StoreFailure) {
        guard let count = refund.lessonsCount,
            let known = try await tx.package(ofPayment: payment.id, origin: .bought),
            let package = try await tx.lockPackage(known.id)
        else { return }
        try await tx.setLessonsLeft(package.lessonsLeft + count, ofPackage: package.id)
        // Of the package and no booking's: a booking that has this event gave its own lesson back.
        let event = NewPaymentEvent(
            .lessonReturned, bookingID: nil, paymentID: payment.id, operationID: refund.id,
            cause: "\(count) lessons whose refund came to nothing")
        try await tx.append(event, currency: payment.currency, now: now)
    }

    /// Of refunds that the bank sent back. Stripe's total does not say which: it is the newest of that amount, or all
    /// together. Another, made at the Dashboard, had no lessons.
    func returnLessons(ofReverted amount: Int64, _ payment: Payment) async throws(StoreFailure) {
        guard payment.kind == .package else { return }
        let returned = try await tx.events(ofPayment: payment.id).filter { $0.type == .lessonReturned }
            .compactMap(\.operationID)
        let standing = try await tx.operations(ofPayment: payment.id).filter {
            $0.lessonsCount != nil && $0.state == .done && !returned.contains($0.id)
        }
        if let refund = standing.last(where: { $0.amount == amount }) {
            try await returnLessons(of: refund, payment)
        } else if standing.reduce(0, { $0 + ($1.amount ?? 0) }) == amount {
            for refund in standing { try await returnLessons(of: refund, payment) }
        }
    }

    /// Stripe has the refund, and no more went back than before: the bank has sent it back already.
    func refundReturned(_ refund: Operation, _ payment: Payment) async throws(StoreFailure) {
        // Told as by Stripe and of no operation: what is owed for a lesson is not sent to the same bank again.
        let told = Recorder(tx: tx, booking: booking, operation: nil, cause: cause, random: random, now: now)
        try await told.record(.refundFailed, payment, amount: refund.amount)
        try await needStaff(payment, about: MoneyVerb.refund.rawValue)
        try await returnLessons(of: refund, payment)
    }
}

extension Recorder {
    /// Of a refund that staff asked for and Stripe refused: it must not come back with what is asked for next. What a
    /// booking's end gives back stays owed.
    func dropRefund(_ payment: Payment) async throws(StoreFailure) {
        guard var booking, MovementCause.isRefund(cause) else { return }
        booking.owedAmount = (payment.capturedAmount ?? 0) - payment.refundAmount
        booking.updatedAt = now
        try await tx.save(booking)
    }
}
