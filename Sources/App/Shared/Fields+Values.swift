// On a request's way: fields that are more than text: numbers, prices, times, words of a list.
internal import Basics
internal import HTTPServer

extension Fields {
    func required<Value>(
        _ name: String, _ read: (String) throws(FormFailure) -> Value?
    ) throws(FormFailure) -> Value {
        guard let value = try read(name) else { throw .missing(name) }
        return value
    }

    /// nil when the field is not there.
    func optionalText(_ name: String, charactersMax: Int) throws(FormFailure) -> String? {
        try self[name] == nil ? nil : try text(name, charactersMax: charactersMax)
    }

    func optionalIdentifier<Kind>(_ name: String) throws(FormFailure) -> StripeID<Kind>? {
        try self[name] == nil ? nil : try identifier(name)
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(FormFailure) -> Int64? {
        try wholeNumber(
            name, in: range, unfit: .notAnInteger(name), outside: .integerOutOfRange(name, range))
    }

    /// A record's id here.
    func recordID(_ name: String) throws(FormFailure) -> Int64? {
        try integer(name, in: 1...Int64.max)
    }

    /// JSON's own, or the same word in a form.
    func boolean(_ name: String) throws(FormFailure) -> Bool? {
        switch try self[name] {
        case nil: return nil
        case .bool(let value): return value
        case .text("true"): return true
        case .text("false"): return false
        default: throw .notABoolean(name)
        }
    }

    /// A word of a list.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _: Word.Type
    ) throws(FormFailure) -> Word? where Word.RawValue == String {
        guard let value = try self[name] else { return nil }
        guard case .text(let text) = value, let word = Word(rawValue: text) else {
            throw .notOneOf(name, Word.allCases.map(\.rawValue))
        }
        return word
    }
}

// MARK: Prices

extension Fields {
    /// `usd` and `USD` are the same.
    func currency(_ name: String) throws(FormFailure) -> Currency? {
        guard let value = try self[name] else { return nil }
        guard case .text(let text) = value, let currency = Currency(text.lowercased()) else {
            throw .notACurrency(name)
        }
        return currency
    }

    /// `amount` in whole units (`96`, `96.5`, `"96.50"`), or `amount_cents` in the currency's smallest.
    func price(
        _ currency: Currency, _ name: String = "amount", _ centsName: String = "amount_cents"
    ) throws(FormFailure) -> Money? {
        let decimal = try decimal(name, currency)
        let cents = try amount(centsName)
        guard decimal == nil || cents == nil else { throw .notTogether(name, centsName) }
        return decimal ?? cents.map { Money(minorUnits: $0.minorUnits, currency: currency) }
    }

    private func decimal(_ name: String, _ currency: Currency) throws(FormFailure) -> Money? {
        let token: ArraySlice<UInt8>
        switch try self[name] {
        case nil: return nil
        case .number(let number): token = number
        case .text(let text):
            guard !text.isEmpty else { throw .empty(name) }
            token = Array(text.utf8)[...]
        case .broken, .bool, .null, .other: throw .notADecimal(name, .notANumber, currency)
        }
        let money: Money
        do throws(DecimalFailure) {
            money = try Money(decimal: token, currency: currency)
        } catch {
            throw .notADecimal(name, error, currency)
        }
        guard Self.amountRange.contains(money.minorUnits) else {
            throw .notADecimal(name, .outOfRange, currency)
        }
        return money
    }
}

// MARK: Times

extension Fields {
    /// RFC 3339 with its offset, or Unix seconds; in seconds since 1970.
    func time(_ name: String) throws(FormFailure) -> Int64? {
        switch try self[name] {
        case nil: return nil
        case .text(let text) where !text.isEmpty && !text.utf8.allSatisfy(Self.isDigit):
            do throws(TimestampFailure) {
                return try CivilTime.unixSeconds(rfc3339: text)
            } catch {
                throw .notATime(name, error)
            }
        case .broken, .bool, .null, .other: throw .notATime(name, .malformed)
        case .text, .number:
            return try wholeNumber(
                name, in: 0...CivilTime.unixSecondsMax, unfit: .notATime(name, .malformed),
                outside: .notATime(name, .noSuchMoment))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
