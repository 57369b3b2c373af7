// On an answer's way: a value becomes bytes.

/// Writes as Stripe does: two spaces a level, one member a line, UTF-8 as it is (RFC 8259).
struct StubJSONWriter: ~Copyable {
    private var out: ByteBuffer
    private var depth = 0

    /// The whole text, with a line end behind it.
    static func write(_ value: StubJSON) -> [UInt8] {
        var writer = StubJSONWriter()
        writer.value(value)
        writer.out.append(UInt8(ascii: "\n"))
        return writer.out.array
    }

    private init() {
        // An intent takes 1.6 kB.
        out = ByteBuffer(capacity: 2048)
    }

    private mutating func value(_ value: StubJSON) {
        switch value {
        case .null: out.append("null")
        case .bool(let flag): out.append(flag ? "true" : "false")
        case .integer(let number): integer(number)
        case .text(let text): string(text)
        case .array(let elements): array(elements)
        case .object(let members): object(members)
        }
    }

    private mutating func array(_ elements: [StubJSON]) {
        guard !elements.isEmpty else { return out.append("[]") }
        out.append(UInt8(ascii: "["))
        depth += 1
        for index in elements.indices {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            newLine()
            value(elements[index])
        }
        depth -= 1
        newLine()
        out.append(UInt8(ascii: "]"))
    }

    private mutating func object(_ members: [StubJSON.Member]) {
        guard !members.isEmpty else { return out.append("{}") }
        out.append(UInt8(ascii: "{"))
        depth += 1
        for index in members.indices {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            newLine()
            string(members[index].name)
            out.append(": ")
            value(members[index].value)
        }
        depth -= 1
        newLine()
        out.append(UInt8(ascii: "}"))
    }

    private mutating func newLine() {
        out.append(UInt8(ascii: "\n"))
        out.append(UInt8(ascii: " "), count: depth * 2)
    }

    private mutating func integer(_ number: Int64) {
        var digits = String(number)
        digits.withUTF8 { out.append($0) }
    }

    /// Nearly every text has nothing to escape and is copied at once.
    private mutating func string(_ text: String) {
        var text = text
        out.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            // Without a way out: so the compiler looks at many bytes at a time.
            var mustEscape = false
            for byte in bytes { mustEscape = Self.needsEscape(byte) || mustEscape }
            if mustEscape { escape(bytes) } else { out.append(bytes) }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): out.append("\\\"")
            case UInt8(ascii: "\\"): out.append("\\\\")
            case UInt8(ascii: "\n"): out.append("\\n")
            case UInt8(ascii: "\r"): out.append("\\r")
            case UInt8(ascii: "\t"): out.append("\\t")
            case 0..<0x20:
                out.append("\\u00")
                for digit in [byte >> 4, byte & 0xF] {
                    out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            default: out.append(byte)
            }
        }
    }
}
