// On a request's way: what is told to the route that gives back what was captured for a lesson.
internal import Basics
internal import HTTPServer
internal import Payments

struct BookingRefundForm {
    let refund: BookingRefund

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "BookingRefund"

        let price = PricePart("A part of what was captured; without it all that is left.")
        let currency = FormField.currency("The booking's own; another one is refused.").optional
        let reason = FormField.text(
            "reason", "Why; it stands in the payment's story, which the student may read.",
            charactersMax: 500, example: "The room was cold."
        ).optional.shown
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let named = try form.currency
        let price = try form.price.money(in: named ?? .usd)
        // Whole units are cents only once the currency is known: without its name they are dollars.
        let isInWholeUnits = try form.price.isGiven(\.whole)
        refund = BookingRefund(
            amount: price?.minorUnits, currency: named ?? (isInWholeUnits ? .usd : nil),
            reason: try form.reason)
    }
}
