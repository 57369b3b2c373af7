// On a marketplace request's way: a student pays for a gig, and the booking is made with the payment.
package import Basics
internal import PaymentRules
internal import Store

/// With which card a gig is paid for.
package enum OrderCard: Sendable {
    /// - Parameter saves: for the next time.
    case new(CardSource, saves: Bool)
    /// One of the student's own, by Stripe's name of it.
    case saved(PaymentMethodID)
}

package struct GigOrder: Sendable {
    package let gig: Int64
    package let card: OrderCard

    package init(gig: Int64, card: OrderCard) {
        self.gig = gig
        self.card = card
    }
}

extension Marketplace {
    /// `POST /api/payments/process-payment/`. All of the price is charged at once; Stripe passes it on to the teacher,
    /// less the house's fee. A card that is refused leaves no booking that takes a seat.
    package func processPayment(
        _ order: GigOrder, of student: Int64, _ request: GigRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await storing { [self] in
            let answer = answer(to: request)
            if let kept = try await requests.answerKept(for: request.identity, answer: answer) { return kept }
            // Before a card is touched for what cannot be had.
            try await database.read { tx in
                guard let gig = try await tx.gig(order.gig) else { throw Self.gigUnavailable }
                _ = try await offer(gig, in: tx)
            }
            let card = try await card(order.card, of: student)
            return try await requests.perform(
                request.identity, begin: { tx in try await begin(order.gig, card, student, request, in: tx) },
                answer: answer)
        }
    }

    private func begin(
        _ id: Int64, _ card: ChargedCard, _ student: Int64, _ request: GigRequest, in tx: any Transaction
    ) async throws -> Begun {
        guard let gig = try await tx.lockGig(id) else { throw Self.gigUnavailable }
        let teacher = try await offer(gig, in: tx)
        let now = clock.nowSeconds
        let payment = try await tx.insertPayment(
            studentID: student, kind: .gig, amount: gig.amount, currency: gig.currency,
            customer: card.customer, card: card.method, now: now)
        _ = try await tx.insert(
            NewGigBooking(
                gig: gig, studentID: student, paymentID: payment.id, account: teacher.account,
                feeAmount: settings.fee.fee(of: gig.amount), usedSavedCard: card.isSavedBefore,
                savedCard: card.isSavedNow, confirmBy: now + settings.confirmSeconds), now: now)
        let charge = try await movements.begin(
            .charge, payment, amount: gig.amount,
            cause: "gig \(gig.id), paid by \(request.identity.caller)", in: tx)
        return Begun(subject: payment.id, operation: charge.id)
    }

    /// Whom a charge for the gig is made out to.
    ///
    /// - Throws: when it is inactive or full, or its teacher cannot be paid.
    private func offer(_ gig: Gig, in tx: any Transaction) async throws -> TeacherAccount {
        guard gig.isActive, let teacher = try await tx.teacherAccount(ofInstructor: gig.instructorID),
            teacher.canBePaid
        else { throw Self.gigUnavailable }
        if let seats = gig.seats {
            guard try await tx.seatsTaken(ofGig: gig.id) < seats else { throw Self.gigUnavailable }
        }
        return teacher
    }
}
