// Under the parser: bytes and the few classes of bytes that HTTP knows.

enum Ascii {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let hash = UInt8(ascii: "#")
    static let asterisk = UInt8(ascii: "*")
    static let comma = UInt8(ascii: ",")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let question = UInt8(ascii: "?")

    /// tchar of RFC 9110 section 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool { tokens[Int(byte)] }

    /// VCHAR, SP, HTAB and obs-text: what a field value may hold (RFC 9110 section 5.5).
    static func isFieldValue(_ byte: UInt8) -> Bool { byte == tab || (byte >= space && byte != 0x7F) }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    private static let tokens: [Bool] = (0...255).map { (byte: Int) in
        let byte = UInt8(byte)
        return isDigit(byte) || lowercased(byte) &- UInt8(ascii: "a") < 26
            || Array("!#$%&'*+-.^_`|~".utf8).contains(byte)
    }
}

extension UnsafeRawBufferPointer {
    /// Compares without regard to the case of ASCII letters. `lowercase` must be in lower case.
    fileprivate func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        let wanted = lowercase.utf8Start
        for index in 0..<count where Ascii.lowercased(self[index]) != wanted[index] { return false }
        return true
    }
}

// Not generic over collections: other modules would call it unspecialized, which costs fifty times as much.
extension ArraySlice<UInt8> {
    /// Compares without regard to the case of ASCII letters. `lowercase` must be in lower case.
    package func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        withUnsafeBytes { $0.equalsIgnoringCase(lowercase) }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
        UnsafeRawBufferPointer(rebasing: self).equalsIgnoringCase(lowercase)
    }
}
