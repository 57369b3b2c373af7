// On a request's way: what is told of a card. It goes on to Stripe; nothing of it is kept, logged or repeated.
internal import Basics
internal import PaymentRules
internal import Payments

/// A card's details.
struct CardPart: FormPart {
    let number: FormField<CardNumber>
    let expMonth: FormField<Int64>
    let expYear: FormField<Int64>
    let code = FormField.cardCode("cvc").optional.shown
    let holder: FormField<String?>

    /// - Parameters:
    ///   - holder: an example.
    ///   - isReplaceable: something else may stand in their place.
    init(holder: String, isReplaceable: Bool = false) {
        let number = FormField.cardNumber("card_number")
        let month = FormField.integer(
            "exp_month", "The month after which the card has expired.", in: 1...12, example: 12)
        let year = FormField.integer(
            "exp_year", "Its year, of four digits or of two.", in: 0...9999, example: 2025)
        self.number = isReplaceable ? number.replaceable : number
        expMonth = isReplaceable ? month.replaceable : month
        expYear = isReplaceable ? year.replaceable : year
        self.holder =
            FormField.text(
                "cardholder_name", "The name on the card.", charactersMax: 256, example: holder
            ).optional.shown
    }
}

extension CardDetails {
    init(_ form: FormReader<CardPart>) throws(FormFailure) {
        self.init(
            number: try form.number, expMonth: Int(try form.expMonth), expYear: Int(try form.expYear),
            code: try form.code, holderName: try form.holder)
    }
}

/// `POST /api/payments/add-payment-method/`
struct AddCardForm {
    let source: CardSource
    let saves: Bool

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "AddPaymentMethod"

        let card = CardPart(holder: "John Doe", isReplaceable: true)
        let method = FormField.cardMethod("in place of card_number and what belongs to it")
        let saves = FormField.boolean(
            "save_for_future", "Whether it is kept for the next payment, too; else it is good for one."
        ).otherwise(false, false).shown

        var isOnce: FormRule {
            .notTogether(method, [card.number, card.expMonth, card.expYear, card.code, card.holder])
        }
        var isThere: FormRule { .someOf([card.number, method]) }
        var rules: [FormRule] { [isOnce, isThere] }
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        saves = try form.saves
        if let method = try form.method {
            try form.check(\.isOnce)
            source = .method(method)
        } else {
            source = .details(try CardDetails(form.card))
        }
    }
}

extension FormField where Value == CardNumber {
    fileprivate static func cardNumber(_ name: String) -> FormField {
        FormField(
            name, "Its 12 to 19 digits; blanks and dashes between them do not matter.",
            .string(pattern: "^[ -]*([0-9][ -]*){12,19}$"), example: "4242424242424242"
        ) { value, name throws(FormFailure) in
            guard let number = CardNumber(try value.characters(name, max: 64)) else {
                throw .notACardNumber(name)
            }
            return number
        }
    }
}

extension FormField where Value == CardCode {
    fileprivate static func cardCode(_ name: String) -> FormField {
        FormField(
            name, "The 3 or 4 digits of the code beside the number.", .string(pattern: "^[0-9]{3,4}$"),
            example: "123"
        ) { value, name throws(FormFailure) in
            guard let code = CardCode(try value.characters(name, max: 64)) else {
                throw .unfit(name, "must be 3 or 4 digits, as a string.")
            }
            return code
        }
    }
}

extension FormField where Value == PaymentMethodID? {
    /// - Parameter place: what it stands in for.
    static func cardMethod(_ place: String) -> FormField {
        FormField<PaymentMethodID>.stripeID(
            "payment_method", "A PaymentMethod of Stripe's, \(place).", example: "pm_card_visa"
        ).optional
    }
}
