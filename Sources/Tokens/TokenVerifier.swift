// On a request's way: whether a token is to be believed.

/// Proves JSON Web Tokens (RFC 7519) as RFC 8725 advises: keys and algorithms come from the settings alone, the
/// signature is checked before a claim is read, and whatever is not understood is refused.
package struct TokenVerifier: Sendable {
    private let keys: any KeySource
    private let issuer: String?
    private let audience: String?
    private let skewSeconds: Int64

    /// - Parameters:
    ///   - issuer: what `iss` must be; nil asks no token for it.
    ///   - audience: what `aud` must be or hold; with nil, a token with an `aud` is meant for somebody else
    ///     (RFC 7519 section 4.1.3).
    ///   - skewSeconds: how far the issuer's clock and ours may differ.
    package init(
        keys: any KeySource, issuer: String? = nil, audience: String? = nil, skewSeconds: Int64 = 30
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.skewSeconds = skewSeconds
    }

    /// - Parameter now: of the wall clock, in seconds since 1970.
    package func verify(_ token: [UInt8], now: Int64) async throws(TokenFailure) -> TokenClaims {
        let token = try SignedToken(token)
        let keys = try await keys.keys(for: token, now: now)
        guard keys.contains(where: { $0.isSigned(token.message, token.signature) }) else {
            throw .badSignature
        }
        let claims = try ClaimsSet(token.payload)
        let believed = try TokenClaims(claims)
        try checkTimes(claims, believed, now)
        try checkParties(claims)
        return believed
    }

    /// `exp` is the first second at which it is refused, `nbf` the first at which it is accepted (RFC 7519 sections
    /// 4.1.4 and 4.1.5). The skew is reckoned on our clock, which no token can make overflow.
    private func checkTimes(_ claims: ClaimsSet, _ believed: TokenClaims, _ now: Int64) throws(TokenFailure) {
        guard now - skewSeconds < believed.expiresAt else { throw .expired }
        if let start = try claims.seconds("nbf"), now + skewSeconds < start { throw .notYetValid }
    }

    private func checkParties(_ claims: ClaimsSet) throws(TokenFailure) {
        if let issuer {
            guard let named = try claims.text("iss"), named.isSameText(as: issuer) else { throw .wrongIssuer }
        }
        let audiences = try claims.texts("aud")
        if let audience {
            guard audiences?.contains(where: audience.isSameText) == true else { throw .wrongAudience }
        } else if audiences != nil {
            throw .wrongAudience
        }
    }
}
