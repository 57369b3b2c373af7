// Under everything: walks a JSON text that the validator has passed.

/// Finds the values of an object or array by skipping over raw bytes. It trusts the text: every bracket and quote
/// is known to be closed, so it never looks for the end.
struct JSONScanner {
    /// Where a name, without its quotes, and its value lie.
    typealias Member = (name: Range<Int>, value: Range<Int>)

    // Valid only while the array's closure runs; the scanner does not outlive it.
    let bytes: UnsafeBufferPointer<UInt8>
    private var position: Int

    /// `position` is the first byte of a value.
    init(_ bytes: UnsafeBufferPointer<UInt8>, position: Int) {
        self.bytes = bytes
        self.position = position
    }

    mutating func enterContainer() { position += 1 }

    /// The next name, without its quotes, and its value; nil at the object's end.
    mutating func nextMember() -> Member? {
        skipWhitespace(and: UInt8(ascii: ","))
        guard bytes[position] == UInt8(ascii: "\"") else { return nil }
        let name = skipValue()
        skipWhitespace(and: UInt8(ascii: ":"))
        return (name.lowerBound + 1..<name.upperBound - 1, skipValue())
    }

    /// The next element; nil at the array's end.
    mutating func nextElement() -> Range<Int>? {
        skipWhitespace(and: UInt8(ascii: ","))
        guard bytes[position] != UInt8(ascii: "]") else { return nil }
        return skipValue()
    }

    private mutating func skipValue() -> Range<Int> {
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "\""): skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): skipContainer()
        default: skipWord()
        }
        return start..<position
    }

    private mutating func skipString() {
        position = Self.endOfString(bytes, position)
    }

    /// `start` is the opening quote; the answer is behind the closing one.
    private static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = JSONString.endOfPlain(bytes, from: start + 1)
        while bytes[end] != UInt8(ascii: "\"") {
            let next = end + (bytes[end] == UInt8(ascii: "\\") ? 2 : 1)
            end = JSONString.endOfPlain(bytes, from: next)
        }
        return end + 1
    }

    /// Brackets need no telling apart: the validator has seen that they pair.
    private mutating func skipContainer() {
        // Locals, so that they stay in registers: this loop reads most of a text.
        let bytes = bytes
        var end = position
        var depth = 0
        repeat {
            switch bytes[end] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                end += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                end += 1
            case UInt8(ascii: "\""):
                end = Self.endOfString(bytes, end)
            default:
                end += 1
            }
        } while depth > 0
        position = end
    }

    /// A number or a literal inside a container: up to what ends it.
    private mutating func skipWord() {
        while true {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"): return
            case let byte where Self.isWhitespace(byte): return
            default: position += 1
            }
        }
    }

    private mutating func skipWhitespace(and separator: UInt8) {
        let bytes = bytes
        var end = position
        while bytes[end] == separator || Self.isWhitespace(bytes[end]) { end += 1 }
        position = end
    }

    /// Section 2: space, tab, line feed, carriage return.
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
