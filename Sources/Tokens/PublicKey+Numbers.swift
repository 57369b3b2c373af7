// Under tokens: public keys made of their numbers, as published key sets give them.

/// Both are written as a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), which is what a PEM file holds too.
extension PublicKey {
    /// Longer ones would cost each token a millisecond and more, and are in nobody's use.
    static let modulusBytesMax = 1024

    /// An RSA key (RFC 7518 section 6.3.1; RFC 3279 section 2.3.1) of big-endian numbers; zeros before them change
    /// nothing.
    convenience init(modulus: [UInt8], exponent: [UInt8]) throws(TokenKeyFailure) {
        guard modulus.count <= Self.modulusBytesMax else { throw .longRSA }
        // An even exponent has no inverse, and with 1 every message is its own signature.
        guard let last = exponent.last, last & 1 == 1,
            last > 1 || exponent.dropLast().contains(where: { $0 > 0 })
        else { throw .badExponent }
        let numbers = DER.sequence(DER.integer(modulus), DER.integer(exponent))
        try self.init(der: DER.sequence(Self.rsaIdentifier, DER.bitString(numbers)))
    }

    /// A point on the curve P-256 by its coordinates, 32 bytes each, big-endian (RFC 7518 section 6.2.1; RFC 5480
    /// section 2). OpenSSL takes none that is not on the curve.
    convenience init(p256X x: [UInt8], y: [UInt8]) throws(TokenKeyFailure) {
        guard x.count == 32, y.count == 32 else { throw .noPublicKey }
        let uncompressed: UInt8 = 0x04
        try self.init(der: DER.sequence(Self.p256Identifier, DER.bitString([uncompressed] + x + y)))
    }

    /// The object rsaEncryption, and NULL.
    private static let rsaIdentifier: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    /// The objects id-ecPublicKey and secp256r1.
    private static let p256Identifier: [UInt8] = [
        0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07,
    ]
}
