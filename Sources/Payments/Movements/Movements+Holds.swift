// On the way of a new hold, whether a job or a person wants it: the card that it is placed on, and its beginning.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

extension Movements {
    /// What a new hold is placed on: older cards go when a student saves another, and one that was declined is why they
    /// did. Read before the transaction, in which nobody is asked.
    func newestCard(ofPayment id: Int64) async throws -> PaymentMethodID? {
        let customer = try await database.read { tx in try await tx.payment(id)?.customer }
        guard let customer else { return nil }
        return try await newestCard(of: customer)
    }

    func newestCard(of customer: CustomerID) async throws(StripeFailure) -> PaymentMethodID? {
        try await stripe.savedCards(of: customer, limit: 1, deadline: stripe.deadline()).object.data.first?.id
    }

    /// A hold for a lesson that has none: its first, or another after one that ended. The payment is locked, and has no
    /// open operation.
    ///
    /// - Parameter card: nil takes the one that is known.
    func beginHold(
        _ payment: Payment, on card: PaymentMethodID? = nil, cause: String, in tx: any Transaction
    ) async throws(StoreFailure) -> Operation {
        var payment = payment
        payment.card = card ?? payment.card
        payment.holdDueAt = nil
        payment.updatedAt = clock.nowSeconds
        try await tx.save(payment)
        return try await begin(
            payment.status == .released ? .renew : .authorize, payment, amount: payment.amount, cause: cause,
            in: tx)
    }

    /// A new hold first, then the open one is let go. The payment is locked, and has no open operation.
    func beginRenewal(
        _ payment: Payment, on card: PaymentMethodID?, cause: String, in tx: any Transaction
    ) async throws(StoreFailure) -> Operation {
        var payment = payment
        payment.card = card ?? payment.card
        try await tx.save(payment)
        return try await begin(.renew, payment, amount: payment.authorizedAmount, cause: cause, in: tx)
    }
}
