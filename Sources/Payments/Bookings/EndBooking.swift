// On a booking request's way: how a booking ends, and what its student owes then.
package import Basics
package import PaymentRules
internal import Store

extension Bookings {
    /// `POST /bookings/{id}/complete`: the lesson was taught; what is held is captured.
    package func complete(
        _ id: Int64, minutesTaught: Int64?, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        let now = clock.nowSeconds
        return try await end(id, .complete, request) { booking, payment, _ in
            booking.status = .completed
            booking.endedAt = now
            booking.minutesTaught = minutesTaught
            return Self.owed(booking, payment, minutesTaught: minutesTaught)
        }
    }

    /// `POST /bookings/{id}/cancel`: given back or kept as the policy says that was in force when the student booked.
    ///
    /// - Parameter quote: the token of one, whose terms then hold.
    package func cancel(
        _ id: Int64, by party: BookingParty, quote: String?, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        let now = clock.nowSeconds
        return try await end(id, .cancel, request) { [self] booking, payment, policy in
            let terms =
                if let quote { try promised(by: quote, booking, party, at: now) } else {
                    settlement(of: .cancelled(by: party), booking, payment, policy, at: now)
                }
            booking.status = .cancelled
            booking.endedAt = now
            booking.endedBy = party
            return terms
        }
    }

    /// `POST /bookings/{id}/no-show`: somebody did not come.
    package func noShow(
        _ id: Int64, of party: BookingParty, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        let now = clock.nowSeconds
        return try await end(id, .noShow, request) { [self] booking, payment, policy in
            booking.status = .noShow
            booking.endedAt = now
            booking.endedBy = party
            return settlement(of: .noShow(of: party), booking, payment, policy, at: now)
        }
    }

    /// `POST /bookings/{id}/capture-payment`: takes what is held, all or a part; the rest is released with it.
    package func capture(
        _ id: Int64, _ part: CapturePart, currency: Currency?, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await end(id, .capture, request) { booking, payment, _ in
            try booking.refuseOther(currency)
            let held = payment?.authorizedAmount ?? booking.amount
            switch part {
            case .all: return Self.owing(held)
            case .amount(let amount):
                guard (1...held).contains(amount) else {
                    let whole = Money(minorUnits: held, currency: booking.currency)
                    throw BookingFailure.invalid(
                        field: "amount", code: "amount_too_large",
                        "At most what is held can be captured, which is \(whole.displayText).")
                }
                try Money(minorUnits: amount, currency: booking.currency).refuseBetweenSteps()
                return Self.owing(amount)
            case .minutesTaught(let minutes):
                booking.minutesTaught = minutes
                return Self.owed(booking, payment, minutesTaught: minutes)
            }
        }
    }
}

package enum CapturePart: Sendable, Equatable {
    case all
    /// In minor units.
    case amount(Int64)
    case minutesTaught(Int64)
}

// MARK: The way they share

extension Bookings {
    /// The booking, if the caller may see it, locked.
    func lock(_ id: Int64, for viewer: BookingViewer, in tx: any Transaction) async throws -> Booking {
        guard let booking = try await tx.lockBooking(id), viewer.sees(booking) else {
            throw BookingFailure.notFound("booking")
        }
        return booking
    }

    /// Locks, asks whether it is allowed, lets `decide` change the booking and say what is owed, and begins the move of
    /// money that follows. Where another move is open, this one follows it.
    private func end(
        _ id: Int64, _ action: BookingAction, _ request: CallerRequest,
        decide: @escaping @Sendable (inout Booking, Payment?, Policy) throws -> Settlement
    ) async throws(BookingFailure) -> KeptAnswer {
        if let kept = try await answerKept(for: request) { return kept }
        return try await perform(request) { [self] tx in
            var booking = try await lock(id, for: request.viewer, in: tx)
            var payment: Payment?
            if let paymentID = booking.paymentID { payment = try await tx.lockPayment(paymentID) }
            if let refusal = BookingActions.refusal(
                of: action, booking: booking.status, payment: booking.standing.status)
            {
                throw BookingFailure.refused(refusal)
            }
            if action == .capture, let payment { try await refuseSecondCapture(of: payment, in: tx) }
            let policy = try await tx.policy(of: booking)
            let terms = try decide(&booking, payment, policy)
            booking.revision += 1
            booking.updatedAt = clock.nowSeconds
            let cause = "\(action.rawValue), asked for by \(request.caller)"
            if let packageID = booking.packageID, action != .capture {
                try await endLesson(ofPackage: packageID, booking, action, terms, cause, in: tx)
                return Begun(subject: booking.id)
            }
            booking.owedAmount = terms.taken
            booking.creditAmount = terms.credit
            try await tx.save(booking)
            try await note(action, booking, cause, payment: booking.paymentID, in: tx)
            guard let payment else { return Begun(subject: booking.id) }
            if let operation = try await settle(booking, payment, cause, in: tx) {
                return Begun(subject: booking.id, operation: operation.id)
            }
            let open = try await tx.openOperation(ofPayment: payment.id)
            return Begun(subject: booking.id, operation: open?.id, isBehind: open != nil)
        }
    }

