// On the way of a decision on a refund: who bears it, said before it is made.

/// A refund of a gig as Stripe shares it out: each gives back their part of what they got, the house's rounded down;
/// the last one takes what rounding left (docs.stripe.com/connect/destination-charges#issue-refunds). Stripe's own fee
/// stays with Stripe.
package struct GigRefund: Equatable, Sendable {
    /// In minor units: what goes back to the student, which is what the other two give up together.
    package let amount: Int64
    package let teacher: Int64
    package let house: Int64
    /// Who has what afterwards.
    package let after: GigSplit
    /// False where an earlier refund was not shared by both, so that Stripe may reckon otherwise.
    package let isExact: Bool

    /// - Parameters:
    ///   - amount: above zero, and no more than is paid.
    ///   - captured: what the student paid at first.
    package init(_ amount: Int64, of booking: GigBooking, captured: Int64, split: GigSplit) {
        isExact = split.teacher <= split.paid
        let earlier = booking.fee(ofPart: captured - amount, of: captured)
        house =
            if amount < split.paid { booking.fee(ofPart: amount, of: captured) } else if isExact {
                split.paid - split.teacher
            } else { booking.feeAmount - earlier }
        self.amount = amount
        teacher = amount - house
        after = GigSplit(
            paid: split.paid - amount, teacher: split.teacher - teacher, stripeFee: split.stripeFee)
    }
}

extension GigSplit {
    /// What is left of what was paid, after the teacher's part and Stripe's fee: below zero where the house pays.
    package var house: Int64 { paid - teacher - stripeFee }
}
