// How long a body is and whether the connection stays: the questions that request smuggling plays with.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct FramingReaderTests {
    private static func parse(_ lines: [String], version: String = "1.1", host: String? = "Host: a")
        -> HeadOutcome
    {
        let all = (host.map { [$0] } ?? []) + lines
        return HeadHarness.parse("POST / HTTP/\(version)\r\n" + all.map { "\($0)\r\n" }.joined() + "\r\n")
    }

    private static let bodies: [([String], RequestHead.Framing.Body)] = [
        ([], .none),
        (["Content-Length: 0"], .none),
        (["content-length: 42"], .length(42)),
        (["Content-Length: 007"], .length(7)),
        (["Content-Length: 999999999999999999"], .length(999_999_999_999_999_999)),
        (["Transfer-Encoding: chunked"], .chunked),
        (["transfer-encoding:\tCHUNKED "], .chunked),
    ]

    @Test("a body's length has one plain sign", arguments: bodies)
    func body(lines: [String], body: RequestHead.Framing.Body) {
        #expect(Self.parse(lines).head?.framing.body == body)
    }

    private static let smuggled: [([String], Int)] = [
        (["Content-Length: 5", "Transfer-Encoding: chunked"], 400),
        (["Transfer-Encoding: chunked", "Content-Length: 5"], 400),
        (["Transfer-Encoding: chunked", "Content-Length: 0"], 400),
        (["Content-Length: 5", "Content-Length: 5"], 400),
        (["Content-Length: 0", "Content-Length: 5"], 400),
        (["Content-Length: 5, 5"], 400),
        (["Content-Length:"], 400),
        (["Content-Length: +5"], 400),
        (["Content-Length: -5"], 400),
        (["Content-Length: 0x5"], 400),
        (["Content-Length: 5 5"], 400),
        (["Content-Length: 5a"], 400),
        (["Content-Length: 5.0"], 400),
        (["Content-Length: ٥"], 400),
        (["Content-Length: 18446744073709551621"], 400),
        (["Content-Length: 1000000000000000000"], 400),
        (["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 400),
        (["Transfer-Encoding: chunked, chunked"], 400),
        (["Transfer-Encoding: chunked, gzip"], 400),
        (["Transfer-Encoding: chunked,"], 400),
        (["Transfer-Encoding: chunked;q=1"], 400),
        (["Transfer-Encoding: \"chunked\""], 400),
        (["Transfer-Encoding: chunked chunked"], 400),
        (["Transfer-Encoding:"], 400),
        (["Transfer-Encoding: gzip"], 501),
        (["Transfer-Encoding: identity"], 501),
        (["Transfer-Encoding: xchunked"], 501),
        (["Transfer-Encoding: gzip, chunked"], 501),
        (["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 501),
        (["Transfer-Encoding: chunked", "Transfer-Encoding: gzip"], 400),
        (["Transfer-Encoding: gzip", "Content-Length: 5"], 400),
        (["Content-Length: 5", "Transfer-Encoding: xchunked"], 400),
        (["Transfer-Encoding: , chunked"], 400),
        (["Transfer-Encoding: gzip;q=1, chunked"], 400),
        (["Expect: a miracle", "Host: b"], 400),
        (["Expect: a miracle", "Content-Length: x"], 400),
        (["Expect: a miracle", "Expect: 100-continue"], 417),
        (["Expect: 200-ok"], 417),
        (["Expect:"], 417),
        (["Expect: 100-continue, x"], 417),
    ]

    @Test("two readings of one message are refused", arguments: smuggled)
    func refuses(lines: [String], status: Int) {
        #expect(Self.parse(lines) == .refused(status))
    }

    @Test("HTTP/1.0 has no Transfer-Encoding, and what it expects is not answered")
    func old() {
        #expect(Self.parse(["Transfer-Encoding: chunked"], version: "1.0") == .refused(400))
        let expecting = ["Expect: 100-continue", "Content-Length: 1"]
        #expect(Self.parse(expecting, version: "1.0").head?.framing.expectsContinue == false)
        #expect(Self.parse(expecting).head?.framing.expectsContinue == true)
    }

    private static let connections: [(String, [String], Bool)] = [
        ("1.1", [], true), ("1.1", ["close"], false), ("1.1", ["Close"], false), ("1.1", ["x, close"], false),
        ("1.1", ["keep-alive"], true), ("1.1", ["keep-alive, close"], false), ("1.1", ["closed"], true),
        ("1.1", ["close", "keep-alive"], false), ("1.1", ["keep-alive", "close"], false),
        ("1.0", [], false), ("1.0", ["keep-alive"], true), ("1.0", ["Keep-Alive"], true),
        ("1.0", ["close, keep-alive"], false), ("1.0", ["close", "keep-alive"], false),
    ]

    @Test("the connection stays by the version's custom, and close always wins", arguments: connections)
    func connection(version: String, values: [String], stays: Bool) {
        let parsed = Self.parse(values.map { "Connection: \($0)" }, version: version)
        #expect(parsed.head?.framing.keepsAlive == stays)
    }

    private static let hosts: [(String, Int)] = [
        ("a", 200), ("shop.test", 200), ("shop.test:8080", 200), ("127.0.0.1:80", 200), ("[::1]", 200),
        ("[::ffff:127.0.0.1]:8080", 200), ("under_score", 200), ("a:", 200), ("a:65535", 200),
        ("", 400), ("a:65536", 400), ("[:::]", 400), ("[1.2.3.4]", 400), ("[fe80::1%25lo]", 400),
        ("[v1.a]", 400),
        ("a b", 400), ("a,b", 400), ("a/b", 400), ("user@a", 400), ("a:b", 400), ("a:123456", 400),
        (":80", 400),
        ("[]", 400), ("[::1", 400), ("[::1]x", 400), ("[g::1]", 400), ("é", 400), ("a:80:80", 400),
        ("a\\b", 400),
    ]

    @Test("a Host is a name or an address, with or without a port", arguments: hosts)
    func host(value: String, status: Int) {
        #expect(Self.parse([], host: "Host: \(value)").status == status)
    }

    @Test("there is exactly one Host; only HTTP/1.0 may leave it out")
    func hostCount() {
        #expect(Self.parse([], host: nil) == .refused(400))
        #expect(Self.parse([], version: "1.0", host: nil).status == 200)
        #expect(Self.parse(["Host: a"]) == .refused(400))
        #expect(Self.parse(["Host: a"], version: "1.0") == .refused(400))
    }
}
