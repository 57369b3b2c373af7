// Proves which published keys are taken, and that none of them proves more than its own tokens.
import Basics
import Foundation
import TestSupport
import Testing

@testable import Tokens

@Suite("Key sets", .timeLimit(.minutes(5)))
struct KeySetTests {
    private static let now = PublishedTokens.begins + 100

    /// A source that is its set, whatever the time.
    private struct Fixed: KeySource {
        let set: KeySet

        func keys(for token: SignedToken, now: Int64) throws(TokenFailure) -> [TokenKey] {
            [try set.key(for: token)]
        }
    }

    /// nil when it is believed.
    private func failure(
        _ token: String, _ set: String = PublishedKeys.set(PublishedKeys.first, PublishedKeys.third),
        issuer: String? = "https://id.example", audience: String? = "fermata", now: Int64 = now
    ) async throws -> TokenFailure? {
        let source = Fixed(set: try KeySet(Array(set.utf8)))
        let verifier = TokenVerifier(keys: source, issuer: issuer, audience: audience, skewSeconds: 0)
        return try await Mint.failure(token, by: verifier, now: now)
    }

    private func refusal(_ set: String) -> KeySetFailure? { refusal(Array(set.utf8)) }

    private func refusal(_ set: [UInt8]) -> KeySetFailure? {
        do throws(KeySetFailure) {
            _ = try KeySet(set)
            return nil
        } catch {
            return error
        }
    }

    @Test("a key proves the tokens that name it, for as long and for whom they are")
    func believed() async throws {
        for token in [PublishedTokens.rsa, PublishedTokens.first] {
            #expect(try await failure(token) == nil)
            #expect(try await failure(token, now: PublishedTokens.ends) == .expired)
            #expect(try await failure(token, now: PublishedTokens.begins - 1) == .notYetValid)
            #expect(try await failure(token, issuer: "https://id.example/") == .wrongIssuer)
            #expect(try await failure(token, audience: "mail") == .wrongAudience)
            #expect(try await failure(token, audience: nil) == .wrongAudience)
        }
    }

    @Test("a service's scopes are read from its token")
    func service() async throws {
        let verifier = TokenVerifier(
            keys: Fixed(set: try KeySet(Array(PublishedKeys.set(PublishedKeys.third).utf8))))
        let claims = try await verifier.verify(Array(PublishedTokens.service.utf8), now: Self.now)
        #expect(claims.role == .service)
        #expect(claims.scopes == ["write:payment", "read:payment"])
    }

    @Test("a token's key is the one of its kid, byte for byte")
    func names() async throws {
        #expect(try await failure(PublishedTokens.second) == .unknownKey)
        for name in ["EC-1", "ec-1 ", "ec-", "", "ec-1\\u0000"] {
            let set = PublishedKeys.set(PublishedKeys.named(name, PublishedKeys.curve))
            #expect(try await failure(PublishedTokens.first, set) == .unknownKey, "\(name)")
        }
        let nameless = PublishedKeys.set(PublishedKeys.curve)
        #expect(try await failure(PublishedTokens.first, nameless) == .unknownKey)
        let other = PublishedKeys.set(PublishedKeys.named("ec-1", PublishedKeys.newCurve))
        #expect(try await failure(PublishedTokens.first, other) == .badSignature)
    }

