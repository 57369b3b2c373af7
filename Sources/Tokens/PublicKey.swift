// Under tokens: a public key and the signatures that it proves. The only file of the room that speaks to OpenSSL.
internal import COpenSSL

/// An RSA key of at least 2048 bits, or a key on the curve P-256: what RS256 and ES256 want (RFC 7518 sections 3.3 and
/// 3.4).
final class PublicKey: @unchecked Sendable {
    // Safe: nobody changes the key once it is made, and OpenSSL lets threads share one that nobody changes.
    private let key: OpaquePointer
    let kind: Kind

    enum Kind {
        case rsa
        case p256
    }

    /// - Parameter pem: `-----BEGIN PUBLIC KEY-----` (RFC 7468 section 13); what stands behind the first is not read.
    convenience init(pem: [UInt8]) throws(TokenKeyFailure) {
        // What failed stays in a list of the thread's, where a TLS connection of its would take it for its own.
        defer { ERR_clear_error() }
        guard let source = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { throw .unreadable }
        defer { BIO_free(source) }
        // Without an answer of ours OpenSSL would ask the terminal for a passphrase.
        guard let key = PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil) else { throw .unreadable }
        try self.init(owning: key)
    }

    /// - Parameter der: a SubjectPublicKeyInfo.
    convenience init(der: [UInt8]) throws(TokenKeyFailure) {
        defer { ERR_clear_error() }
        let key = der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_PUBKEY(nil, &next, bytes.count)
        }
        guard let key else { throw .noPublicKey }
        try self.init(owning: key)
    }

    /// Frees the key in the end, also when it is refused.
    private init(owning key: OpaquePointer) throws(TokenKeyFailure) {
        do throws(TokenKeyFailure) {
            kind = try Self.kind(of: key)
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
        self.key = key
    }

    deinit {
        EVP_PKEY_free(key)
    }

    /// SHA-256 of the message, signed: with RSA by PKCS #1 v1.5, with ECDSA as `r` and `s` behind each other.
    func isSigned(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
        let encoded: [UInt8]
        switch kind {
        case .rsa: encoded = signature
        case .p256:
            guard let pair = Self.der(ofPair: signature) else { return false }
            encoded = pair
        }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        return EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1
            && EVP_DigestVerify(context, encoded, encoded.count, message, message.count) == 1
    }

    private static func kind(of key: OpaquePointer) throws(TokenKeyFailure) -> Kind {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA:
            let bits = EVP_PKEY_get_bits(key)
            guard bits >= 2048 else { throw .weakRSA(bits: Int(bits)) }
            return .rsa
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 64)
            guard EVP_PKEY_get_group_name(key, &name, name.count, nil) == 1, strcmp(name, "prime256v1") == 0
            else { throw .otherCurve }
            return .p256
        default: throw .otherKind
        }
    }

    /// The `SEQUENCE` of two `INTEGER`s that OpenSSL wants, of the 64 bytes that a token has (RFC 7518 section 3.4).
    private static func der(ofPair pair: [UInt8]) -> [UInt8]? {
        guard pair.count == 64 else { return nil }
        return DER.sequence(DER.integer(pair[..<32]), DER.integer(pair[32...]))
    }
}
