// The request line: what is let in, what is refused, and with which status (RFC 9112 section 3).
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct RequestLineTests {
    private static func parse(_ line: String) -> HeadOutcome {
        HeadHarness.parse("\(line)\r\nHost: shop.test\r\n\r\n")
    }

    private static let accepted: [(String, String, String, String)] = [
        ("GET / HTTP/1.1", "GET", "/", ""),
        ("GET /a/b%20c?x=1?y HTTP/1.1", "GET", "/a/b%20c", "x=1?y"),
        ("GET /? HTTP/1.1", "GET", "/", ""),
        ("GET /~!$&'()*+,;=:@[]{}|^`\\\"<> HTTP/1.1", "GET", "/~!$&'()*+,;=:@[]{}|^`\\\"<>", ""),
        ("GET //twice HTTP/1.1", "GET", "//twice", ""),
        ("GET /../up HTTP/1.1", "GET", "/../up", ""),
        ("OPTIONS * HTTP/1.1", "OPTIONS", "*", ""),
        ("TRACE / HTTP/1.1", "TRACE", "/", ""),
        ("get / HTTP/1.1", "OTHER", "/", ""),
        ("M-SEARCH / HTTP/1.1", "OTHER", "/", ""),
        ("GET / HTTP/1.7", "GET", "/", ""),
        ("GET http://shop.test HTTP/1.1", "GET", "/", ""),
        ("GET http://shop.test?x HTTP/1.1", "GET", "/", "x"),
        ("GET HTTP://shop.test:8080/a?b HTTP/1.1", "GET", "/a", "b"),
        ("GET http://[::1]:8080/a?100% HTTP/1.1", "GET", "/a", "100%"),
    ]

    @Test("is taken apart into method, path and query", arguments: accepted)
    func accepts(line: String, method: String, path: String, query: String) throws {
        let head = try #require(Self.parse(line).head)
        #expect([head.method, head.path, head.query] == [method, path, query])
    }

    private static let refused: [(String, Int)] = [
        ("", 400), ("GET", 400), ("GET ", 400), ("GET /", 400), ("GET / ", 400), (" GET / HTTP/1.1", 400),
        ("GET  / HTTP/1.1", 400), ("GET /  HTTP/1.1", 400), ("GET / HTTP/1.1 ", 400),
        ("GET\t/ HTTP/1.1", 400), ("GET /\tHTTP/1.1", 400), ("GET /a b HTTP/1.1", 400),
        ("G@T / HTTP/1.1", 400), ("G\u{0}T / HTTP/1.1", 400), ("GÉT / HTTP/1.1", 400),
        ("GET /\u{0} HTTP/1.1", 400), ("GET /\u{7F} HTTP/1.1", 400), ("GET /é HTTP/1.1", 400),
        ("GET /a#b HTTP/1.1", 400), ("GET /\rX HTTP/1.1", 400), ("GET /\r HTTP/1.1", 400),
        ("GET / http/1.1", 400), ("GET / HTTP/1", 400), ("GET / HTTP/1.", 400), ("GET / HTTP/1.10", 400),
        ("GET / HTTP/1,1", 400), ("GET / HTTP/x.1", 400), ("GET / HTTPS/1.1", 400), ("GET / HTTP/11", 400),
        ("GET / HTTP/0.9", 400), ("GET / HTTP/2.0", 505), ("GET / HTTP/3.1", 505), ("PRI * HTTP/2.0", 505),
        ("GET * HTTP/1.1", 400), ("OPTIONS *a HTTP/1.1", 400), ("GET a HTTP/1.1", 400),
        ("GET ?a HTTP/1.1", 400),
        ("GET shop.test/ HTTP/1.1", 400), ("GET ftp://shop.test/ HTTP/1.1", 400),
        ("GET http:/shop.test/ HTTP/1.1", 400), ("GET http:// HTTP/1.1", 400),
        ("GET http:///a HTTP/1.1", 400),
        ("GET http://user@shop.test/ HTTP/1.1", 400), ("GET http://shop.test:x/ HTTP/1.1", 400),
        ("CONNECT shop.test:443 HTTP/1.1", 501),
        ("GET https://shop.test/ HTTP/1.1", 421), ("GET HTTPS://shop.test HTTP/1.1", 421),
        ("GET /% HTTP/1.1", 400), ("GET /a%4 HTTP/1.1", 400), ("GET /%zz/b HTTP/1.1", 400),
        ("GET /%41%4g HTTP/1.1", 400), ("GET /%%41?x HTTP/1.1", 400),
    ]

    @Test("is refused when it is anything else", arguments: refused)
    func refuses(line: String, status: Int) {
        #expect(Self.parse(line) == .refused(status))
    }
}
