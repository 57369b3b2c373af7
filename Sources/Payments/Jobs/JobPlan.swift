// Beside every request's way: what the jobs will do with money, before they do it.
package import Basics
internal import PaymentRules
internal import Store

/// A move of money that is to come, as things stand.
package struct PlannedMove: Sendable, Equatable {
    package enum What: String, Sendable {
        case authorize
        case capture
        case renew
        /// A hold that ends too early and that a person has to decide about.
        case tellStaff = "tell_staff"
        /// A hold of another service, which did not complete it.
        case release
        /// Of a gig that no teacher has answered.
        case refund
    }

    /// Unix seconds; in the past for what is due.
    package let at: Int64
    package let job: JobName
    package let what: What
    /// nil for a gig's payment, or another service's.
    package let booking: Int64?
    package let payment: Int64
    package let amount: Money
}

extension Jobs {
    /// What is to come until then, in the order of time: holds that fall due, lessons that will be captured, holds that
    /// end too early, gigs that are not answered. Bookings that are yet to be made are not in it.
    package func plan(until end: Int64) async throws -> [PlannedMove] {
        let now = clock.nowSeconds
        return try await database.read { tx in
            var moves: [PlannedMove] = []
            for id in try await tx.paymentsWithHoldDue(by: end, limit: Self.planMax) {
                guard let payment = try await tx.payment(id), let due = payment.holdDueAt,
                    let booking = try await booking(of: payment, in: tx)
                else { continue }
                moves.append(move(.authorize, .authorizeDue, at: due, payment.amount, payment, booking))
            }
            let lessonsEnd = end - ExpiringHold.captureGraceSeconds
            var capturedAt: [Int64: Int64] = [:]
            for id in try await tx.bookingsToCapture(endedBefore: lessonsEnd, limit: Self.planMax) {
                guard let booking = try await tx.booking(id), let paymentID = booking.paymentID,
                    let payment = try await tx.payment(paymentID)
                else { continue }
                let amount = booking.owedAmount ?? payment.authorizedAmount ?? booking.amount
                let at = booking.endsAt + ExpiringHold.captureGraceSeconds
                capturedAt[paymentID] = at
                moves.append(move(.capture, .autoCapture, at: at, amount, payment, booking))
            }
            let holdsEnd = end + ExpiringHold.noticeSeconds
            for payment in try await tx.paymentsHeld(endingBefore: holdsEnd, after: nil, limit: Self.planMax)
            {
                guard let booking = try await booking(of: payment, in: tx),
                    let planned = planned(payment, booking, from: now),
                    // What was captured by then is held no more.
                    planned.at < capturedAt[payment.id] ?? .max
                else { continue }
                moves.append(planned)
            }
            let unclaimedEnd = end + Self.unclaimedSeconds
            for payment in try await tx.serviceHolds(endingBefore: unclaimedEnd, limit: Self.planMax) {
                let at = max(now, (payment.authorizationExpiresAt ?? now) - Self.unclaimedSeconds)
                let amount = payment.authorizedAmount ?? payment.amount
                moves.append(move(.release, .checkExpiring, at: at, amount, payment, nil))
            }
            for (payment, booking) in try await tx.gigsToAnswer(by: end, limit: Self.planMax) {
                moves.append(
                    move(.refund, .expireUnanswered, at: booking.confirmBy, payment.amount, payment, nil))
            }
            return moves.sorted { ($0.at, $0.payment) < ($1.at, $1.payment) }
        }
    }

    /// Of each kind; a plan is for people to read.
    private static let planMax: Int64 = 10_000

    func booking(of payment: Payment, in tx: any Transaction) async throws(StoreFailure) -> Booking? {
        guard let id = try await tx.bookingID(ofPayment: payment.id) else { return nil }
        return try await tx.booking(id)
    }

    /// What the job for expiring holds will do, on the first day on which it looks.
    private func planned(_ payment: Payment, _ booking: Booking, from now: Int64) -> PlannedMove? {
        guard let hold = ExpiringHold(payment, booking) else { return nil }
        let at = max(now, hold.endsAt - ExpiringHold.noticeSeconds + 1)
        let what: PlannedMove.What
        switch hold.action(mode: expiringMode, now: at) {
        case .leave: return nil
        case .renew: what = .renew
        case .capture: what = .capture
        case .tellStaff: what = .tellStaff
        }
        let amount = booking.owedAmount ?? payment.authorizedAmount ?? booking.amount
        return move(what, .checkExpiring, at: at, amount, payment, booking)
    }

    private func move(
        _ what: PlannedMove.What, _ job: JobName, at: Int64, _ amount: Int64, _ payment: Payment,
        _ booking: Booking?
    ) -> PlannedMove {
        PlannedMove(
            at: at, job: job, what: what, booking: booking?.id, payment: payment.id,
            amount: Money(minorUnits: amount, currency: payment.currency))
    }
}

// MARK: Doing just that

extension Jobs {
    /// Does what a plan names and is due, and nothing else: what came up since is left to the jobs.
    ///
    /// - Returns: a run a job that was in the plan.
    package func apply(_ plan: [PlannedMove]) async throws -> [JobRun] {
        let now = clock.nowSeconds
        var runs: [JobRun] = []
        for job in [JobName.authorizeDue, .autoCapture, .checkExpiring, .expireUnanswered] {
            let moves = plan.filter { $0.job == job && $0.at <= now }
            guard !moves.isEmpty else { continue }
            switch job {
            case .authorizeDue: runs.append(await authorize(moves.map(\.payment)))
            case .expireUnanswered: runs.append(await expireUnanswered(moves.map(\.payment)))
            case .autoCapture: runs.append(await capture(moves.compactMap(\.booking)))
            default:
                let (releases, others) = (
                    moves.filter { $0.what == .release }, moves.filter { $0.what != .release }
                )
                let run = await lookAfter(others.map(\.payment))
                runs.append(run.adding(await releaseUnclaimed(releases.map(\.payment))))
            }
        }
        return runs
    }
}

// MARK: What no job will do

extension Jobs {
    /// Holds that end within a day and are a person's to decide about: what cannot be renewed, and what the card has
    /// refused to hold anew.
    func holdsLeftToEnd() async throws -> [PlannedMove] {
        var left: [PlannedMove] = []
        for move in try await plan(until: clock.nowSeconds) {
            switch move.what {
            case .tellStaff: left.append(move)
            case .renew where try await isRenewalRefused(move.payment): left.append(move)
            case .renew, .authorize, .capture, .release, .refund: continue
            }
        }
        return left
    }

    private func isRenewalRefused(_ id: Int64) async throws -> Bool {
        try await database.read { tx in
            guard let payment = try await tx.payment(id) else { return false }
            return try await tx.operations(ofPayment: id).contains { $0.isRefusedRenewal(of: payment) }
        }
    }
}

extension Operation {
    /// Of the hold and the card that the payment has still.
    func isRefusedRenewal(of payment: Payment) -> Bool {
        verb == .renew && state == .refused && oldIntent == payment.intent && card == payment.card
    }
}
