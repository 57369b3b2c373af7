// On a request's way: values that are more than text and numbers: prices, times, words of a list.
internal import Basics

extension Fields.Value {
    /// JSON's own, or the same word in a form.
    func boolean(_ name: String) throws(FormFailure) -> Bool {
        switch self {
        case .bool(let value): return value
        case .text("true"): return true
        case .text("false"): return false
        default: throw .notABoolean(name)
        }
    }

    /// A word of a list.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _: Word.Type
    ) throws(FormFailure) -> Word where Word.RawValue == String {
        guard case .text(let text) = self, let word = Word(rawValue: text) else {
            throw .notOneOf(name, Word.allCases.map(\.rawValue))
        }
        return word
    }

    /// `usd` and `USD` are the same.
    func currency(_ name: String) throws(FormFailure) -> Currency {
        // Letters beyond ASCII have small ones within it: the sign of the kelvin is no k.
        guard case .text(let text) = self, text.utf8.count == 3, let currency = Currency(text.lowercased())
        else { throw .notACurrency(name) }
        return currency
    }

    /// RFC 3339 with its offset, or Unix seconds; in seconds since 1970.
    func time(_ name: String) throws(FormFailure) -> Int64 {
        switch self {
        case .text(let text) where !text.isEmpty && !text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }):
            do throws(TimestampFailure) {
                return try CivilTime.unixSeconds(rfc3339: text)
            } catch {
                throw .notATime(name, error)
            }
        case .broken, .bool, .null, .object, .other: throw .notATime(name, .malformed)
        case .text, .number:
            return try wholeNumber(
                in: 0...CivilTime.unixSecondsMax, empty: .empty(name), unfit: .notATime(name, .malformed),
                outside: .notATime(name, .noSuchMoment))
        }
    }
}

/// An amount in whole units of a currency that is not known yet: `96`, `96.5`, `"96.50"`.
struct DecimalAmount: Sendable {
    private let name: String
    /// Empty where the value is neither a number nor text.
    private let token: ArraySlice<UInt8>

    init(_ value: Fields.Value, _ name: String) throws(FormFailure) {
        self.name = name
        switch value {
        case .number(let number): token = number
        case .text(let text):
            guard !text.isEmpty else { throw .empty(name) }
            token = Array(text.utf8)[...]
        case .broken, .bool, .null, .object, .other: token = []
        }
    }

    func money(in currency: Currency) throws(FormFailure) -> Money {
        let money: Money
        do throws(DecimalFailure) {
            money = try Money(decimal: token, currency: currency)
        } catch {
            throw .notADecimal(name, error, currency)
        }
        guard Fields.amountRange.contains(money.minorUnits) else {
            throw .notADecimal(name, .outOfRange, currency)
        }
        return try money.inSteps(name)
    }
}

extension Money {
    /// Itself, if Stripe takes such an amount of the currency: what it would refuse or round is nobody's price.
    func inSteps(_ name: String) throws(FormFailure) -> Money {
        guard minorUnits.isMultiple(of: currency.step) else {
            let step = Money(minorUnits: currency.step, currency: currency).decimalText
            throw .unfit(
                name, "must be a multiple of \(step): \(currency.code) has no smaller part at Stripe.")
        }
        return self
    }
}
