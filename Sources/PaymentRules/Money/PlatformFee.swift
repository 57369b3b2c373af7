// On the way of every gig that is paid for: what of its price the house keeps.

/// A part of a price in hundredths of a percent.
package struct PlatformFee: Sendable, Equatable {
    /// 1000 is 10 %; below 10,000, because a teacher gets something.
    package let basisPoints: Int64

    /// - Returns: nil outside 0 ..< 10,000.
    package init?(basisPoints: Int64) {
        guard (0..<10_000).contains(basisPoints) else { return nil }
        self.basisPoints = basisPoints
    }

    /// What the house keeps of `amount` minor units: rounded half up to the minor unit, and always less than the
    /// amount, as Stripe wants it (docs.stripe.com/connect/destination-charges). What is left is the teacher's, so that
    /// the two are the amount.
    package func fee(of amount: Int64) -> Int64 {
        let (down, rest) = amount.share(basisPoints, of: 10_000)
        return max(0, min(down + (rest >= 5000 ? 1 : 0), amount - 1))
    }

    package func teacherShare(of amount: Int64) -> Int64 { amount - fee(of: amount) }
}

extension GigBooking {
    /// The house's part of a part of the price, in minor units: in proportion, rounded down.
    package func fee(ofPart amount: Int64, of price: Int64) -> Int64 {
        feeAmount.share(min(max(amount, 0), price), of: price).quotient
    }
}
