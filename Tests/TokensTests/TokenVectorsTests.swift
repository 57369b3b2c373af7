// Proves the three algorithms on the examples of RFC 7515, appendix A.
import Testing

@testable import Tokens

@Suite("Token vectors", .timeLimit(.minutes(5)))
struct TokenVectorsTests {
    enum Example: CaseIterable {
        case hs256, rs256, es256

        var token: String {
            switch self {
            case .hs256: Vectors.hs256
            case .rs256: Vectors.rs256
            case .es256: Vectors.es256
            }
        }

        var key: TokenKey {
            get throws {
                switch self {
                case .hs256:
                    let bytes = Base64URL.decode(Array(Vectors.hs256Secret.utf8)[...])
                    return try TokenKey(secretBytes: try #require(bytes))
                case .rs256: return try TokenKey(pem: Array(Vectors.rsaKey.utf8))
                case .es256: return try TokenKey(pem: Array(Vectors.curveKey.utf8))
                }
            }
        }
    }

    private func failure(_ token: String, _ key: TokenKey, now: Int64 = Vectors.now) async throws
        -> TokenFailure?
    {
        try await Mint.failure(token, by: TokenVerifier(keys: OwnKeys([key]), skewSeconds: 0), now: now)
    }

    @Test("the examples are believed, until they expire", arguments: Example.allCases)
    func examples(example: Example) async throws {
        let verifier = TokenVerifier(keys: OwnKeys([try example.key]), issuer: "joe", skewSeconds: 0)
        let claims = try await verifier.verify(Array(example.token.utf8), now: Vectors.now)
        #expect(try claims == TokenClaims(expiresAt: Vectors.now + 1))
        #expect(try await failure(example.token, try example.key, now: Vectors.now + 1) == .expired)
    }

    @Test("no other key believes them", arguments: Example.allCases, Example.allCases)
    func otherKeys(example: Example, other: Example) async throws {
        guard example != other else { return }
        #expect(try await failure(example.token, try other.key) == .otherAlgorithm)
        let both = TokenVerifier(keys: OwnKeys([try other.key, try example.key]), skewSeconds: 0)
        #expect(try await Mint.failure(example.token, by: both, now: Vectors.now) == nil)
    }

    @Test("a bit that is turned over anywhere in the bytes is noticed", arguments: Example.allCases)
    func flippedBits(example: Example) async throws {
        let key = try example.key
        let parts = example.token.split(separator: ".").map(String.init)
        for index in parts.indices {
            let bytes = try #require(Base64URL.decode(Array(parts[index].utf8)[...]))
            for bit in 0..<(bytes.count * 8) {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << (bit % 8)
                var changed = parts
                changed[index] = Base64URL.encode(flipped)
                #expect(
                    try await failure(changed.joined(separator: "."), key) != nil, "part \(index), bit \(bit)"
                )
            }
        }
    }

    @Test("a signature on the curve is read in every shape its numbers have", arguments: Vectors.es256Shapes)
    func shapes(shape: String, token: String) async throws {
        #expect(try await failure(token, try Example.es256.key) == nil, "\(shape)")
    }

    @Test(
        "a signature on the curve of another length, or of zeros, is refused",
        arguments: [1, 63, 64, 65, 72, 96, 128, 300])
    func lengths(count: Int) async throws {
        let parts = Vectors.es256.split(separator: ".")
        let raw = try #require(Base64URL.decode(Array(parts[2].utf8)[...]))
        let longer = Array(repeating: raw, count: 5).joined()
        for signature in [[UInt8](repeating: 0, count: count), Array(longer.prefix(count))] {
            let token = "\(parts[0]).\(parts[1]).\(Base64URL.encode(signature))"
            let isGenuine = signature == raw
            #expect(try await failure(token, try Example.es256.key) == (isGenuine ? nil : .badSignature))
        }
    }

    @Test("a signature on the curve in OpenSSL's own form is refused")
    func der() async throws {
        let parts = Vectors.es256.split(separator: ".")
        let raw = try #require(Base64URL.decode(Array(parts[2].utf8)[...]))
        let der = [0x30, 69, 0x02, 32] + raw[..<32] + [0x02, 33, 0] + raw[32...]
        let token = "\(parts[0]).\(parts[1]).\(Base64URL.encode(der))"
        #expect(try await failure(token, try Example.es256.key) == .badSignature)
    }
}
