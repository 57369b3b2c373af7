// Proves which keys are taken, and which algorithm each is for.
import Basics
import Testing
import Tokens

@Suite("Token keys", .timeLimit(.minutes(5)))
struct TokenKeyTests {
    private func failure(_ pem: String) -> TokenKeyFailure? {
        do throws(TokenKeyFailure) {
            _ = try TokenKey(pem: Array(pem.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("the key says the algorithm")
    func algorithms() throws {
        #expect(try TokenKey(secret: Mint.secret).algorithm == .hs256)
        #expect(try TokenKey(pem: Array(Vectors.rsaKey.utf8)).algorithm == .rs256)
        #expect(try TokenKey(pem: Array(Vectors.curveKey.utf8)).algorithm == .es256)
    }

    @Test("a secret of 31 bytes is refused, one of 32 is taken")
    func shortSecrets() throws {
        #expect(throws: TokenKeyFailure.shortSecret) {
            try TokenKey(secret: Secret(String(repeating: "x", count: 31)))
        }
        _ = try TokenKey(secret: Secret(String(repeating: "x", count: 32)))
    }

    @Test("weak keys, other curves and other kinds are told apart")
    func otherKeys() {
        #expect(failure(Vectors.shortRSAKey) == .weakRSA(bits: 1024))
        #expect(failure(Vectors.otherCurveKey) == .otherCurve)
        #expect(failure(Vectors.edwardsKey) == .otherKind)
    }

    @Test(
        "what holds no public key is refused",
        arguments: [
            "", "no key", Vectors.curvePrivateKey, String(Vectors.rsaKey.dropLast(40)),
            Vectors.curveKey.replacing("f83O", with: "f83P"),
            Vectors.curveKey.replacing(
                "KEY-----\nMF", with: "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMF"),
        ])
    func unreadable(text: String) {
        #expect(failure(text) == .unreadable)
    }

    @Test("printing a key shows nothing of its secret")
    func printsNoSecret() throws {
        let key = try TokenKey(secret: Mint.secret)
        var dumped = ""
        dump(key, to: &dumped)
        let number = try #require(Mint.secret.reveal().utf8.first)
        #expect(!dumped.contains("secret of the tests"))
        #expect(!dumped.contains("- \(number)\n"))
    }
}
