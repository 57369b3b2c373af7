// Under everything: the strings of the strict pass over a JSON text (RFC 8259, section 7).

extension JSONValidator {
    /// From the opening quote to behind the closing one.
    mutating func string() throws(JSONFailure) {
        // Locals, so that they stay in registers: this loop reads most of a text.
        let bytes = bytes
        var end = JSONString.endOfPlain(bytes, from: position + 1)
        while end < bytes.count {
            position = end
            switch bytes[end] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0x00..<0x20: throw failure(.controlCharacter)
            default: try multibyte()
            }
            end = JSONString.endOfPlain(bytes, from: position)
        }
        position = end
        throw failure(.unexpectedEnd)
    }

    private mutating func escape() throws(JSONFailure) {
        let start = position
        position += 1
        switch try current() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if UTF16.isTrailSurrogate(unit) { throw JSONFailure(reason: .loneSurrogate, offset: start) }
            guard UTF16.isLeadSurrogate(unit) else { return }
            guard peek() == UInt8(ascii: "\\"), position + 1 < bytes.count,
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
            position += 1
            guard UTF16.isTrailSurrogate(try codeUnit())
            else { throw JSONFailure(reason: .loneSurrogate, offset: start) }
        default:
            throw failure(.malformedEscape)
        }
    }

    /// From the `u` of an escape to behind its four hexadecimal digits.
    private mutating func codeUnit() throws(JSONFailure) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = JSONString.hexDigit(try current()) else { throw failure(.malformedEscape) }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// One scalar above U+007F: no overlong form, no surrogate, nothing above U+10FFFF.
    private mutating func multibyte() throws(JSONFailure) {
        // The second byte's range is what rules out the forms above; the later ones are plain continuations.
        let (length, second): (Int, ClosedRange<UInt8>)
        switch bytes[position] {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw failure(.malformedUTF8)
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else {
            throw failure(.malformedUTF8)
        }
        for index in position + 2..<position + length where bytes[index] & 0xC0 != 0x80 {
            throw failure(.malformedUTF8)
        }
        position += length
    }
}
