// Under everything: the text between the quotes of a JSON string that the validator has passed.

enum JSONString {
    /// The first place from `start` on that is no plain character: a quote, a backslash, a control character or a
    /// byte above ASCII; or the end. Eight bytes at a time, because most of a text is plain.
    static func endOfPlain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        let raw = UnsafeRawBufferPointer(bytes)
        while end + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: end, as: UInt64.self))
            let marks = notPlain(word)
            if marks != 0 { return end + marks.trailingZeroBitCount / 8 }
            end += 8
        }
        while end < bytes.count, notPlain(UInt64(bytes[end]) | spaces << 8) == 0 { end += 1 }
        return end
    }

    /// The lowest bit that is set stands in the first byte that is not plain. A subtraction borrows into the bytes
    /// above the first that is found, so those above mean nothing.
    private static func notPlain(_ word: UInt64) -> UInt64 {
        // Zero in the bytes that are a quote, or a backslash.
        let quote = word ^ quotes
        let backslash = word ^ backslashes
        let found =
            word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- spaces) & ~word
        return found & highBits
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits = ones &* 0x80
    private static let spaces = ones &* 0x20
    private static let quotes = ones &* UInt64(UInt8(ascii: "\""))
    private static let backslashes = ones &* UInt64(UInt8(ascii: "\\"))

    /// The string with its escapes decoded (RFC 8259, section 7).
    static func decode(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        return String(decoding: unescaped(raw), as: UTF8.self)
    }

    /// Compares bytes, not canonical equivalents: names that look alike are not the same name.
    static func isEqual(
        _ bytes: UnsafeBufferPointer<UInt8>, _ raw: Range<Int>, _ wanted: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var offset = 0
        for place in raw {
            // What stands before the first escape stands for itself.
            if bytes[place] == UInt8(ascii: "\\") { return unescaped(bytes[raw]).elementsEqual(wanted) }
            guard offset < wanted.count, bytes[place] == wanted[offset] else { return false }
            offset += 1
        }
        return offset == wanted.count
    }

    private static func unescaped(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"): bytes.append(contentsOf: String(scalar(&rest)).utf8)
            default: bytes.append(escape)
            }
        }
        return bytes
    }

    /// The scalar of a `\u` escape, or of the pair of them that a surrogate pair is.
    private static func scalar(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar {
        let lead = codeUnit(&rest)
        guard (0xD800..<0xDC00).contains(lead) else { return Unicode.Scalar(lead) ?? "\u{FFFD}" }
        rest = rest.dropFirst(2)
        let trail = codeUnit(&rest)
        return Unicode.Scalar(0x10000 + (lead - 0xD800) << 10 + (trail - 0xDC00)) ?? "\u{FFFD}"
    }

    private static func codeUnit(_ rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> UInt32 {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        return digits.reduce(0) { $0 << 4 | UInt32(hexDigit($1) ?? 0) }
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
