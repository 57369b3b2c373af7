// Proves what is refused of a token before a claim of it is read.
import Basics
import Testing

@testable import Tokens

@Suite("Token verifier", .timeLimit(.minutes(5)))
struct TokenVerifierTests {
    @Test("what the house signs is believed")
    func believes() async throws {
        let claims = try await Mint.claims(try Mint.token())
        #expect(try claims == TokenClaims(subject: "7", role: .student, expiresAt: Mint.now + 60))
    }

    @Test("a public key's text is no secret: the key says the algorithm, never the token")
    func keyConfusion() async throws {
        for pem in [Vectors.rsaKey, Vectors.curveKey] {
            let verifier = try Mint.verifier([TokenKey(pem: Array(pem.utf8))])
            let token = try Mint.token(secret: Secret(pem))
            #expect(try await Mint.failure(token, by: verifier) == .otherAlgorithm)
            // Nor is the secret's algorithm used under a public key's name.
            let renamed = try Mint.token(header: #"{"alg":"RS256"}"#, secret: Secret(pem))
            #expect(try await Mint.failure(renamed, by: verifier) != nil)
        }
    }

    @Test(
        "an algorithm that is not one of the three, in that spelling, is refused",
        arguments: [
            #"{"alg":"none"}"#, #"{"alg":"None"}"#, #"{"alg":""}"#, #"{"typ":"JWT"}"#, #"{"alg":"HS384"}"#,
            #"{"alg":"hs256"}"#, #"{"alg":"PS256"}"#, #"{"alg":"EdDSA"}"#, #"{"alg":"HS256 "}"#,
        ])
    func algorithms(header: String) async throws {
        #expect(try await Mint.failure(try Mint.token(header: header)) == .unsupportedAlgorithm)
    }

    @Test("an algorithm that is no string is refused", arguments: ["null", "1", #"["HS256"]"#])
    func algorithmKinds(value: String) async throws {
        #expect(try await Mint.failure(try Mint.token(header: #"{"alg":\#(value)}"#)) == .badClaim("alg"))
    }

    @Test("without a signature nothing is believed, whatever the header says")
    func unsigned() async throws {
        let token = try Mint.token()
        let message = token[..<(try #require(token.lastIndex(of: ".")))]
        #expect(try await Mint.failure("\(message).") == .malformed("its signature is empty"))
        let none = Base64URL.encode(#"{"alg":"none"}"#.utf8) + "." + Base64URL.encode(Mint.payload.utf8)
        #expect(try await Mint.failure("\(none).") == .malformed("its signature is empty"))
        #expect(try await Mint.failure("\(none).AAAA") == .unsupportedAlgorithm)
    }

    @Test(
        "a token is three parts, none empty",
        arguments: ["", ".", "..", "a", "a.b", "a.b.c.d", "a..c", ".b.c"])
    func parts(token: String) async throws {
        guard case .malformed = try await Mint.failure(token) else {
            Issue.record("\(token) was not refused for its form")
            return
        }
        guard case .malformed = try await Mint.failure(try Mint.token() + "." + token) else {
            Issue.record("a token with .\(token) behind it was not refused for its form")
            return
        }
    }

    @Test("a part in another spelling of base64 is refused", arguments: 0..<3)
    func spellings(part: Int) async throws {
        let parts = try Mint.token().split(separator: ".").map(String.init)
        for ending in ["=", "==", " ", "\n", "+", "%3D"] {
            var changed = parts
            changed[part] += ending
            let failure = try await Mint.failure(changed.joined(separator: "."))
            let name = ["header", "payload", "signature"][part]
            #expect(failure == .malformed("its \(name) is not base64url"), "\(ending)")
        }
        // The last letter of 32 bytes has two bits to spare; with one of them set it is the same bytes.
        guard part == 2, let last = parts[2].last, let spare = Self.withSpareBit[last] else { return }
        let token = "\(parts[0]).\(parts[1]).\(parts[2].dropLast())\(spare)"
        #expect(try await Mint.failure(token) == .malformed("its signature is not base64url"))
    }

    /// The letters whose two lowest bits are clear, and the letters after them.
    private static let withSpareBit: [Character: Character] = [
        "A": "B", "E": "F", "I": "J", "M": "N", "Q": "R", "U": "V", "Y": "Z", "c": "d", "g": "h", "k": "l",
        "o": "p", "s": "t", "w": "x", "0": "1", "4": "5", "8": "9",
    ]

    @Test("a token of 8 KiB is read, one byte more is not")
    func length() async throws {
        // Three bytes of a claim that nobody reads are four letters of the token.
        func token(filling count: Int) throws -> String {
            try Mint.token(claims: #""x":"\#(String(repeating: "x", count: count))""#)
        }
        let empty = try token(filling: 0).utf8.count
        let filling = (SignedToken.bytesMax - empty) * 3 / 4
        let longest = try #require(
            try (filling - 3...filling + 3).map(token).last { $0.utf8.count <= SignedToken.bytesMax })
        #expect(longest.utf8.count >= SignedToken.bytesMax - 1)
        #expect(try await Mint.failure(longest) == nil)
        #expect(try await Mint.failure(String(repeating: "x", count: SignedToken.bytesMax)) != .tooLong)
        #expect(try await Mint.failure(String(repeating: "x", count: SignedToken.bytesMax + 1)) == .tooLong)
    }

    @Test(
        "a type is JWT or at+jwt, in any case, or is not said",
        arguments: [
            ("JWT", true), ("jwt", true), ("at+jwt", true), ("AT+JWT", true), ("application/at+jwt", true),
            ("", false), ("JWS", false), ("dpop+jwt", false), ("logout+jwt", false), ("text/jwt", false),
        ])
    func types(type: String, isTaken: Bool) async throws {
        let token = try Mint.token(header: #"{"alg":"HS256","typ":"\#(type)"}"#)
        #expect(try await Mint.failure(token) == (isTaken ? nil : .wrongType))
        #expect(try await Mint.failure(try Mint.token(header: #"{"alg":"HS256"}"#)) == nil)
    }

    @Test(
        "what must be understood and is not is refused", arguments: [#"["b64"]"#, #"["exp"]"#, "[]", "null"])
    func critical(value: String) async throws {
        let token = try Mint.token(header: #"{"alg":"HS256","b64":true,"crit":\#(value)}"#)
        #expect(try await Mint.failure(token) == .criticalExtension)
    }

    @Test("keys that a token brings or names are passed over")
    func foreignKeys() async throws {
        let names = #""jku":"https://evil.example/keys","x5u":"https://evil.example/cert""#
        let key = #""jwk":{"kty":"oct","k":"YW5vdGhlciBzZWNyZXQsIHRoaXMgb25lIGlzIGtub3du"}"#
        let header = #"{"alg":"HS256",\#(names),\#(key)}"#
        #expect(try await Mint.failure(try Mint.token(header: header)) == nil)
        let theirs = Secret("another secret, this one is known")
        #expect(try await Mint.failure(try Mint.token(header: header, secret: theirs)) == .badSignature)
    }

    @Test(
        "the settings' own keys have no names: whatever a token calls its key, each of its algorithm is tried"
    )
    func keyNames() async throws {
        let (old, new) = (Secret("the old secret, which is long enough"), Mint.secret)
        let verifier = try Mint.verifier([TokenKey(secret: old), TokenKey(secret: new)])
        for secret in [old, new] {
            for header in [#"{"alg":"HS256"}"#, #"{"alg":"HS256","kid":"any"}"#] {
                #expect(
                    try await Mint.failure(try Mint.token(header: header, secret: secret), by: verifier)
                        == nil)
            }
        }
        let stranger = try Mint.token(secret: Secret("another secret, this one is known"))
        #expect(try await Mint.failure(stranger, by: verifier) == .badSignature)
    }

    @Test(
        "a part that is no object, or names a member twice, is refused",
        arguments: [
            "[]", "1", "null", "", "{", #"{"alg":"HS256"} {}"#, #"{"alg":"HS256","alg":"none"}"#,
            #"{"alg":"none","\u0061lg":"HS256"}"#,
        ])
    func objects(text: String) async throws {
        let token = try Mint.token(header: text)
        guard case .malformed = try await Mint.failure(token) else {
            Issue.record("the header \(text) was not refused for its form")
            return
        }
    }

    @Test("no key at all believes nothing")
    func noKeys() async throws {
        #expect(try await Mint.failure(try Mint.token(), by: Mint.verifier([])) == .otherAlgorithm)
    }
}
