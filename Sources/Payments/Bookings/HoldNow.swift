// On a booking request's way: a hold that a job would place later, placed now because a person wants it.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

extension Bookings {
    /// A new hold in the place of one that ends before its lesson, as `check_expiring_authorizations` does it. The card
    /// sees two holds until the old one is let go.
    package func renewHold(
        _ id: Int64, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await holdNow(id, .renew, request) { [movements] payment, card, tx in
            guard payment.card ?? card != nil else {
                throw BookingFailure.conflict(
                    code: "no_saved_card", "The student has no saved card that a new hold could be placed on."
                )
            }
            return try await movements.beginRenewal(
                payment, on: card, cause: "renewal, asked for by \(request.caller)", in: tx)
        }
    }

    /// The hold that is due, or one that was declined or has ended, as `authorize_due` does it. A lesson that was
    /// taught is captured at once.
    package func authorizeNow(
        _ id: Int64, _ request: CallerRequest
    ) async throws(BookingFailure) -> KeptAnswer {
        try await holdNow(id, .authorize, request) { [movements] payment, card, tx in
            try await movements.beginHold(
                payment, on: card, cause: "hold, asked for by \(request.caller)", in: tx)
        }
    }

    private func holdNow(
        _ id: Int64, _ action: BookingAction, _ request: CallerRequest,
        begin: @escaping @Sendable (Payment, PaymentMethodID?, any Transaction) async throws -> Operation
    ) async throws(BookingFailure) -> KeptAnswer {
        if let kept = try await answerKept(for: request) { return kept }
        let card = try await newestCard(ofBooking: id)
        return try await perform(request) { [self] tx in
            let (_, payment) = try await lock(id, for: action, request, in: tx)
            guard try await tx.openOperation(ofPayment: payment.id) == nil else {
                throw BookingFailure.conflict(
                    code: "payment_busy",
                    "Money of this booking is being moved just now: try again in a moment.")
            }
            return Begun(subject: id, operation: try await begin(payment, card, tx).id)
        }
    }

    /// Read before the transaction, in which nobody is asked.
    private func newestCard(ofBooking id: Int64) async throws(BookingFailure) -> PaymentMethodID? {
        let customer = try await storing { [database] in
            try await database.read { tx -> CustomerID? in
                guard let paymentID = try await tx.booking(id)?.paymentID else { return nil }
                return try await tx.payment(paymentID)?.customer
            }
        }
        guard let customer else { return nil }
        return try await asking { () throws(StripeFailure) in try await movements.newestCard(of: customer) }
    }
}
