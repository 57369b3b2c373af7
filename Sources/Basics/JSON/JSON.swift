// Under everything: reads JSON, of a request's body and of Stripe's answers, without copying it.

/// A JSON value (RFC 8259) inside a text that was checked whole, once, when it came in. Reading is lazy: a look-up
/// scans the raw bytes and makes no tree, and every value made from a text shares that text's one array.
///
///     let answer = try JSON(body)
///     let code = answer["error"]?["code"]?.string
///
/// Where an object names a member twice, the first one counts; `members` shows both.
package struct JSON: Sendable {
    package enum Kind: Sendable { case object, array, string, number, bool, null }

    /// Deeper than any object of Stripe's with four levels expanded, and the most that a reader can be told.
    package static let depthMax = JSONValidator.depthLimit

    private let text: [UInt8]
    private let range: Range<Int>
    /// The members of the whole text's object, found while it was checked: they are asked for most. Empty for the
    /// values inside it, which are scanned.
    private let topMembers: [JSONScanner.Member]

    /// Checks the whole text. `depthMax` counts open objects and arrays, at most 64.
    package init(_ bytes: [UInt8], depthMax: Int = JSON.depthMax) throws(JSONFailure) {
        (range, topMembers) = try bytes.withUnsafeBufferPointer { buffer throws(JSONFailure) in
            var validator = JSONValidator(buffer, depthMax: depthMax)
            return (try validator.validate(), validator.members)
        }
        text = bytes
    }

    private init(text: [UInt8], range: Range<Int>) {
        self.text = text
        self.range = range
        topMembers = []
    }

    package var kind: Kind {
        switch text[range.lowerBound] {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// The value exactly as it was written.
    package var rawBytes: ArraySlice<UInt8> { text[range] }
}

/// Printing shows no content: other people's data does not get into a log by accident.
extension JSON: CustomStringConvertible, CustomReflectable {
    package var description: String { "JSON \(kind) of \(range.count) bytes" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

// MARK: Scalars

extension JSON {
    package var isNull: Bool { kind == .null }

    package var bool: Bool? { kind == .bool ? text[range.lowerBound] == UInt8(ascii: "t") : nil }

    /// The string with its escapes decoded; nil for any other kind.
    package var string: String? {
        guard kind == .string else { return nil }
        return withScanner { scanner in
            JSONString.decode(scanner.bytes[range.lowerBound + 1..<range.upperBound - 1])
        }
    }

    /// A number written as an integer that fits; nil for `1.0`, `1e2` and whatever would have to be rounded.
    package var integer: Int64? {
        guard kind == .number else { return nil }
        let negative = text[range.lowerBound] == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in text[(negative ? range.lowerBound + 1 : range.lowerBound)..<range.upperBound] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (tens, tooManyTens) = value.multipliedReportingOverflow(by: 10)
            // Summed below zero when negative: `Int64.min` has no positive twin.
            let (sum, tooMuch) =
                negative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
            guard !tooManyTens, !tooMuch else { return nil }
            value = sum
        }
        return value
    }
}

// MARK: Objects and arrays

extension JSON {
    /// The member of that name; nil when there is none, or when this is not an object.
    package subscript(_ name: String) -> JSON? {
        var name = name
        let found: Range<Int>? = name.withUTF8 { wanted in
            firstMember { bytes, member in JSONString.isEqual(bytes, member.name, wanted) }
        }
        return found.map { JSON(text: text, range: $0) }
    }

    /// The element at that place; nil past the end, or when this is not an array.
    package subscript(_ index: Int) -> JSON? {
        guard kind == .array, index >= 0 else { return nil }
        let found: Range<Int>? = withScanner { scanner in
            scanner.enterContainer()
            var left = index
            while let element = scanner.nextElement() {
                if left == 0 { return element }
                left -= 1
            }
            return nil
        }
        return found.map { JSON(text: text, range: $0) }
    }

    /// The members in the order written; empty when this is not an object.
    package var members: [(name: String, value: JSON)] {
        var members: [(name: String, value: JSON)] = []
        _ = firstMember { bytes, member in
            members.append((JSONString.decode(bytes[member.name]), JSON(text: text, range: member.value)))
            return false  // the next one too
        }
        return members
    }

    /// Looks at the members in the order written, up to the first that is wanted; nil when this is not an object.
    /// - Returns: that member's value.
    private func firstMember(
        where isWanted: (_ bytes: UnsafeBufferPointer<UInt8>, _ member: JSONScanner.Member) -> Bool
    ) -> Range<Int>? {
        guard kind == .object else { return nil }
        return withScanner { scanner in
            for member in topMembers where isWanted(scanner.bytes, member) { return member.value }
            guard topMembers.isEmpty else { return nil }
            scanner.enterContainer()
            while let member = scanner.nextMember() {
                if isWanted(scanner.bytes, member) { return member.value }
            }
            return nil
        }
    }

    /// The elements in the order written; empty when this is not an array.
    package var elements: [JSON] {
        guard kind == .array else { return [] }
        return withScanner { scanner in
            scanner.enterContainer()
            var elements: [JSON] = []
            while let element = scanner.nextElement() {
                elements.append(JSON(text: text, range: element))
            }
            return elements
        }
    }

    private func withScanner<Result>(_ read: (inout JSONScanner) -> Result) -> Result {
        text.withUnsafeBufferPointer { bytes in
            var scanner = JSONScanner(bytes, position: range.lowerBound)
            return read(&scanner)
        }
    }
}
