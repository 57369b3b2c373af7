// Beside the way: makes tokens, for whoever holds the server's secret.
package import Basics

/// Signs with HS256 what a `TokenVerifier` with the same secret, issuer and audience believes.
package struct TokenSigner: Sendable {
    private let secret: Secret
    private let issuer: String?
    private let audience: String?

    package init(secret: Secret, issuer: String? = nil, audience: String? = nil) {
        self.secret = secret
        self.issuer = issuer
        self.audience = audience
    }

    /// nil when OpenSSL has no memory for it.
    /// - Parameter now: of the wall clock, in seconds since 1970.
    package func sign(_ claims: TokenClaims, now: Int64) -> String? {
        var header = JSONWriter()
        header.beginObject()
        header.member("alg", TokenKey.Algorithm.hs256.rawValue)
        header.member("typ", "JWT")
        header.endObject()
        let message = Base64URL.encode(header.bytes) + "." + Base64URL.encode(payload(claims, now))
        let code = Digest.hmacSHA256(key: Array(secret.reveal().utf8), Array(message.utf8))
        return code.map { message + "." + Base64URL.encode($0) }
    }

    private func payload(_ claims: TokenClaims, _ now: Int64) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if let issuer { writer.member("iss", issuer) }
        if let audience { writer.member("aud", audience) }
        if let subject = claims.subject { writer.member("sub", subject) }
        if let role = claims.role { writer.member("role", role.rawValue) }
        if !claims.scopes.isEmpty {
            writer.member("scope", claims.scopes.sorted().joined(separator: " "))
        }
        writer.member("iat", now)
        writer.member("exp", claims.expiresAt)
        writer.endObject()
        return writer.bytes
    }
}
