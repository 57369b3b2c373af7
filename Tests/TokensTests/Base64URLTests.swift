// Proves that bytes have one text and no other.
import Testing

@testable import Tokens

@Suite("Base64url", .timeLimit(.minutes(5)))
struct Base64URLTests {
    @Test(
        "bytes and text are each other's",
        arguments: [
            // RFC 4648 section 10, without padding; RFC 7515 appendix C.
            (Array("".utf8), ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"),
            (Array("foo".utf8), "Zm9v"), (Array("foobar".utf8), "Zm9vYmFy"),
            ([3, 236, 255, 224, 193], "A-z_4ME"),
        ] as [([UInt8], String)])
    func vectors(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(Array(text.utf8)[...]) == bytes)
    }

    @Test("bytes of every length and value come back")
    func comesBack() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count * 11) }
            #expect(Base64URL.decode(Array(Base64URL.encode(bytes).utf8)[...]) == bytes)
        }
    }

    @Test(
        "another spelling is refused",
        arguments: [
            "Zg==", "Zg=", "Zh", "Zm9", "Z", "A", "Zm9vY", "AAAAA", "Zm 8", "Zm8\n", " Zm8", "A+z/4ME",
            "Zm8.", "Zmö",
            "Zm\u{0}8",
        ])
    func refuses(text: String) {
        #expect(Base64URL.decode(Array(text.utf8)[...]) == nil)
    }
}
