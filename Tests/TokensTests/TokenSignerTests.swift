// Proves that what is signed here is believed here, with all it says.
import Basics
import Testing

@testable import Tokens

@Suite("Token signer", .timeLimit(.minutes(5)))
struct TokenSignerTests {
    @Test("what is signed is believed, under the same secret, issuer and audience alone")
    func comesBack() async throws {
        let claims = try TokenClaims(
            subject: "student \"7\" é", role: .instructor, scopes: ["write:payment", "lessons"],
            expiresAt: Mint.now + 60)
        let signer = TokenSigner(secret: Mint.secret, issuer: "us", audience: "fermata")
        let token = try #require(signer.sign(claims, now: Mint.now))
        let verifier = try Mint.verifier(issuer: "us", audience: "fermata")
        #expect(try await verifier.verify(Array(token.utf8), now: Mint.now) == claims)
        let others = try Mint.verifier(issuer: "them", audience: "fermata")
        #expect(try await Mint.failure(token, by: others) == .wrongIssuer)
        #expect(try await Mint.failure(token) == .wrongAudience)
        let stranger = try Mint.verifier([TokenKey(secret: Secret("another secret, this one is known"))])
        #expect(try await Mint.failure(token, by: stranger) == .badSignature)
    }

    @Test("what is not said is not in the token")
    func smallest() throws {
        let signer = TokenSigner(secret: Mint.secret)
        let token = try #require(signer.sign(try TokenClaims(expiresAt: 60), now: 0))
        let parts = token.split(separator: ".")
        let payload = try #require(Base64URL.decode(Array(parts[1].utf8)[...]))
        #expect(String(decoding: payload, as: UTF8.self) == #"{"iat":0,"exp":60}"#)
    }
}
