// Under everything: SHA-256 and what is signed with it, from OpenSSL, and lower-case hexadecimal.
internal import COpenSSL

package enum Digest {
    /// SHA-256 of the bytes: 32 bytes (FIPS 180-4).
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = SHA256(bytes, bytes.count, &digest)
        return digest
    }

    /// HMAC with SHA-256 (RFC 2104): 32 bytes; nil when OpenSSL has no memory for it.
    package static func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        let made = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, nil)
        return made == nil ? nil : code
    }

    /// Takes the same time wherever the bytes differ, so that nobody can guess them one by one. The length is no
    /// secret.
    package static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
    }
}

package enum Hex {
    /// Lower-case, two characters a byte.
    package static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[index * 2] = digits[Int(byte >> 4)]
                buffer[index * 2 + 1] = digits[Int(byte & 0xF)]
            }
            return bytes.count * 2
        }
    }

    /// nil unless the text is what `encode` writes.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text.utf8 {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = high { bytes.append(first << 4 | value) }
            high = high == nil ? value : nil
        }
        return high == nil ? bytes : nil
    }
}
