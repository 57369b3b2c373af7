// On the way out: writes the JSON of answers and of log lines, straight into bytes.

/// Appends JSON (RFC 8259) to an array of bytes. Commas are put where they belong; brackets are the caller's to pair.
///
///     var writer = JSONWriter()
///     writer.beginObject()
///     writer.member("code", "resource_missing")
///     writer.member("amount", 123)
///     writer.endObject()
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var commaIsDue = false

    package init(reservingCapacity capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    package mutating func endObject() { end(UInt8(ascii: "}")) }
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// A member's name; its value is what is written next. Names are written in the code and need no escape.
    package mutating func name(_ name: StaticString) {
        startValue()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        commaIsDue = false
    }

    /// A member's name that is data, not code.
    package mutating func name(escaping name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        commaIsDue = false
    }

    package mutating func string(_ text: String) {
        startValue()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Plain characters that need no escape.
    mutating func string(ascii text: [UInt8]) {
        startValue()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func integer(_ value: Int64) {
        startValue()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(decimal: value.magnitude)
    }

    package mutating func bool(_ value: Bool) {
        startValue()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    package mutating func null() {
        startValue()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A value that is JSON already, byte for byte.
    package mutating func raw(_ json: some Collection<UInt8>) {
        startValue()
        bytes.append(contentsOf: json)
    }

    /// Quote, backslash and control characters are all that section 7 wants escaped; the text between is copied in
    /// runs.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var written = 0
        var end = JSONString.endOfPlain(text, from: 0)
        while end < text.count {
            let byte = text[end]
            if byte < 0x80 {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[written..<end]))
                appendEscape(byte)
                written = end + 1
            }
            end = JSONString.endOfPlain(text, from: end + 1)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[written...]))
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x00..<0x20: bytes.append(contentsOf: "u00\(Hex.encode([byte]))".utf8)
        default: bytes.append(byte)
        }
    }

    private mutating func appendQuoted(_ text: StaticString) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func startValue() {
        if commaIsDue { bytes.append(UInt8(ascii: ",")) }
        commaIsDue = true
    }

    private mutating func begin(_ bracket: UInt8) {
        startValue()
        bytes.append(bracket)
        commaIsDue = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        commaIsDue = true
    }
}

extension JSONWriter {
    package mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int64) {
        self.name(name)
        integer(value)
    }

    package mutating func member(_ name: StaticString, _ value: Int) {
        member(name, Int64(value))
    }

    /// A value written in the code, like the names: it needs no escape.
    package mutating func member(_ name: StaticString, constant value: StaticString) {
        self.name(name)
        startValue()
        appendQuoted(value)
    }

    package mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        bool(value)
    }
}
