// Under tokens: what proves a signature, and the one algorithm that it is for.
package import Basics

/// The key says the algorithm, never the token (RFC 8725 section 3.1): a public key cannot be taken for the secret of
/// an HMAC, because no token can ask for it.
package struct TokenKey: Sendable {
    /// The names of RFC 7518 section 3.1.
    package enum Algorithm: String, Sendable {
        case hs256 = "HS256"
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    /// As long as the digest: a shorter one is easier to guess than the signature (RFC 7518 section 3.2).
    package static let secretBytesMin = 32

    package let algorithm: Algorithm
    /// What a token calls the key in `kid`, where the key was published under a name.
    let id: String?
    /// A closure, so that no way of printing the key shows what it is made of.
    let isSigned: @Sendable (_ message: [UInt8], _ signature: [UInt8]) -> Bool

    /// A shared secret, for HS256.
    package init(secret: Secret) throws(TokenKeyFailure) {
        try self.init(secretBytes: Array(secret.reveal().utf8))
    }

    init(secretBytes: [UInt8]) throws(TokenKeyFailure) {
        guard secretBytes.count >= Self.secretBytesMin else { throw .shortSecret }
        algorithm = .hs256
        id = nil
        isSigned = { message, signature in
            guard let code = Digest.hmacSHA256(key: secretBytes, message) else { return false }
            return Digest.isSame(code, signature)
        }
    }

    /// A public key, for RS256 when it is of RSA and for ES256 when it is on the curve P-256.
    package init(pem: [UInt8]) throws(TokenKeyFailure) {
        self.init(try PublicKey(pem: pem), id: nil)
    }

    init(_ key: PublicKey, id: String?) {
        algorithm = Algorithm(key.kind)
        self.id = id
        isSigned = key.isSigned
    }
}

extension TokenKey.Algorithm {
    /// What a key of that kind is for, and nothing else.
    init(_ kind: PublicKey.Kind) {
        switch kind {
        case .rsa: self = .rs256
        case .p256: self = .es256
        }
    }
}

/// Why a key cannot be used: for whoever configures the server.
package enum TokenKeyFailure: Error, Equatable, CustomStringConvertible {
    case shortSecret
    case unreadable
    case weakRSA(bits: Int)
    case longRSA
    case badExponent
    /// The numbers of no key, or a point that is not on the curve.
    case noPublicKey
    case otherCurve
    case otherKind

    package var description: String {
        switch self {
        case .shortSecret: "a secret of less than \(TokenKey.secretBytesMin) bytes can be guessed"
        case .unreadable: "there is no public key in it: it must hold -----BEGIN PUBLIC KEY-----"
        case .weakRSA(let bits): "an RSA key of \(bits) bits is too weak: 2048 at least"
        case .longRSA: "an RSA key of more than \(PublicKey.modulusBytesMax * 8) bits is not taken"
        case .badExponent: "the exponent of an RSA key must be odd and greater than 1"
        case .noPublicKey: "its numbers are those of no public key"
        case .otherCurve: "the key is not on the curve P-256 (prime256v1), which ES256 wants"
        case .otherKind: "the key is neither of RSA nor on the curve P-256"
        }
    }
}
