// Proves that a secret cannot be printed by accident.
import Basics
import Testing

@Suite("Secret", .timeLimit(.minutes(5)))
struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret = Secret("open sesame")
        let maybe: Secret? = Secret("open sesame")
        let many = [Secret("open sesame")]
    }

    @Test("the text comes back only when it is asked for by name")
    func reveals() {
        #expect(Secret("open sesame").reveal() == "open sesame")
    }

    @Test("interpolation and both descriptions show [redacted]")
    func printsRedacted() {
        let secret = Secret("open sesame")
        #expect("\(secret)" == "[redacted]")
        #expect(String(describing: secret) == "[redacted]")
        #expect(String(reflecting: secret) == "[redacted]")
    }

    @Test("a secret inside other values stays hidden in descriptions, dumps and mirrors")
    func hidesInsideOthers() {
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        let texts = [dumped, "\(holder)", String(reflecting: holder), "\([holder.secret])", "\(holder.many)"]
        for text in texts {
            #expect(!text.contains("sesame"))
        }
        #expect(dumped.contains("[redacted]"))
        #expect(Mirror(reflecting: holder.secret).children.isEmpty)
    }
}
