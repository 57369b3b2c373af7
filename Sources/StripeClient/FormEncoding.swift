// On the way to Stripe: parameters as Stripe reads them, for bodies and for queries.
internal import Basics

/// Parameters in the order given, nested as Stripe nests them:
///
///     let fields: FormFields = ["amount": 1000, "metadata": ["type": "lesson"], "expand": ["latest_charge"]]
///     // amount=1000&metadata[type]=lesson&expand[0]=latest_charge
///
/// Source: docs.stripe.com/api, as the official libraries encode it; `application/x-www-form-urlencoded` of the URL
/// standard, with the brackets left as they are.
package struct FormFields: Sendable, ExpressibleByDictionaryLiteral {
    fileprivate var fields: [(name: String, value: FormValue)]

    package init(dictionaryLiteral fields: (String, FormValue)...) {
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// Adds a parameter; nil is not sent. An empty text is: Stripe takes it as "unset this".
    package mutating func add(_ name: String, _ value: FormValue?) {
        if let value { fields.append((name, value)) }
    }

    package func encoded() -> [UInt8] {
        guard !fields.isEmpty else { return [] }
        var encoder = FormEncoder()
        for field in fields { encoder.nest(field.name, field.value) }
        return encoder.bytes
    }
}

package enum FormValue: Sendable {
    case text(String)
    case integer(Int64)
    case bool(Bool)
    case list([FormValue])
    case fields(FormFields)
}

extension FormValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension FormValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: FormValue...) { self = .list(elements) }
    package init(dictionaryLiteral fields: (String, FormValue)...) {
        var nested = FormFields()
        for (name, value) in fields { nested.add(name, value) }
        self = .fields(nested)
    }
}

/// Forms carry other people's data, and card numbers: printing shows nothing of them.
extension FormFields: Redacted {}
extension FormValue: Redacted {}

private struct FormEncoder {
    private(set) var bytes: [UInt8] = []
    /// The encoded name so far: `metadata`, then `metadata[type]`.
    private var name: [UInt8] = []

    init() {
        // Most forms fit.
        bytes.reserveCapacity(512)
        name.reserveCapacity(64)
    }

    private mutating func append(_ value: FormValue) {
        switch value {
        case .text(let text): append(text)
        case .integer(let number): append(String(number))
        case .bool(let flag): append(flag ? "true" : "false")
        case .list(let elements):
            for (index, element) in elements.enumerated() { nest(String(index), element) }
        case .fields(let nested):
            for field in nested.fields { nest(field.name, field.value) }
        }
    }

    mutating func nest(_ part: String, _ value: FormValue) {
        let outer = name.count
        if outer > 0 { name.append(UInt8(ascii: "[")) }
        Self.encode(part, into: &name)
        if outer > 0 { name.append(UInt8(ascii: "]")) }
        append(value)
        name.removeLast(name.count - outer)
    }

    private mutating func append(_ text: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        bytes.append(contentsOf: name)
        bytes.append(UInt8(ascii: "="))
        Self.encode(text, into: &bytes)
    }

    private static func encode(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { text in
            var plain = 0
            // Most of a text needs no encoding, and is copied in runs.
            for index in text.indices where !isPlain(text[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain..<index]))
                plain = index + 1
                append(text[index], to: &bytes)
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain...]))
        }
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        if byte == UInt8(ascii: " ") {
            bytes.append(UInt8(ascii: "+"))
        } else {
            bytes.append(UInt8(ascii: "%"))
            bytes.append(upperHex[Int(byte >> 4)])
            bytes.append(upperHex[Int(byte & 0xF)])
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        if (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 { return true }
        return byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "~")
    }

    private static let upperHex = Array("0123456789ABCDEF".utf8)
}
