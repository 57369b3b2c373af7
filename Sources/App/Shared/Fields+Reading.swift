// On a request's way: single fields, checked by what they mean; nothing is sent to Stripe that fails here.
internal import Basics
internal import HTTPServer

extension Fields {
    /// What Stripe takes for one charge: eight digits. Below its minimum Stripe itself refuses, by currency.
    static let amountRange: ClosedRange<Int64> = 1...99_999_999
    /// Stripe's own limit on a description.
    static let descriptionCharactersMax = 1000

    /// Text that is there and not empty.
    func text(_ name: String, charactersMax: Int) throws(FormFailure) -> String {
        switch try self[name] {
        case nil: throw .missing(name)
        case .broken: throw .notUTF8(name)
        case .number, .bool, .null, .other: throw .notText(name)
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
        let text = try text(name, charactersMax: StripeID<Kind>.lengthMax)
        guard let identifier = StripeID<Kind>(text) else { throw .notAnIdentifier(name) }
        return identifier
    }

    /// Cents.
    func amount(_ name: String) throws(FormFailure) -> Money? {
        let cents = try wholeNumber(
            name, in: Self.amountRange, unfit: .notAnAmount(name),
            outside: .outOfRange(name, Self.amountRange))
        return cents.map { Money(minorUnits: $0, currency: .usd) }
    }

    func requiredAmount(_ name: String) throws(FormFailure) -> Money {
        guard let amount = try amount(name) else { throw .missing(name) }
        return amount
    }

    /// A number, or a string of digits. Read from the token itself, never through a floating point number.
    ///
    /// - Parameter range: above zero.
    func wholeNumber(
        _ name: String, in range: ClosedRange<Int64>, unfit: FormFailure, outside: FormFailure
    ) throws(FormFailure) -> Int64? {
        let digits: [UInt8]
        switch try self[name] {
        case nil: return nil
        case .number(let token): digits = Array(token)
        case .text(let text):
            guard !text.isEmpty else { throw .empty(name) }
            digits = Array(text.utf8)
        case .broken, .bool, .null, .other: throw unfit
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

/// The caller's name for one logical call (draft-ietf-httpapi-idempotency-key-header). Part of no body.
enum IdempotencyKeyHeader {
    static let name: StaticString = "idempotency-key"
    private static let bytesMax = 255

    /// nil when there is none.
    static func read(_ request: Request) throws(FormFailure) -> String? {
        guard let value = request.head.value(of: name) else { return nil }
        guard request.head.count(of: name) == 1, (1...bytesMax).contains(value.count),
            value.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .badIdempotencyKey }
        return String(decoding: value, as: UTF8.self)
    }
}