    @Test("a token without a kid means the only key, and none where there are two")
    func noName() async throws {
        for set in [PublishedKeys.curve, PublishedKeys.first].map({ PublishedKeys.set($0) }) {
            #expect(try await failure(PublishedTokens.nameless, set) == nil)
        }
        let two = PublishedKeys.set(PublishedKeys.first, PublishedKeys.third)
        #expect(try await failure(PublishedTokens.nameless, two) == .noKeyName)
        #expect(try await failure(PublishedTokens.rsaNameless, two) == .noKeyName)
        let encrypting = PublishedKeys.set(PublishedKeys.first, PublishedKeys.third + #","use":"enc""#)
        #expect(try await failure(PublishedTokens.nameless, encrypting) == nil)
    }

    @Test("the algorithm is the key's: a token that says another is refused")
    func algorithms() async throws {
        #expect(try await failure(PublishedTokens.rsaUnderCurveName) == .otherAlgorithm)
        let only = PublishedKeys.set(PublishedKeys.curve)
        #expect(try await failure(PublishedTokens.rsaNameless, only) == .otherAlgorithm)
        let none = Base64URL.encode(#"{"alg":"none","kid":"ec-1"}"#.utf8)
        #expect(try await failure("\(none).\(PublishedTokens.payload).AAAA") == .unsupportedAlgorithm)
        #expect(
            try await failure("\(none).\(PublishedTokens.payload).") == .malformed("its signature is empty"))
    }

    @Test("a public key in any spelling is no secret of an HMAC")
    func keyConfusion() async throws {
        let pem = PublishedKeys.rsaPEM
        let lines = pem.split(separator: "\n").dropFirst().dropLast().joined()
        let der = [UInt8](try #require(Data(base64Encoded: lines)))
        let modulus = try #require(Base64URL.decode(Array(PublishedKeys.rsaModulus.utf8)[...]))
        let spellings = [
            Array(pem.utf8), Array("\(pem)\n".utf8), der, Array("{\(PublishedKeys.third)}".utf8),
            Array("{\(PublishedKeys.rsa)}".utf8), modulus, Array(PublishedKeys.rsaModulus.utf8),
        ]
        for secret in spellings {
            for algorithm in ["HS256", "RS256"] {
                let header = #"{"alg":"\#(algorithm)","kid":"rsa-1"}"#
                let message = Base64URL.encode(header.utf8) + "." + PublishedTokens.payload
                let code = try #require(Digest.hmacSHA256(key: secret, Array(message.utf8)))
                let expected: TokenFailure = algorithm == "HS256" ? .otherAlgorithm : .badSignature
                #expect(try await failure("\(message).\(Base64URL.encode(code))") == expected)
            }
        }
    }

    @Test("keys that a token brings or points to are passed over; what must be understood is refused")
    func foreignKeys() async throws {
        #expect(try await failure(PublishedTokens.foreign) == .badSignature)
        #expect(try await failure(PublishedTokens.surrounded) == nil)
        #expect(try await failure(PublishedTokens.critical) == .criticalExtension)
    }

    @Test("a key that says what it is for is taken when that is proving, and passed over when it is not")
    func purposes() throws {
        let rsa = PublishedKeys.rsa
        for good in [
            #""use":"sig""#, #""alg":"RS256""#, #""key_ops":["verify"]"#, #""key_ops":["sign","verify"]"#,
            #""use":"sig","alg":"RS256","key_ops":["verify"],"x5t":"abc","x5c":["MIIB"],"unheard":{"of":1}"#,
        ] {
            #expect(refusal(PublishedKeys.set("\(rsa),\(good)")) == nil, "\(good)")
        }
        for (bad, reason) in [
            (#""use":"enc""#, "its use is not sig"), (#""use":"SIG""#, "its use is not sig"),
            (#""use":1"#, "its use is no string"), (#""key_ops":["encrypt"]"#, "its key_ops have no verify"),
            (#""key_ops":[]"#, "its key_ops have no verify"),
            (#""key_ops":"verify""#, "its key_ops have no verify"),
            (#""alg":"ES256""#, "its alg is not RS256"), (#""alg":"RS512""#, "its alg is not RS256"),
            (#""alg":"HS256""#, "its alg is not RS256"), (#""alg":"none""#, "its alg is not RS256"),
            (#""alg":null"#, "its alg is no string"), (#""kid":7"#, "its kid is no string"),
            (#""use":"enc","use":"sig""#, "it is no object, or names a member twice"),
        ] {
            let entry = "\(rsa),\(bad)"
            #expect(refusal(PublishedKeys.set(entry)) == .noUsableKey(["key 1: \(reason)"]), "\(bad)")
            let beside = try KeySet(Array(PublishedKeys.set(PublishedKeys.first, entry).utf8))
            #expect(beside.count == 1 && beside.passedOver == ["key 2: \(reason)"])
        }
    }
}
