// On the way back of a move of money: its outcome and everything that follows from it, in one transaction.
internal import Basics
internal import PaymentRules
internal import Store

extension Movements {
    struct Settled: Sendable {
        let result: MovementResult
        /// The operation to run next: the same one's second call, or one that what is owed asks for.
        let next: Int64?
    }

    /// Closes the operation with what came of it. An outcome that comes after somebody else took the operation over is
    /// left aside: who took it over knows more, and what they wrote is the result.
    func settle(
        _ asked: Operation, _ outcome: MovementOutcome, in tx: any Transaction
    ) async throws(StoreFailure) -> Settled {
        let now = clock.nowSeconds
        let bookingID = try await tx.bookingID(ofPayment: asked.paymentID)
        var booking: Booking?
        if let bookingID { booking = try await tx.lockBooking(bookingID) }
        guard var payment = try await tx.lockPayment(asked.paymentID),
            var operation = try await tx.operation(asked.id), operation.state == .open,
            operation.fence == asked.fence
        else { return Settled(result: try await result(of: asked.id, in: tx), next: nil) }
        // Before what is recorded of it, which names Stripe's answer as well.
        operation.requestID = outcome.requestID ?? operation.requestID
        let recorder = Recorder(
            tx: tx, booking: booking, operation: operation, cause: operation.cause, random: random, now: now)
        operation.attempts += 1
        switch outcome {
        case .truth(let truth, let refund, _):
            operation.refund = refund
            return try await conclude(&operation, &payment, truth, recorder)
        case .refused(let refusal):
            try await refuse(&operation, &payment, refusal, recorder)
            return Settled(result: .refused(refusal), next: nil)
        case .unknown(let reason):
            operation.failureText = reason
            operation.nextTryAt = now + Self.backoffSeconds(operation.attempts)
            operation.leaseUntil = now - 1
            try await tx.save(operation)
            return Settled(result: .underWay, next: nil)
        case .absent:
            operation.idempotencyKey = "fermata-" + random.hex(byteCount: 16)
            operation.firstSentAt = now
            operation.leaseUntil = now + leaseSeconds
            try await tx.save(operation)
            return Settled(result: .underWay, next: operation.id)
        case .teacherShort:
            // The student does not wait for the teacher's debts. Another request to Stripe is another key.
            operation.isPaidByHouse = true
            operation.idempotencyKey = "fermata-" + random.hex(byteCount: 16)
            operation.firstSentAt = now
            operation.leaseUntil = now + leaseSeconds
            try await tx.save(operation)
            try await recorder.needStaff(payment, about: "teacher_short")
            return Settled(result: .underWay, next: operation.id)
        }
    }

    /// After the first minute twice as long each time, up to an hour: an outage ends, and nobody hammers it.
    private static func backoffSeconds(_ attempts: Int64) -> Int64 {
        min(3600, 60 << min(attempts - 1, 6))
    }

    private func conclude(
        _ operation: inout Operation, _ payment: inout Payment, _ truth: IntentTruth, _ recorder: Recorder
    ) async throws(StoreFailure) -> Settled {
        let tx = recorder.tx
        if operation.verb == .renew, operation.intent == nil, truth.isPaid {
            let held = payment.status == .authorized ? payment.authorizedAmount ?? 0 : 0
            operation.intent = truth.id
            let facts = payment.take(renewal: truth, now: recorder.now)
            let amount = payment.authorizedAmount ?? 0
            try await tx.save(operation)
            try await tx.save(payment)
            // The old hold counts as let go here, whose place the new one takes.
            let change = Ledger.entries(for: .released(held)) + Ledger.entries(for: .authorized(amount))
            try await recorder.record(
                .authorizationRenewed, payment, amount: amount, ledger: held == amount ? [] : change)
            try await recorder.record(facts, payment, truth)
            // The same operation goes on: its second call lets the old hold go.
            return Settled(result: .underWay, next: operation.id)
        }
        if operation.verb == .renew, truth.id == operation.oldIntent { payment.intent = truth.id }
        let facts = payment.absorb(truth, release: .released, now: recorder.now)
        if operation.verb == .authorize || operation.verb == .charge { operation.intent = truth.id }
        let isDone = operation.verb == .refund ? operation.refund != nil : operation.isSatisfied(by: truth)
        operation.state = isDone ? .done : .refused
        operation.finishedAt = recorder.now
        let refusal = MovementRefusal(
            code: "payment_unexpected_state", message: "The payment has moved on at Stripe meanwhile.",
            isDecline: false, requestID: operation.requestID)
        if !isDone {
            operation.failureCode = refusal.code
            operation.failureText = refusal.message
        }
        try await tx.save(operation)
        try await tx.save(payment)
        // The money is lost to time, or was taken by somebody else: staff are told before what it came to is.
        if !isDone, operation.verb == .capture { try await recorder.refused(.capture, payment) }
        try await recorder.record(facts, payment, truth)
        if isDone, operation.verb == .refund, facts.isEmpty {
            try await recorder.refundReturned(operation, payment)
        }
        let next = try await follow(payment, recorder)
        return Settled(result: isDone ? .done : .refused(refusal), next: next)
    }

