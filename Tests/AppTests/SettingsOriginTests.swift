// Proves which spellings of an origin are taken, so that a check of the host sees the host that is called.
import App
import Testing

@Suite("Origin", .timeLimit(.minutes(5)), .serialized)
struct SettingsOriginTests {
    @Test(
        "an origin is read and written in one spelling",
        arguments: [
            ("https://api.stripe.com", "https://api.stripe.com"),
            ("HTTPS://API.Stripe.com/", "https://api.stripe.com"),
            ("https://a.example:443", "https://a.example"), ("http://a.example:443", "http://a.example:443"),
            ("http://localhost:12111", "http://localhost:12111"), ("http://[::1]:80", "http://[::1]"),
            ("https://a-b.example:8443/", "https://a-b.example:8443"),
        ])
    func reads(text: String, spelling: String) throws {
        let origin = try #require(Origin(text))
        #expect(origin.description == spelling)
        #expect(Origin(spelling) == origin)
    }

    @Test(
        "what is more or other than scheme, host and port is refused",
        arguments: [
            "", "https", "https://", "https:api.stripe.com", "//api.stripe.com", "ftp://localhost",
            "://localhost",
            "https://api.stripe.com//", "https://api.stripe.com/v1", "https://api.stripe.com?x",
            "https://api.stripe.com#x", "https://user@api.stripe.com", "http://localhost@example.com",
            "http://localhost\\@example.com", "https://api.stripe.com:", "https://api.stripe.com:0",
            "https://api.stripe.com:65536", "https://api.stripe.com:+1", "https://api.stripe.com:1:2",
            "https://a..example", "https://.example", "https://-a.example", "https://a_b.example",
            "https://a b",
            "https://[::1", "https://[::1]x", "https://[127.0.0.1]", "https://[fe80::1%25eth0]",
            "https://::1",
            " https://a.example", "https://a.example ", "https://a.example\n", "https://exämple.com",
        ])
    func refuses(text: String) {
        #expect(Origin(text) == nil)
    }

    @Test(
        "only this machine is loopback",
        arguments: [
            ("http://localhost", true), ("http://LOCALHOST", true), ("http://127.0.0.1", true),
            ("http://127.255.0.9", true), ("http://[::1]", true), ("http://[0:0:0:0:0:0:0:1]", true),
            ("http://localhost.example.com", false), ("http://127.0.0.1.example.com", false),
            ("http://127.1", false),
            ("http://0x7f.0.0.1", false), ("http://2130706433", false), ("http://0.0.0.0", false),
            ("http://128.0.0.1", false), ("http://[::]", false), ("http://[::2]", false),
            ("http://[::ffff:127.0.0.1]", false),
        ])
    func tellsLoopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(Origin(text)).isLoopback == isLoopback)
    }
}
