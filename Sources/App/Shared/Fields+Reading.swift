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
        case .number, .null, .other: throw .notText(name)
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

    /// Cents: a number, or a string of digits. Read from the token itself, never through a floating point number.
    func amount(_ name: String) throws(FormFailure) -> Money? {
        let digits: [UInt8]
        switch try self[name] {
        case nil: return nil
        case .number(let token): digits = Array(token)
        case .text(let text):
            guard !text.isEmpty else { throw .empty(name) }
            digits = Array(text.utf8)
        case .broken, .null, .other: throw .notAnAmount(name)
        }
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = isNegative ? digits.dropFirst() : digits[...]
        guard !magnitude.isEmpty, magnitude.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            throw .notAnAmount(name)
        }
        // Longer than any amount: out of range, whatever the digits are.
        guard !isNegative, magnitude.count <= 15,
            let value = Int64(String(decoding: magnitude, as: UTF8.self)), Self.amountRange.contains(value)
        else { throw .outOfRange(name, Self.amountRange) }
        return Money(minorUnits: value, currency: .usd)
    }

    func requiredAmount(_ name: String) throws(FormFailure) -> Money {
        guard let amount = try amount(name) else { throw .missing(name) }
        return amount
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