    /// What is owed now that the way is free: perhaps the lesson was cancelled meanwhile.
    private func follow(_ payment: Payment, _ recorder: Recorder) async throws(StoreFailure) -> Int64? {
        let owed = try await recorder.tx.owed(payment, recorder.booking)
        return try await pursue(owed, payment, cause: recorder.cause, in: recorder.tx)?.id
    }

    private func refuse(
        _ operation: inout Operation, _ payment: inout Payment, _ refusal: MovementRefusal,
        _ recorder: Recorder
    ) async throws(StoreFailure) {
        operation.state = .refused
        operation.finishedAt = recorder.now
        operation.failureCode = refusal.code
        operation.failureText = refusal.message
        try await recorder.tx.save(operation)
        let outcome: PaymentOutcome? =
            switch operation.verb {
            case .authorize: .authorizationRefused
            case .charge: .chargeRefused
            case .capture: .captureRefused
            case .renew, .release, .refund, .saveCard: nil
            }
        if let outcome {
            payment.status = PaymentTransitions.next(from: payment.status, after: outcome)
            payment.cause = refusal.code
        }
        payment.updatedAt = recorder.now
        // What another service asked for and cannot have must not come back with what it asks for next.
        if payment.kind == .service { try await recorder.tx.setOwed(nil, ofServicePayment: payment.id) }
        if operation.verb == .authorize { planRetry(&payment, recorder) }
        try await recorder.tx.save(payment)
        try await recorder.refused(operation.verb, payment)
        // A package is bought at once or not at all: its first lesson is nobody's then.
        if operation.verb == .charge { try await recorder.freeSlot(payment, isTold: true) }
        if operation.verb == .refund {
            try await recorder.returnLessons(of: operation, payment)
            try await recorder.dropRefund(payment)
        }
        if payment.kind == .gig { try await recorder.gigRefused(operation, payment) }
    }

    /// A declined hold is tried again later, as long as the lesson is not near.
    private func planRetry(_ payment: inout Payment, _ recorder: Recorder) {
        let now = recorder.now
        payment.failures += 1
        payment.firstFailedAt = payment.firstFailedAt ?? now
        guard let booking = recorder.booking, booking.status == .scheduled else {
            payment.holdDueAt = nil
            return
        }
        let attempt = HoldRetries.next(
            firstFailedAt: payment.firstFailedAt ?? now, lastFailedAt: now, startsAt: booking.startsAt)
        switch attempt {
        // The job that finds it due frees the slot.
        case .retry(let at), .freeSlot(let at): payment.holdDueAt = at
        }
    }
}

extension Payment {
    /// The new hold takes the old one's place.
    ///
    /// - Returns: what happened to it since: somebody else may have captured it already.
    mutating func take(renewal truth: IntentTruth, now: Int64) -> [PaymentFact] {
        status = PaymentTransitions.next(from: status, after: .renewed)
        cause = nil
        intent = truth.id
        charge = truth.charge
        if case .held(let amount) = truth.state { authorizedAmount = amount }
        authorizationExpiresAt = truth.captureBefore
        updatedAt = now
        return absorb(truth, now: now)
    }
}
