// First on a request's way: does it carry a secret key of test mode?

/// Any key that looks like one will do: `sk_test_...` or a restricted `rk_test_...`, as Bearer or as Basic's user.
enum KeyCheck {
    static func check(_ authorization: String?) throws(StubFailure) {
        guard let authorization, let key = key(in: authorization), !key.isEmpty else { throw .noKey }
        for prefix in ["sk_test_", "rk_test_"] where key.hasPrefix(prefix) && key.count > prefix.count {
            return
        }
        throw .badKey(key)
    }

    /// The scheme's name is case-insensitive (RFC 9110 section 11.1).
    private static func key(in authorization: String) -> String? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let credentials = parts[1].drop { $0 == " " }
        switch parts[0].lowercased() {
        case "bearer": return String(credentials)
        case "basic":
            guard let decoded = base64Decoded(credentials) else { return nil }
            return String(decoding: decoded.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        default: return nil
        }
    }

    /// RFC 4648 section 4, with or without its padding; nil for any other character.
    private static func base64Decoded(_ text: Substring) -> [UInt8]? {
        var decoded: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let value = base64Value(byte) else { return nil }
            bits = (bits << 6 | value) & 0xFFF_FFFF
            count += 6
            if count >= 8 {
                count -= 8
                decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return decoded
    }

    private static func base64Value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
