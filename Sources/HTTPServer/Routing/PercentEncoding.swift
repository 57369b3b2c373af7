// On a request's way: `%41` is `A` (RFC 3986 section 2.1).
package enum PercentEncoding {
    /// - Parameter plusIsSpace: true for form fields (WHATWG URL, application/x-www-form-urlencoded), false for paths.
    /// - Returns: nil when a percent sign is not followed by two hexadecimal digits.
    package static func decode(_ encoded: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> ArraySlice<UInt8>?
    {
        let plus = UInt8(ascii: "+")
        guard encoded.contains(where: { $0 == percent || ($0 == plus && plusIsSpace) }) else {
            return encoded
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(encoded.count)
        var index = encoded.startIndex
        while index < encoded.endIndex {
            let byte = encoded[index]
            if byte == percent {
                guard index + 2 < encoded.endIndex, let high = Ascii.hexValue(encoded[index + 1]),
                    let low = Ascii.hexValue(encoded[index + 2])
                else { return nil }
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(byte == plus && plusIsSpace ? Ascii.space : byte)
                index += 1
            }
        }
        return decoded[...]
    }

    /// For a value in a query: everything but letters, digits and `-._~` (RFC 3986 section 2.3) as a percent sign and
    /// two digits.
    package static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var encoded = String.UnicodeScalarView()
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(Unicode.Scalar(byte))
            default: encoded.append(contentsOf: ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            }
        }
        return String(encoded)
    }

    static func isValid(_ encoded: Slice<UnsafeRawBufferPointer>) -> Bool {
        var rest = encoded
        while let sign = rest.firstIndex(of: percent) {
            let digits = rest[(sign + 1)...].prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Ascii.hexValue($0) != nil }) else { return false }
            rest = rest[(sign + 3)...]
        }
        return true
    }

    private static let percent = UInt8(ascii: "%")
}
