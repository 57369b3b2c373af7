// Beside every request's way: the jobs that place, look after and capture holds.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

// MARK: authorize_due

extension Jobs {
    /// Places the holds whose time has come. A declined one is tried again until the lesson is near; then its slot is
    /// given to others.
    func authorizeDue() async throws -> JobRun {
        let now = clock.nowSeconds
        let due = try await database.read { tx in
            try await tx.paymentsWithHoldDue(by: now, limit: Self.runMax)
        }
        return await authorize(due)
    }

    func authorize(_ payments: [Int64]) async -> JobRun {
        let now = clock.nowSeconds
        return await each(.authorizeDue, payments) { id in
            let card = try await movements.newestCard(ofPayment: id)
            let operation = try await database.transaction { tx in try await beginDue(id, card, now, in: tx) }
            return try await finish(operation)
        }
    }

    private func beginDue(
        _ id: Int64, _ card: PaymentMethodID?, _ now: Int64, in tx: any Transaction
    ) async throws -> Operation? {
        guard let (found, booking) = try await lockFree(payment: id, in: tx), let due = found.holdDueAt,
            due <= now, let booking
        else { return nil }
        var payment = found
        payment.holdDueAt = nil
        payment.updatedAt = now
        let isWanted = booking.status == .scheduled || booking.owedAmount ?? 0 > 0
        guard isWanted, [.pending, .failed, .released].contains(payment.status) else {
            try await tx.save(payment)
            return nil
        }
        if booking.status == .scheduled, payment.failures > 0, isOver(found, booking) {
            try await freeSlot(payment, booking, in: tx)
            return nil
        }
        return try await movements.beginHold(
            payment, on: card,
            cause: payment.failures > 0 ? "the declined hold is tried again" : "the lesson is near", in: tx)
    }

    /// Whether the last decline was the last try.
    private func isOver(_ payment: Payment, _ booking: Booking) -> Bool {
        let attempt = HoldRetries.next(
            firstFailedAt: payment.firstFailedAt ?? payment.updatedAt, lastFailedAt: payment.updatedAt,
            startsAt: booking.startsAt)
        if case .freeSlot = attempt { return true }
        return false
    }

    private func freeSlot(_ payment: Payment, _ booking: Booking, in tx: any Transaction) async throws {
        try await tx.save(payment)
        let recorder = Recorder(
            tx: tx, booking: booking, operation: nil, cause: "no card would hold the price", random: random,
            now: clock.nowSeconds)
        try await recorder.freeSlot(payment, isTold: false)
    }
}

// MARK: auto_capture_completed_lessons

extension Jobs {
    /// Lessons that ended an hour ago and that nobody said anything else about were taught.
    func captureTaught() async throws -> JobRun {
        let end = clock.nowSeconds - ExpiringHold.captureGraceSeconds
        let due = try await database.read { tx in
            try await tx.bookingsToCapture(endedBefore: end, limit: Self.runMax)
        }
        return await capture(due)
    }

    func capture(_ bookings: [Int64]) async -> JobRun {
        let end = clock.nowSeconds - ExpiringHold.captureGraceSeconds
        return await each(.autoCapture, bookings) { id in
            let operation = try await database.transaction { tx in try await beginCapture(id, end, in: tx) }
            return try await finish(operation)
        }
    }

    private func beginCapture(_ id: Int64, _ end: Int64, in tx: any Transaction) async throws -> Operation? {
        guard var booking = try await tx.lockBooking(id), booking.status == .scheduled, booking.endsAt < end,
            let paymentID = booking.paymentID, let payment = try await tx.lockPayment(paymentID),
            payment.status == .authorized, try await tx.openOperation(ofPayment: paymentID) == nil
        else { return nil }
        booking.status = .completed
        booking.endedAt = clock.nowSeconds
        booking.owedAmount = booking.owedAmount ?? payment.authorizedAmount ?? booking.amount
        booking.revision += 1
        booking.updatedAt = clock.nowSeconds
        try await tx.save(booking)
        let cause = "the lesson ended an hour ago"
        try await tx.append(
            NewPaymentEvent(.completed, bookingID: id, paymentID: paymentID, cause: cause),
            currency: booking.currency, now: clock.nowSeconds)
        return try await movements.pursue(booking.owedAmount, payment, cause: cause, in: tx)
    }
}

// MARK: check_expiring_authorizations

extension Jobs {
    /// Holds that end within a day: captured, renewed or shown to staff, as the shop wants it and as is possible.
    func lookAfterExpiring() async throws -> JobRun {
        let now = clock.nowSeconds
        let due = try await database.read { tx in
            var due: [Int64] = []
            var last: Payment?
            // Most holds outlive their lessons, and those that do stand in nobody's way here.
            repeat {
                let page = try await tx.paymentsHeld(
                    endingBefore: now + ExpiringHold.noticeSeconds, after: last, limit: Self.runMax)
                last = page.last
                for payment in page where try await isExpiring(payment, now, in: tx) {
                    due.append(payment.id)
                }
            } while last != nil && due.count < Int(Self.runMax)
            return due
        }
        return await lookAfter(due)
    }

    private func isExpiring(
        _ payment: Payment, _ now: Int64, in tx: any Transaction
    ) async throws(StoreFailure) -> Bool {
        guard let booking = try await booking(of: payment, in: tx), let hold = ExpiringHold(payment, booking)
        else { return false }
        return hold.action(mode: expiringMode, now: now) != .leave
    }

    func lookAfter(_ payments: [Int64]) async -> JobRun {
        await each(.checkExpiring, payments) { id in
            let card = expiringMode == .renew ? try await movements.newestCard(ofPayment: id) : nil
            let operation = try await database.transaction { tx in
                try await beginForExpiring(id, card, in: tx)
            }
            return try await finish(operation)
        }
    }

    private func beginForExpiring(
        _ id: Int64, _ card: PaymentMethodID?, in tx: any Transaction
    ) async throws -> Operation? {
        let now = clock.nowSeconds
        guard let (payment, found) = try await lockFree(payment: id, in: tx), payment.status == .authorized,
            var booking = found, let hold = ExpiringHold(payment, booking)
        else { return nil }
        switch hold.action(mode: expiringMode, now: now) {
        case .leave: return nil
        case .renew:
            var renewed = payment
            renewed.card = card ?? payment.card
            // A card that would not hold it anew is asked once: student and staff were told then.
            if try await tx.operations(ofPayment: id).contains(where: { $0.isRefusedRenewal(of: renewed) }) {
                return nil
            }
            return try await movements.beginRenewal(
                payment, on: renewed.card, cause: "the hold ends before the lesson", in: tx)
        case .capture:
            if booking.owedAmount == nil {
                booking.owedAmount = payment.authorizedAmount ?? booking.amount
                booking.updatedAt = now
                try await tx.save(booking)
            }
            return try await movements.pursue(
                booking.owedAmount, payment, cause: MovementCause.expiringHold, in: tx)
        case .tellStaff:
            let recorder = Recorder(
                tx: tx, booking: booking, operation: nil, cause: MovementCause.expiringHold, random: random,
                now: now)
            try await recorder.needStaffOnce(payment, about: "expiring:\(hold.endsAt)")
            return nil
        }
    }

    /// A policy that holds earlier than any card lasts means its holds to be renewed, and nobody to be charged early.
    var expiringMode: ExpiringHoldsMode {
        policy.renewsHolds && expiringHolds == .capture ? .renew : expiringHolds
    }
}
