// Proves what is refused of a token that is properly signed, and what its bearer may be.
import Basics
import Testing

@testable import Tokens

@Suite("Token claims", .timeLimit(.minutes(5)))
struct TokenClaimsTests {
    @Test("a token is believed up to the skew behind its end, and not a second longer")
    func expiry() async throws {
        let token = try Mint.token(#"{"exp":1000}"#)
        #expect(try await Mint.failure(token, now: 999) == nil)
        #expect(try await Mint.failure(token, now: 1029) == nil)
        #expect(try await Mint.failure(token, now: 1030) == .expired)
        let strict = TokenVerifier(keys: OwnKeys([try TokenKey(secret: Mint.secret)]), skewSeconds: 0)
        #expect(try await Mint.failure(token, by: strict, now: 999) == nil)
        #expect(try await Mint.failure(token, by: strict, now: 1000) == .expired)
    }

    @Test("a token is believed from the skew before its beginning on")
    func beginning() async throws {
        let token = try Mint.token(#"{"nbf":1000,"exp":5000}"#)
        #expect(try await Mint.failure(token, now: 969) == .notYetValid)
        #expect(try await Mint.failure(token, now: 970) == nil)
    }

    @Test("a fraction of a second is rounded down")
    func fractions() async throws {
        #expect(try await Mint.claims(try Mint.token(#"{"exp":1700000100.999}"#)).expiresAt == 1_700_000_100)
        #expect(try await Mint.failure(try Mint.token(#"{"nbf":1000.9,"exp":5000.5}"#), now: 970) == nil)
    }

    @Test(
        "a time that is no number of seconds is refused",
        arguments: [
            #""1700000100""#, "null", "true", "1.7e9", "1E10", "-1", "-0.5", "9223372036854775808",
            "1700000100.5e0", "[]",
        ])
    func times(value: String) async throws {
        #expect(try await Mint.failure(try Mint.token(#"{"exp":\#(value)}"#)) == .badClaim("exp"))
        let token = try Mint.token(claims: #""nbf":\#(value)"#)
        #expect(try await Mint.failure(token) == .badClaim("nbf"))
    }

    @Test("the latest time there is overflows nothing")
    func farTimes() async throws {
        #expect(try await Mint.failure(try Mint.token(#"{"exp":9223372036854775807}"#)) == nil)
        let token = try Mint.token(#"{"exp":9223372036854775807,"nbf":9223372036854775807}"#)
        #expect(try await Mint.failure(token) == .notYetValid)
    }

    @Test("a token without an end is refused")
    func noExpiry() async throws {
        #expect(try await Mint.failure(try Mint.token(#"{"sub":"7"}"#)) == .badClaim("exp"))
    }

    @Test("the issuer that is set must be named, exactly")
    func issuers() async throws {
        let verifier = try Mint.verifier(issuer: "https://id.example")
        func failure(_ claim: String) async throws -> TokenFailure? {
            try await Mint.failure(try Mint.token(claims: claim), by: verifier)
        }
        #expect(try await failure(#""iss":"https://id.example""#) == nil)
        #expect(try await failure(#""iss":"https://id.example/""#) == .wrongIssuer)
        #expect(try await failure(#""sub":"7""#) == .wrongIssuer)
        #expect(try await failure(#""iss":["https://id.example"]"#) == .badClaim("iss"))
        #expect(try await Mint.failure(try Mint.token(claims: #""iss":"anyone""#)) == nil)
    }

    @Test("the audience that is set must be named, alone or among others")
    func audiences() async throws {
        let verifier = try Mint.verifier(audience: "fermata")
        func failure(_ claim: String) async throws -> TokenFailure? {
            try await Mint.failure(try Mint.token(claims: claim), by: verifier)
        }
        #expect(try await failure(#""aud":"fermata""#) == nil)
        #expect(try await failure(#""aud":["mail","fermata"]"#) == nil)
        #expect(try await failure(#""aud":"mail""#) == .wrongAudience)
        #expect(try await failure(#""aud":["mail"]"#) == .wrongAudience)
        #expect(try await failure(#""aud":[]"#) == .wrongAudience)
        #expect(try await failure(#""sub":"7""#) == .wrongAudience)
        #expect(try await failure(#""aud":["fermata",1]"#) == .badClaim("aud"))
        #expect(try await failure(#""aud":{"fermata":1}"#) == .badClaim("aud"))
    }

    @Test("where no audience is set, a token that names one is meant for somebody else")
    func unsetAudience() async throws {
        #expect(try await Mint.failure(try Mint.token(claims: #""aud":"fermata""#)) == .wrongAudience)
    }

    @Test("a name that only looks the same is another one")
    func lookalikes() async throws {
        let verifier = try Mint.verifier(issuer: "caf\u{E9}")
        #expect(try await Mint.failure(try Mint.token(claims: "\"iss\":\"caf\u{E9}\""), by: verifier) == nil)
        let lookalike = try Mint.token(claims: "\"iss\":\"cafe\u{301}\"")
        #expect(try await Mint.failure(lookalike, by: verifier) == .wrongIssuer)
    }

    @Test(
        "roles are four, two with a second name",
        arguments: [
            ("staff", TokenRole.staff), ("admin", .staff), ("instructor", .instructor),
            ("teacher", .instructor), ("student", .student), ("service", .service),
        ])
    func roles(spelling: String, role: TokenRole) async throws {
        #expect(try await Mint.claims(try Mint.token(claims: #""role":"\#(spelling)""#)).role == role)
    }

    @Test(
        "another role is refused, not passed over",
        arguments: [#""Staff""#, #""root""#, #""""#, "1", #"["staff"]"#])
    func otherRoles(value: String) async throws {
        #expect(try await Mint.failure(try Mint.token(claims: #""role":\#(value)"#)) == .badClaim("role"))
    }

    @Test("scopes have blanks between them")
    func scopes() async throws {
        let token = try Mint.token(claims: #""scope":"read:payment  write:payment read:payment""#)
        #expect(try await Mint.claims(token).scopes == ["read:payment", "write:payment"])
        #expect(try await Mint.claims(try Mint.token(claims: #""scope":"""#)).scopes.isEmpty)
        for value in [#""a\"b""#, #""a\\b""#, #""a\tb""#, #""ä""#, #"["a"]"#, "null"] {
            let token = try Mint.token(claims: #""scope":\#(value)"#)
            #expect(try await Mint.failure(token) == .badClaim("scope"), "\(value)")
        }
    }

    @Test("a subject is 1 to 255 bytes of text")
    func subjects() async throws {
        let longest = String(repeating: "x", count: 255)
        #expect(try await Mint.claims(try Mint.token(claims: #""sub":"\#(longest)""#)).subject == longest)
        for value in [#""""#, #""\#(longest)x""#, #""a\u0000b""#, #""a\nb""#, "7", "null"] {
            let token = try Mint.token(claims: #""sub":\#(value)"#)
            #expect(try await Mint.failure(token) == .badClaim("sub"), "\(value)")
        }
    }

    @Test(
        "a claim that is given twice is refused", arguments: [#""sub":"1","sub":"2""#, #""exp":9999999999"#])
    func twice(claims: String) async throws {
        let token = try Mint.token(claims: claims)
        #expect(try await Mint.failure(token) == .malformed("it names a member twice"))
    }

    @Test("a payload that is no object is refused", arguments: ["[]", "7", "x", "{"])
    func payloads(text: String) async throws {
        #expect(try await Mint.failure(try Mint.token(text)) == .malformed("a part of it is no JSON object"))
    }
}
