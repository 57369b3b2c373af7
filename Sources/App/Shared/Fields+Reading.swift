// On a request's way: single values, checked by what they mean; nothing is sent to Stripe that fails here.
internal import Basics
internal import HTTPServer

extension Fields {
    /// What Stripe takes for one charge: eight digits. Below its minimum Stripe itself refuses, by currency.
    static let amountRange: ClosedRange<Int64> = 1...99_999_999
}

/// Each is told the field's name, to complain of it.
extension Fields.Value {
    /// Text that is not empty, and that may be kept: no database takes U+0000, and none is to have a card's number.
    func text(_ name: String, charactersMax: Int) throws(FormFailure) -> String {
        let text = try characters(name, max: charactersMax)
        guard !text.utf8.contains(0) else { throw .unfit(name, "must not hold the character U+0000.") }
        guard !CardDigits.stand(in: text.utf8) else { throw .unfit(name, "must not hold a card's number.") }
        return text
    }

    /// Text of any characters, but not empty.
    func characters(_ name: String, max charactersMax: Int) throws(FormFailure) -> String {
        switch self {
        case .broken: throw .notUTF8(name)
        case .number, .bool, .null, .object, .other: throw .notText(name)
        case .text(let text):
            guard !text.isEmpty else { throw .empty(name) }
            // A text has no more characters than bytes, and those need no counting.
            guard text.utf8.count <= charactersMax || text.unicodeScalars.count <= charactersMax else {
                throw .tooLong(name, charactersMax: charactersMax)
            }
            return text
        }
    }

    func identifier<Kind>(_ name: String) throws(FormFailure) -> StripeID<Kind> {
        let text = try characters(name, max: StripeID<Kind>.lengthMax)
        guard let identifier = StripeID<Kind>(text) else { throw .notAnIdentifier(name) }
        return identifier
    }

    /// A whole number of the currency's smallest unit.
    func amount(_ name: String) throws(FormFailure) -> Int64 {
        try wholeNumber(
            in: Fields.amountRange, empty: .empty(name), unfit: .notAnAmount(name),
            outside: .outOfRange(name, Fields.amountRange))
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(FormFailure) -> Int64 {
        try wholeNumber(
            in: range, empty: .empty(name), unfit: .notAnInteger(name),
            outside: .integerOutOfRange(name, range))
    }

    /// A number, or a string of digits. Read from the token itself, never through a floating point number.
    ///
    /// - Parameter range: of nothing below zero.
    func wholeNumber(
        in range: ClosedRange<Int64>, empty: FormFailure, unfit: FormFailure, outside: FormFailure
    ) throws(FormFailure) -> Int64 {
        let digits: [UInt8]
        switch self {
        case .number(let token): digits = Array(token)
        case .text(let text):
            guard !text.isEmpty else { throw empty }
            digits = Array(text.utf8)
        case .broken, .bool, .null, .object, .other: throw unfit
        }
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = isNegative ? digits.dropFirst() : digits[...]
        guard !magnitude.isEmpty, magnitude.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { throw unfit }
        guard !isNegative, let value = Int64(String(decoding: magnitude, as: UTF8.self)),
            range.contains(value)
        else { throw outside }
        return value
    }
}
