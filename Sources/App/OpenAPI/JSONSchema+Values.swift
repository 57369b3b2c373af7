// Beside the routes: the schemas of values that many forms and bodies have.
internal import Basics

// MARK: In requests, where more than one spelling is taken

extension JSONSchema {
    /// What Stripe's ids are made of here (see `StripeID`).
    static let stripeID = JSONSchema.string(pattern: "^[A-Za-z0-9_-]{1,255}$")

    /// Anything but U+0000, which no database takes.
    static func text(characters: ClosedRange<Int>) -> JSONSchema {
        .string(characters: characters, pattern: #"^[^\x00]*$"#)
    }

    /// A number, or a string of digits, as forms have it.
    static func digits(in range: ClosedRange<Int64>) -> JSONSchema {
        let count = String(range.upperBound).count
        let pattern = range.lowerBound > 0 ? "^0*[1-9][0-9]{0,\(count - 1)}$" : "^0*[0-9]{1,\(count)}$"
        return .any(of: [.integer(in: range), .string(pattern: pattern)])
    }

    /// A record's id here.
    static let givenRecordID = JSONSchema.named("GivenRecordID", .digits(in: 1...Int64.max))

    /// An amount in whole units; how many digits may stand behind the point is its currency's to say.
    static let price = JSONSchema.named(
        "GivenAmount",
        .any(of: [
            JSONSchema(["type": "number", "exclusiveMinimum": 0, "maximum": 99_999_999]),
            .string(pattern: #"^(0|[1-9][0-9]{0,7})(\.[0-9]{1,3})?$"#),
        ]))

    /// In the currency's smallest unit.
    static let givenCents = JSONSchema.named("GivenCents", .digits(in: Fields.amountRange))

    /// RFC 3339 with its offset, or Unix seconds.
    static let moment = JSONSchema.named(
        "GivenTime",
        .any(of: [
            .string(
                pattern:
                    "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
            ), .digits(in: 0...CivilTime.unixSecondsMax),
        ]))
}

// MARK: In answers

extension JSONSchema {
    /// A record's id here.
    static let recordID = JSONSchema.integer(in: 1...Int64.max)
    /// In UTC, to the second.
    static let time = JSONSchema.string(format: "date-time")
    /// In whole units of the currency, exactly.
    static let decimal = JSONSchema.number
    /// In the currency's smallest unit.
    static let cents = JSONSchema.integer
    static let currency = JSONSchema.string(pattern: "^[a-z]{3}$")
}
