// On the way of every request that has a card held or charged: the least that Stripe takes.
internal import Basics

extension Money {
    /// Stripe would refuse it too, but later: when a hold falls due, or with the card's token spent.
    func refuseTooLittle() throws(BookingFailure) {
        let least = Money(minorUnits: currency.chargeMinimum, currency: currency)
        guard minorUnits < least.minorUnits else { return }
        throw .invalid(
            field: "amount", code: "amount_too_small",
            "A card cannot be charged less than \(least.displayText).")
    }
}
