// Beside the tests of tokens: tokens of any header and any payload, properly signed.
import Basics
import Testing

@testable import Tokens

enum Mint {
    static let secret = Secret("a secret of the tests, long enough")
    static let now: Int64 = 1_700_000_000
    static let header = #"{"alg":"HS256","typ":"JWT"}"#
    static let payload = #"{"sub":"7","role":"student","exp":\#(now + 60)}"#

    /// Signed with HS256, whatever its header says.
    static func token(
        _ payload: String = payload, header: String = header, secret: Secret = secret
    ) throws -> String {
        let message = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
        let code = try #require(Digest.hmacSHA256(key: Array(secret.reveal().utf8), Array(message.utf8)))
        return message + "." + Base64URL.encode(code)
    }

    /// `now + 60` and these members.
    static func token(claims: String) throws -> String {
        try token(#"{"exp":\#(now + 60),\#(claims)}"#)
    }

    static func verifier(
        _ keys: [TokenKey]? = nil, issuer: String? = nil, audience: String? = nil
    ) throws -> TokenVerifier {
        TokenVerifier(
            keys: OwnKeys(try keys ?? [TokenKey(secret: secret)]), issuer: issuer, audience: audience)
    }

    /// nil when it is believed.
    static func failure(
        _ token: String, by verifier: TokenVerifier? = nil, now: Int64 = now
    ) async throws -> TokenFailure? {
        let verifier = try verifier ?? Self.verifier()
        do throws(TokenFailure) {
            _ = try await verifier.verify(Array(token.utf8), now: now)
            return nil
        } catch {
            return error
        }
    }

    static func claims(_ token: String) async throws -> TokenClaims {
        try await verifier().verify(Array(token.utf8), now: now)
    }
}
