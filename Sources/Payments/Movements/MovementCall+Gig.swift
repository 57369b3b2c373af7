// On the way of a move of a gig's money to Stripe: what concerns the teacher's part.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

/// What a call for a gig has to know of it.
struct GigCall: Sendable {
    let booking: GigBooking
    let title: String

    /// - Throws: `.malformed` where the payment has none: without it all of the money would be the house's.
    init(ofPayment payment: Int64, in tx: any Transaction) async throws(StoreFailure) {
        guard let booking = try await tx.gigBooking(ofPayment: payment),
            let gig = try await tx.gig(booking.gigID)
        else { throw .malformed("payment \(payment) is of no gig") }
        self.booking = booking
        title = gig.title
    }
}

extension MovementCall {
    /// Stripe does not scale the house's fee with what is captured: of a part it is sent anew. nil leaves it out.
    var feeOfPart: Int64? {
        guard let gig, let amount = operation.amount else { return nil }
        let fee = gig.booking.fee(ofPart: amount, of: payment.amount)
        return fee > 0 ? fee : nil
    }

    /// Gives back of what was taken. Of a gig each gives back its part, the teacher and the house, in the proportion in
    /// which they got it; Stripe reckons it.
    ///
    /// - Returns: nil when the teacher's account has too little for that. Nothing was moved then.
    func refund(
        of intent: PaymentIntentID, _ deadline: Deadline
    ) async throws(StripeFailure) -> RefundID? {
        let isShared = gig != nil && !operation.isPaidByHouse
        do throws(StripeFailure) {
            return try await stripe.createRefund(
                of: intent, amount: operation.amount, reason: "requested_by_customer", metadata: marked,
                reversesTransfer: isShared, refundsApplicationFee: isShared && hasFee,
                idempotencyKey: operation.idempotencyKey, deadline: deadline
            ).object.id
        } catch .refused(let refusal) where isShared && refusal.isShortBalance {
            return nil
        }
    }

    private var hasFee: Bool { (gig?.booking.feeAmount ?? 0) > 0 }
}
