// On a request's way: the kinds of fields that there are, each with its limits and its schema side by side.
internal import Basics
internal import Payments

// MARK: Text

extension FormField where Value == String {
    static func text(
        _ name: String, _ meaning: String, charactersMax: Int, example: String
    ) -> FormField {
        FormField(
            name, meaning, .text(characters: 1...charactersMax), example: .string(example)
        ) { value, name throws(FormFailure) in
            try value.text(name, charactersMax: charactersMax)
        }
    }

    /// Text that may be empty, as a browser sends a field that was left so. Lines end with LF, however they were sent
    /// (HTML, "Constructing the entry list").
    static func lines(
        _ name: String, _ meaning: String, charactersMax: Int, example: String
    ) -> FormField {
        FormField(
            name, meaning, .text(characters: 0...charactersMax), example: .string(example)
        ) { value, name throws(FormFailure) in
            if case .text("") = value { return "" }
            return try value.text(name, charactersMax: charactersMax).replacing("\r\n", with: "\n")
        }.otherwise("", "")
    }

    /// Stripe's own limit on a description.
    static func description(_ meaning: String) -> FormField {
        text("description", meaning, charactersMax: 1000, example: "Guitar lesson, 30 Nov")
    }

    /// Of a person. The limit is Stripe's own on a customer's name.
    static func personName(_ name: String, example: String) -> FormField {
        let charactersMax = 256
        return FormField(
            name, "What they are called.",
            .string(characters: 1...charactersMax, pattern: #"^[^\x00]*[^\s\x00][^\x00]*$"#),
            example: .string(example)
        ) { value, name throws(FormFailure) in
            try value.personName(name, charactersMax: charactersMax)
        }
    }

    static func timeZone(_ name: String, _ meaning: String) -> FormField {
        FormField(
            name, "\(meaning) A name of the IANA's time zones.",
            .string(pattern: "^(UTC|[A-Za-z0-9+_-]+(/[A-Za-z0-9+_-]+)+)$"), example: "Europe/Berlin"
        ) { value, name throws(FormFailure) in
            try value.timeZone(name)
        }
    }
}

extension FormField where Value == EmailAddress {
    /// The limit is Stripe's own on a customer's address.
    static func email(_ name: String, example: String) -> FormField {
        let charactersMax = 512
        return FormField(
            name, "Their mail address.",
            .string(
                characters: 1...charactersMax, pattern: #"^\s*[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\s*$"#),
            example: .string(example)
        ) { value, name throws(FormFailure) in
            try value.email(name, charactersMax: charactersMax)
        }
    }
}

extension FormField {
    static func stripeID<Kind>(_ name: String, _ meaning: String, example: String) -> FormField
    where Value == StripeID<Kind> {
        FormField(name, meaning, .stripeID, example: .string(example)) { value, name throws(FormFailure) in
            try value.identifier(name)
        }
    }

    static func word(_ name: String, _ meaning: String, example: Value) -> FormField
    where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
        FormField(
            name, meaning, .word(of: Value.self), example: .string(example.rawValue)
        ) { value, name throws(FormFailure) in
            try value.word(name, Value.self)
        }
    }
}

extension FormField where Value == Bool {
    static func boolean(_ name: String, _ meaning: String) -> FormField {
        FormField(
            name, meaning, .any(of: [.boolean, .word(["true", "false"])]), example: true
        ) { value, name throws(FormFailure) in
            try value.boolean(name)
        }
    }
}

// MARK: Numbers

extension FormField where Value == Int64 {
    static func integer(
        _ name: String, _ meaning: String, in range: ClosedRange<Int64>, example: Int64
    ) -> FormField {
        FormField(name, meaning, .digits(in: range), example: .integer(example)) {
            value, name throws(FormFailure) in
            try value.integer(name, in: range)
        }
    }

    /// A record's id here.
    static func recordID(_ name: String, _ meaning: String, example: Int64 = 1) -> FormField {
        FormField(name, meaning, .givenRecordID, example: .integer(example)) {
            value, name throws(FormFailure) in
            try value.integer(name, in: 1...Int64.max)
        }
    }

    /// In the currency's smallest unit.
    static func cents(_ name: String, _ meaning: String, example: Int64) -> FormField {
        FormField(name, meaning, .givenCents, example: .integer(example)) {
            value, name throws(FormFailure) in
            try value.amount(name)
        }
    }

    /// RFC 3339 with its offset, or Unix seconds; in seconds since 1970.
    static func time(_ name: String, _ meaning: String, example: String) -> FormField {
        FormField(name, meaning, .moment, example: .string(example)) { value, name throws(FormFailure) in
            try value.time(name)
        }
    }
}

// MARK: Prices

extension FormField where Value == Currency {
    static func currency(_ meaning: String) -> FormField {
        FormField(
            "currency", "\(meaning) Three letters (ISO 4217), large or small.",
            .string(pattern: "^[A-Za-z]{3}$"), example: "usd"
        ) { value, name throws(FormFailure) in
            try value.currency(name)
        }
    }
}

extension FormField where Value == DecimalAmount {
    /// In whole units of the currency.
    static func decimal(_ name: String, _ meaning: String, example: String) -> FormField {
        FormField(name, meaning, .price, example: .number(example)) { value, name throws(FormFailure) in
            try DecimalAmount(value, name)
        }
    }
}

/// A price, in whole units of its currency or in the smallest.
struct PricePart: FormPart {
    let whole: FormField<DecimalAmount?>
    let cents: FormField<Int64?>

    init(_ meaning: String, _ name: String = "amount", _ centsName: String = "amount_cents") {
        whole =
            FormField.decimal(name, "\(meaning) In whole units of the currency.", example: "96.00")
            .optional.shown
        cents =
            FormField.cents(centsName, "\(meaning) In the currency's smallest unit.", example: 9600).optional
    }

    var isOnce: FormRule { .notTogether(whole, [cents]) }
    var rules: [FormRule] { [isOnce] }
}

extension FormReader where Shape == PricePart {
    /// nil when there is none.
    func money(in currency: Currency) throws(FormFailure) -> Money? {
        let whole = try self.whole?.money(in: currency)
        let cents = try self.cents
        try check(\.isOnce)
        if let whole { return whole }
        guard let cents else { return nil }
        return try Money(minorUnits: cents, currency: currency).inSteps(fieldName(\.cents))
    }
}
