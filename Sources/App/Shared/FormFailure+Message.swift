// On an answer's way: what is said to a caller whose input was refused.
internal import Basics

extension FormFailure {
    var message: String {
        switch self {
        case .unreadableBody(let why): "The body cannot be read: \(why)."
        case .unreadableQuery:
            "The query cannot be read: a percent sign must be followed by two hexadecimal digits."
        case .unsupportedMediaType:
            "Send the fields as application/json or as application/x-www-form-urlencoded."
        case .notJSON: "Send the fields as application/json."
        case .missing(let name): "\(name) is missing."
        case .missingOneOf(let names): "One of \(names.joined(separator: ", ")) is missing."
        case .notTogether(let one, let other): "\(one) and \(other) exclude each other: give one of them."
        case .empty(let name): "\(name) is empty: give it a value."
        case .givenTwice(let name): "\(name) is given more than once: send it once."
        case .notText(let name): "\(name) must be a string."
        case .notUTF8(let name): "\(name) must be UTF-8 text."
        case .tooLong(let name, let charactersMax):
            "\(name) is too long: at most \(charactersMax) characters."
        case .notAnIdentifier(let name): "\(name) must be an id as Stripe gives it: letters, digits, _ and -."
        case .notAnEmail(let name): "\(name) must be a mail address, such as ada@example.com."
        case .notAnAmount(let name):
            "\(name) must be a whole number of cents, as a number or a string of digits: 1250 for $12.50."
        case .outOfRange(let name, let range):
            "\(name) must be from \(range.lowerBound) to \(range.upperBound) cents."
        case .notADecimal(let name, let failure, let currency): "\(name) \(failure.advice(currency))"
        case .notACurrency(let name): "\(name) must be the three letters of a currency, such as usd."
        case .notAnInteger(let name): "\(name) must be a whole number, as a number or a string of digits."
        case .integerOutOfRange(let name, let range):
            "\(name) must be from \(range.lowerBound) to \(range.upperBound)."
        case .notABoolean(let name): "\(name) must be true or false."
        case .notOneOf(let name, let values): "\(name) must be \(values.joined(separator: " or "))."
        case .notATime(let name, let failure): "\(name) \(failure.advice)"
        case .notATimeZone(let name):
            "\(name) must be the name of a time zone in the IANA's database, such as Europe/Berlin."
        case .notAnObject(let name): "\(name) must be an object."
        // As Stripe says it of a number that only looks like one.
        case .notACardNumber: "Your card number is invalid."
        case .unfit(let name, let advice): "\(name) \(advice)"
        case .badIdempotencyKey:
            "Idempotency-Key must be given once, as 1 to 255 visible ASCII characters that are no card's number."
        }
    }
}

extension DecimalFailure {
    fileprivate func advice(_ currency: Currency) -> String {
        func text(_ minorUnits: Int64) -> String {
            Money(minorUnits: minorUnits, currency: currency).decimalText
        }
        switch self {
        case .tooManyDecimals:
            return currency.decimalPlaces == 0
                ? "must be whole: \(currency.code) has no smaller unit."
                : "may have at most \(currency.decimalPlaces) digits behind the point."
        case .exponent: return "must be written without an exponent."
        case .negative: return "must not be negative."
        case .outOfRange:
            let range = Fields.amountRange
            return "must be from \(text(range.lowerBound)) to \(text(range.upperBound))."
        case .notANumber: return "must be a number in whole units of the currency, such as \(text(9600))."
        }
    }
}

extension TimestampFailure {
    fileprivate var advice: String {
        switch self {
        case .malformed:
            "must be a time such as 2026-11-30T15:00:00Z or 2026-11-30T16:00:00+01:00, or Unix seconds."
        case .noOffset: "must say its offset from UTC: put Z, or one such as +01:00, behind it."
        case .noSuchMoment: "names a date, a time of day or an offset that there is not."
        }
    }
}
