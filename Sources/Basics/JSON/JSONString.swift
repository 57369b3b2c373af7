// Under everything: the text between the quotes of a JSON string that the validator has passed.

enum JSONString {
    /// The string with its escapes decoded (RFC 8259, section 7).
    static func decode(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        return String(decoding: unescaped(raw), as: UTF8.self)
    }

    /// Compares bytes, not canonical equivalents: names that look alike are not the same name.
    static func isEqual(_ raw: Slice<UnsafeBufferPointer<UInt8>>, _ wanted: UnsafeBufferPointer<UInt8>)
        -> Bool
    {
        if raw.count == wanted.count { return raw.elementsEqual(wanted) }
        // An escape is always longer than what it stands for.
        guard raw.count > wanted.count, raw.contains(UInt8(ascii: "\\")) else { return false }
        return unescaped(raw).elementsEqual(wanted)
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
