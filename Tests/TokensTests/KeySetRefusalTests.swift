// Proves what is passed over and what is refused of published keys, whatever bytes come as them.
import TestSupport
import Testing

@testable import Tokens

@Suite("Key sets that are refused", .timeLimit(.minutes(5)))
struct KeySetRefusalTests {
    private func refusal(_ set: [UInt8]) -> KeySetFailure? {
        do throws(KeySetFailure) {
            _ = try KeySet(set)
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ set: String) -> KeySetFailure? { refusal(Array(set.utf8)) }

    private static let noKey = "its numbers are those of no public key"
    private static let long = String(repeating: "____", count: 342)

    @Test(
        "numbers that make no good key are passed over, each with its reason",
        arguments: [
            (PublishedKeys.weakRSA, "an RSA key of 1024 bits is too weak: 2048 at least"),
            (#""kty":"RSA","n":"AQAB","e":"AQAB""#, "an RSA key of 17 bits is too weak: 2048 at least"),
            (#""kty":"RSA","n":"\#(long)","e":"AQAB""#, "an RSA key of more than 8192 bits is not taken"),
            (rsa(e: "AQ"), badExponent), (rsa(e: "AA"), badExponent), (rsa(e: "AQAA"), badExponent),
            (rsa(e: "AAAB"), badExponent), (rsa(e: "Ag"), badExponent),
            (rsa(e: ""), "its e is not base64url"), (rsa(e: "AQAB="), "its e is not base64url"),
            (#""kty":"RSA","e":"AQAB""#, "it has no n"), (#""kty":"RSA","n":"AQAB""#, "it has no e"),
            (#""kty":"RSA","n":65537,"e":"AQAB""#, "its n is no string"),
            (#""kty":"RSA","n":"+/==","e":"AQAB""#, "its n is not base64url"),
            (curve(x: PublishedKeys.curveY, y: PublishedKeys.curveX), noKey),
            (curve(x: zeros, y: zeros), noKey), (curve(x: ones, y: ones), noKey),
            (curve(x: PublishedKeys.curveX + "A", y: PublishedKeys.curveY), noKey),
            (curve(x: "AAAA", y: PublishedKeys.curveY), noKey),
            (shifted, noKey),
            (#""kty":"EC","crv":"P-256","x":"\#(PublishedKeys.curveX)""#, "it has no y"),
            (PublishedKeys.curve.replacing("P-256", with: "P-384"), "its crv is not P-256"),
            (PublishedKeys.curve.replacing("P-256", with: "secp256k1"), "its crv is not P-256"),
            (#""kty":"EC","x":"AA","y":"AA""#, "its crv is not P-256"),
            (#""kty":"OKP","crv":"Ed25519","x":"AA""#, "its kty is neither RSA nor EC"),
            (#""kty":"rsa""#, "its kty is neither RSA nor EC"),
            (#""kid":"x""#, "its kty is neither RSA nor EC"),
            (#""kty":7"#, "its kty is no string"), ("", "its kty is neither RSA nor EC"),
        ])
    func flaws(entry: String, reason: String) throws {
        #expect(refusal(PublishedKeys.set(entry)) == .noUsableKey(["key 1: \(reason)"]))
        let beside = try KeySet(Array(PublishedKeys.set(entry, PublishedKeys.first).utf8))
        #expect(beside.count == 1 && beside.passedOver == ["key 1: \(reason)"])
    }

    private static let badExponent = "the exponent of an RSA key must be odd and greater than 1"
    private static let zeros = String(repeating: "A", count: 43)
    private static let ones = String(repeating: "_", count: 42) + "8"

    /// The right bytes, divided at the wrong place.
    private static var shifted: String {
        let point = [PublishedKeys.curveX, PublishedKeys.curveY].flatMap {
            Base64URL.decode(Array($0.utf8)[...]) ?? []
        }
        return curve(x: Base64URL.encode(point[..<31]), y: Base64URL.encode(point[31...]))
    }

    private static func rsa(e: String) -> String {
        #""kty":"RSA","n":"\#(PublishedKeys.rsaModulus)","e":"\#(e)""#
    }

    private static func curve(x: String, y: String) -> String {
        #""kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)""#
    }

    @Test("a zero before a number of RSA's changes nothing")
    func zerosBefore() throws {
        let modulus = try #require(Base64URL.decode(Array(PublishedKeys.rsaModulus.utf8)[...]))
        let entry = #""kty":"RSA","n":"\#(Base64URL.encode([0] + modulus))","e":"AAEAAQ""#
        #expect(refusal(PublishedKeys.set(entry)) == nil)
    }

    @Test(
        "a set that gives a secret away is refused as a whole, and says what to do",
        arguments: [
            #""kty":"oct","k":"c2VjcmV0""#, #""kty":"oct","k":"c2VjcmV0","use":"enc""#,
            PublishedKeys.curve + #","d":"AAAA""#, PublishedKeys.rsa + #","d":"AAAA","p":"AAAA""#,
            PublishedKeys.rsa + #","qi":"AAAA""#, PublishedKeys.rsa + #","use":"enc","d":null"#,
            #""kty":"OKP","crv":"Ed25519","x":"AA","d":"AA""#,
            #""kty":"EC","kty":"EC","d":"AA""#,
        ])
    func secrets(entry: String) throws {
        let failure = try #require(refusal(PublishedKeys.set(PublishedKeys.first, entry)))
        let isSymmetric = entry.contains("oct")
        #expect(failure == (isSymmetric ? .symmetric(place: 2) : .privateKey(place: 2)))
        #expect("\(failure)".contains("publish"))
        #expect(!"\(failure)".contains("AAAA") && !"\(failure)".contains("c2VjcmV0"))
    }

    @Test("two keys of one kid are refused; two without one are not, and neither is ever meant")
    func sharedNames() throws {
        let again = PublishedKeys.named("ec-1", PublishedKeys.rsa)
        #expect(
            refusal(PublishedKeys.set(PublishedKeys.first, PublishedKeys.second, again))
                == .sharedName(places: [1, 3]))
        #expect(refusal(PublishedKeys.set(PublishedKeys.first, again + #","use":"enc""#)) == nil)
        let nameless = try KeySet(
            Array(PublishedKeys.set(PublishedKeys.curve, PublishedKeys.newCurve).utf8))
        for token in [PublishedTokens.nameless, PublishedTokens.first] {
            let token = try SignedToken(Array(token.utf8))
            let failure = #expect(throws: TokenFailure.self) { try nameless.key(for: token) }
            #expect(failure == (token.keyID == nil ? .noKeyName : .unknownKey))
        }
    }

    @Test(
        "what is no key set is refused",
        arguments: [
            "", "x", "null", "[]", "7", "\"keys\"", "{}", #"{"keys":null}"#, #"{"keys":{}}"#,
            #"{"keys":"x"}"#,
            #"{"Keys":[]}"#, #"{"keys":[],"keys":[]}"#, #"{"keys":[]"#, #"{"keys":[]}]"#, #"{"keys":[,]}"#,
            "{\(PublishedKeys.first)}", "<html></html>", "-----BEGIN PUBLIC KEY-----",
            "\u{FEFF}{\"keys\":[]}",
            String(repeating: "[", count: 10_000), #"{"keys":["# + String(repeating: "[", count: 200),
        ])
    func noSet(text: String) {
        #expect(refusal(text) == .noSet)
    }

    @Test(
        "a set without a key that could prove a token is refused",
        arguments: [
            "", "{}", "null", "7", #""x""#, "[]", "[[]]", "{},{}", "null,{}",
        ])
    func empty(entries: String) {
        guard case .noUsableKey = refusal(#"{"keys":[\#(entries)]}"#) else {
            Issue.record("\(entries) was not refused for being of no use")
            return
        }
    }

    @Test("a hundred keys and 256 KiB are read, one more is not")
    func bounds() {
        func set(_ count: Int) -> String {
            let entries = (1...count).map { "{\(PublishedKeys.named("\($0)", PublishedKeys.curve))}" }
            return #"{"keys":[\#(entries.joined(separator: ","))]}"#
        }
        #expect(refusal(set(100)) == nil)
        #expect(refusal(set(101)) == .tooManyKeys(101))
        let small = Array(PublishedKeys.set(PublishedKeys.first).utf8)
        func padded(_ size: Int) -> [UInt8] { small + Array(repeating: 0x20, count: size - small.count) }
        #expect(refusal(padded(256 * 1024)) == nil)
        #expect(refusal(padded(256 * 1024 + 1)) == .tooLarge)
    }

    @Test("a set that is cut off anywhere is refused, and one with any byte turned over is read or refused")
    func mutations() throws {
        let whole = Array(PublishedKeys.set(PublishedKeys.third, PublishedKeys.first).utf8)
        let token = try SignedToken(Array(PublishedTokens.first.utf8))
        for length in 0..<whole.count { #expect(refusal(Array(whole[..<length])) == .noSet, "\(length)") }
        for index in whole.indices {
            for bit in [1, 0x20, 0x80] as [UInt8] {
                var bytes = whole
                bytes[index] ^= bit
                // What is read is two keys of their kinds at most, of which the token may mean one.
                guard let set = try? KeySet(bytes) else { continue }
                #expect((1...2).contains(set.count) && set.count + set.passedOver.count == 2)
                if let key = try? set.key(for: token) { #expect(key.algorithm == .es256) }
            }
        }
    }
}