    /// Of two captures the first is the one: another amount afterwards would be a refund that nobody asked for.
    private func refuseSecondCapture(of payment: Payment, in tx: any Transaction) async throws {
        guard try await tx.openOperation(ofPayment: payment.id)?.verb == .capture else { return }
        throw BookingFailure.conflict(
            code: "capture_under_way", "The hold is being captured already: look the booking up in a moment.")
    }

    /// A lesson of a package moves no money: it is used up, or goes back into the wallet.
    private func endLesson(
        ofPackage id: Int64, _ booking: Booking, _ action: BookingAction, _ terms: Settlement,
        _ cause: String,
        in tx: any Transaction
    ) async throws {
        try await tx.save(booking)
        guard let package = try await tx.lockPackage(id) else {
            throw StoreFailure.malformed("booking \(booking.id) names a package that is not kept")
        }
        let isReturned =
            booking.status != .completed && terms.keep == 0 && package.lessonsLeft < package.lessonsCount
        let price = PackagePrice(amount: package.amount, lessons: package.lessonsCount)
        let spent = booking.isFromWallet ? booking.amount : price?.price(ofLesson: 1) ?? 0
        try await note(
            action, booking, cause, payment: package.paymentID,
            ledger: isReturned ? [] : Ledger.entries(for: .creditSpent(spent)), in: tx)
        guard isReturned else { return }
        try await tx.setLessonsLeft(package.lessonsLeft + 1, ofPackage: id)
        if booking.isFromWallet {
            var standing = booking.standing
            standing.status = .released
            standing.capturedAmount = nil
            try await tx.show(standing, inBooking: booking.id)
        }
        try await tx.append(
            NewPaymentEvent(
                .lessonReturned, bookingID: booking.id, paymentID: package.paymentID, cause: cause),
            currency: booking.currency, now: clock.nowSeconds)
    }

    private func settle(
        _ booking: Booking, _ payment: Payment, _ cause: String, in tx: any Transaction
    ) async throws -> Operation? {
        var payment = payment
        let recorder = Recorder(
            tx: tx, booking: booking, operation: nil, cause: cause, random: random, now: clock.nowSeconds)
        if booking.status == .cancelled || booking.status == .noShow {
            payment.holdDueAt = nil
            let isOpen = try await tx.openOperation(ofPayment: payment.id) != nil
            if payment.status == .pending, !isOpen {
                payment.status = PaymentTransitions.next(from: .pending, after: .released)
                payment.cause = ReleaseCause.released.rawValue
                try await recorder.record(.released, payment, amount: 0)
            }
            payment.updatedAt = clock.nowSeconds
            try await tx.save(payment)
        }
        if payment.status == .captured, booking.creditAmount > 0 {
            try await recorder.giveCredit(booking.creditAmount, payment, isCaptured: true)
        }
        return try await movements.pursue(booking.owedAmount, payment, cause: cause, in: tx)
    }

    private func note(
        _ action: BookingAction, _ booking: Booking, _ cause: String, payment: Int64?,
        ledger: [LedgerEntry] = [], in tx: any Transaction
    ) async throws {
        let type: PaymentEventType? =
            switch action {
            case .complete: .completed
            case .cancel: .cancelled
            case .noShow: .noShow
            case .reschedule: .rescheduled
            case .capture, .refund, .renew, .authorize: nil
            }
        guard let type else { return }
        try await tx.append(
            NewPaymentEvent(
                type, bookingID: booking.id, paymentID: payment, amount: booking.owedAmount, cause: cause),
            ledger: ledger, currency: booking.currency, now: clock.nowSeconds)
    }
}
