// On an answer's way: a value becomes bytes.

/// Writes as Stripe does: two spaces a level, one member a line, UTF-8 as it is (RFC 8259).
struct StubJSONWriter {
    private var out: [UInt8] = []
    private var depth = 0

    /// The whole text, with a line end behind it.
    static func write(_ value: StubJSON) -> [UInt8] {
        var writer = StubJSONWriter()
        // An intent takes 1.6 kB: room at once, so that the array does not grow step by step.
        writer.out.reserveCapacity(2048)
        writer.value(value)
        writer.out.append(UInt8(ascii: "\n"))
        return writer.out
    }

    private mutating func value(_ value: StubJSON) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): raw(flag ? "true" : "false")
        case .integer(let number): raw(String(number))
        case .text(let text): string(text)
        case .array(let elements):
            enclosed("[", "]", elements) { writer, element in writer.value(element) }
        case .object(let members):
            enclosed("{", "}", members) { writer, member in
                writer.string(member.name)
                writer.raw(": ")
                writer.value(member.value)
            }
        }
    }

    private mutating func enclosed<Item>(
        _ open: StaticString, _ close: StaticString, _ items: [Item],
        each: (inout StubJSONWriter, Item) -> Void
    ) {
        raw(open)
        if !items.isEmpty {
            depth += 1
            for index in items.indices {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                newLine()
                each(&self, items[index])
            }
            depth -= 1
            newLine()
        }
        raw(close)
    }

    private mutating func newLine() {
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    /// Copies whole runs between the bytes that need an escape: nearly every text has none.
    private mutating func string(_ text: String) {
        var text = text
        out.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            for index in 0..<bytes.count where Self.needsEscape(bytes[index]) {
                out.append(contentsOf: bytes[start..<index])
                escape(bytes[index])
                start = index + 1
            }
            out.append(contentsOf: bytes[start...])
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case UInt8(ascii: "\n"): raw("\\n")
        case UInt8(ascii: "\r"): raw("\\r")
        case UInt8(ascii: "\t"): raw("\\t")
        default:
            let digits: [UInt8] = Array("0123456789abcdef".utf8)
            raw("\\u00")
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 0xF)])
        }
    }

    private mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { out.append(contentsOf: $0) }
    }

    private mutating func raw(_ text: String) {
        out.append(contentsOf: text.utf8)
    }
}
