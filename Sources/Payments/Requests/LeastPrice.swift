// On the way of every request that names an amount: which of them Stripe takes.
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

    /// Of a part of a price.
    func refuseBetweenSteps() throws(BookingFailure) {
        guard !minorUnits.isMultiple(of: currency.step) else { return }
        let step = Money(minorUnits: currency.step, currency: currency)
        throw .invalid(
            field: "amount", code: "amount_between_steps",
            "Stripe takes multiples of \(step.displayText) alone.")
    }
}
