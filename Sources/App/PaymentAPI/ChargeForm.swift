// On a request's way: what another service tells of a payment.
internal import Basics
internal import Payments

/// `ChargeData`.
struct ChargeForm {
    let charge: ServiceCharge

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Charge"

        let amount = FormField.exactDecimal("amount", "What is to be paid.", example: "100.99")
        let currency = FormField.currency("Of the amount.")
        let token = FormField.serviceToken("stripeToken")
        let description = FormField.description("What is paid for, for Stripe.").optional.shown
        let email = FormField<EmailAddress>.email("email", example: "foo@example.com").optional.shown
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let currency = try form.currency
        charge = ServiceCharge(
            amount: try form.amount.money(in: currency), token: try form.token,
            description: try form.description, email: try form.email?.text)
    }
}

/// Of a part of a payment: what is collected of a hold, or given back of what was collected.
struct PaymentPartForm {
    /// In minor units; nil for all.
    let amount: Int64?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "PaymentPart"

        let amount = FormField.exactDecimal(
            "amount", "A part, in the payment's currency; all of it when it is left out.", example: "50.50"
        ).optional
    }

    init(_ form: FormReader<Shape>, of currency: Currency) throws(FormFailure) {
        amount = try form.amount?.money(in: currency).minorUnits
    }
}

extension FormField where Value == DecimalAmount {
    /// A JSON number in whole units, read from its own digits. A string is no number here: who writes one has a
    /// rounding of their own behind it.
    fileprivate static func exactDecimal(_ name: String, _ meaning: String, example: String) -> FormField {
        let schema = JSONSchema(["type": "number", "exclusiveMinimum": 0, "maximum": 99_999_999])
        return FormField(
            name, "\(meaning) Whole units of the currency, with at most its decimals.", schema,
            example: .number(example)
        ) { value, name throws(FormFailure) in
            if case .text = value {
                throw .unfit(name, "must be a JSON number, such as 100.99, and no string.")
            }
            return try DecimalAmount(value, name)
        }
    }
}

extension FormField where Value == ServiceToken {
    fileprivate static func serviceToken(_ name: String) -> FormField {
        FormField(
            name,
            "What Stripe gave the front end: a PaymentIntent that holds the amount (`pi_`), its charge (`ch_`), or a "
                + "card to hold it on (`pm_`, `tok_`).",
            .string(pattern: "^(pi|ch|py|pm|card|tok)_[A-Za-z0-9_-]{1,250}$"), example: "pm_card_visa"
        ) { value, name throws(FormFailure) in
            let text = try value.text(name, charactersMax: StripeID<StripeKind.PaymentIntent>.lengthMax)
            guard let token = ServiceToken(text) else {
                throw .unfit(
                    name, "must be an id of Stripe's that begins with pi_, ch_, pm_ or tok_.")
            }
            return token
        }
    }
}
