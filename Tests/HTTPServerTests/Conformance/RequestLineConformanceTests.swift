// The law of the request line: RFC 9112 sections 2.2, 2.3 and 3; RFC 9110 sections 4, 7 and 9.
import Reactor
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct RequestLineConformanceTests {
    private static let h = "Host: a\r\n\r\n"

    private static let lines: [ConformanceCase] = [
        .accepted("2.2: one empty line before the request line is skipped", "\r\n" + Wire.get("/hello")),
        .refused("2.2: two empty lines are not", "\r\n\r\n" + Wire.get("/hello")),
        .refused("2.2: an empty line of a bare LF is not", "\n" + Wire.get("/hello")),
        .refused("2.2: an empty line of a bare CR is not", "\r" + Wire.get("/hello")),
        .refused("2.2: a bare LF ends no request line", "GET /hello HTTP/1.1\n\(h)"),
        .refused("2.2: a bare CR ends no request line", "GET /hello HTTP/1.1\r\(h)"),
        .refused("2.2: LF CR is not CR LF", "GET /hello HTTP/1.1\n\r\(h)"),
        .refused("2.2: CR CR LF is not CR LF", "GET /hello HTTP/1.1\r\r\n\(h)"),
        .refused("2.2: whitespace after the request line begins no field", "GET /hello HTTP/1.1\r\n \(h)"),
        .refused("2.2: a tab after the request line begins no field", "GET /hello HTTP/1.1\r\n\t\(h)"),
        .refused("3: a space before the method", " GET /hello HTTP/1.1\r\n\(h)"),
        .refused("3: a tab before the method", "\tGET /hello HTTP/1.1\r\n\(h)"),
        .refused("3: a BOM before the method", "\u{FEFF}GET /hello HTTP/1.1\r\n\(h)"),
        .refused("3: two spaces before the target", "GET  /hello HTTP/1.1\r\n\(h)"),
        .refused("3: two spaces after the target", "GET /hello  HTTP/1.1\r\n\(h)"),
        .refused("3: a space after the version", "GET /hello HTTP/1.1 \r\n\(h)"),
        .refused("3: a tab after the version", "GET /hello HTTP/1.1\t\r\n\(h)"),
        .refused("3: tabs for spaces", "GET\t/hello\tHTTP/1.1\r\n\(h)"),
        .refused("3: a vertical tab for a space", "GET\u{B}/hello HTTP/1.1\r\n\(h)"),
        .refused("3: a form feed for a space", "GET\u{C}/hello HTTP/1.1\r\n\(h)"),
        .refused("3: a CR for a space", "GET\r/hello HTTP/1.1\r\n\(h)"),
        .refused("3: a no-break space for a space", "GET\u{A0}/hello HTTP/1.1\r\n\(h)"),
        .refused("3: a space within the target", "GET /hel lo HTTP/1.1\r\n\(h)"),
        .refused("3: a fourth word", "GET /hello HTTP/1.1 more\r\n\(h)"),
        .refused("3: no target", "GET HTTP/1.1\r\n\(h)"),
        .refused("3: no method", "/hello HTTP/1.1\r\n\(h)"),
        .refused("3: no version, which is HTTP/0.9", "GET /hello\r\n"),
        .refused("3: an empty version", "GET /hello \r\n\(h)"),
        .refused("3: TLS speaks here", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}"),
        .refused("3: a NUL begins nothing", "\u{0}\u{0}\u{0}\u{0}"),
        .refused("3: an answer is no request", "HTTP/1.1 200 OK\r\n\(h)"),
    ]

    private static let versions: [ConformanceCase] = [
        .accepted("2.3: a higher minor version is spoken to as 1.1", "GET /hello HTTP/1.2\r\n\(h)"),
        .accepted("2.3: so is the highest", "GET /hello HTTP/1.9\r\n\(h)"),
        .refused("2.3: HTTP/0.9 by name", "GET /hello HTTP/0.9\r\n\(h)"),
        .refused("2.3: HTTP/0.0", "GET /hello HTTP/0.0\r\n\(h)"),
        .refused("2.3: HTTP/2.0 is another protocol", "GET /hello HTTP/2.0\r\n\(h)", 505),
        .refused("2.3: HTTP/3.0 is another protocol", "GET /hello HTTP/3.0\r\n\(h)", 505),
        .refused("2.3: HTTP/9.9 is another protocol", "GET /hello HTTP/9.9\r\n\(h)", 505),
        .refused("2.3: the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        .refused("2.3: the name is in capitals", "GET /hello http/1.1\r\n\(h)"),
        .refused("2.3: all of it", "GET /hello HtTP/1.1\r\n\(h)"),
        .refused("2.3: two digits of minor version", "GET /hello HTTP/1.10\r\n\(h)"),
        .refused("2.3: two digits of major version", "GET /hello HTTP/01.1\r\n\(h)"),
        .refused("2.3: no minor version", "GET /hello HTTP/1\r\n\(h)"),
        .refused("2.3: no digit after the dot", "GET /hello HTTP/1.\r\n\(h)"),
        .refused("2.3: no digit before the dot", "GET /hello HTTP/.1\r\n\(h)"),
        .refused("2.3: no dot", "GET /hello HTTP/11\r\n\(h)"),
        .refused("2.3: a comma for the dot", "GET /hello HTTP/1,1\r\n\(h)"),
        .refused("2.3: a sign", "GET /hello HTTP/+1.1\r\n\(h)"),
        .refused("2.3: hexadecimal", "GET /hello HTTP/1.A\r\n\(h)"),
        .refused("2.3: a space within", "GET /hello HTTP/ 1.1\r\n\(h)"),
        .refused("2.3: another protocol's name", "GET /hello HTTPS/1.1\r\n\(h)"),
        .refused("2.3: RTSP", "OPTIONS /hello RTSP/1.0\r\n\(h)"),
        .refused("2.3: a NUL behind it", "GET /hello HTTP/1.1\u{0}\r\n\(h)"),
    ]

    private static let targets: [ConformanceCase] = [
        .accepted("3.2.1: a path", "GET /hello HTTP/1.1\r\n\(h)"),
        .accepted("3.2.1: a path with a query", "GET /hello?a=1&b=%zz? HTTP/1.1\r\n\(h)"),
        .accepted("3.2.1: an empty query", "GET /hello? HTTP/1.1\r\n\(h)"),
        .accepted("3.2.1: a path with an escape", "GET /h%65llo HTTP/1.1\r\n\(h)"),
        .accepted("3.2.1: two slashes are another path", "GET //hello HTTP/1.1\r\n\(h)", 404),
        .accepted("3.2.1: dots are not resolved", "GET /x/../hello HTTP/1.1\r\n\(h)", 404),
        .accepted("3.2.1: an escaped slash divides nothing", "GET /hello%2Fa HTTP/1.1\r\n\(h)", 404),
        .accepted("3.2.1: an escaped NUL is no path of ours", "GET /hello%00 HTTP/1.1\r\n\(h)", 404),
        .accepted("3.2.1: a trailing slash is another path", "GET /hello/ HTTP/1.1\r\n\(h)", 404),
        .accepted("3.2.1: case matters", "GET /HELLO HTTP/1.1\r\n\(h)", 404),
        .refused("3.2: a relative path", "GET hello HTTP/1.1\r\n\(h)"),
        .refused("3.2: a query alone", "GET ?a HTTP/1.1\r\n\(h)"),
        .refused("3.2: a backslash begins no path", "GET \\hello HTTP/1.1\r\n\(h)"),
        .refused("3.2: a fragment is the client's own", "GET /hello#a HTTP/1.1\r\n\(h)"),
        .refused("3.2: a fragment behind a query", "GET /hello?a#b HTTP/1.1\r\n\(h)"),
        .refused("3.2: an escape that is none", "GET /hello%zz HTTP/1.1\r\n\(h)"),
        .refused("3.2: an escape cut short", "GET /hello%4 HTTP/1.1\r\n\(h)"),
        .refused("3.2: a percent sign alone", "GET /% HTTP/1.1\r\n\(h)"),
        .refused("3.2: a NUL", "GET /hel\u{0}lo HTTP/1.1\r\n\(h)"),
        .refused("3.2: a DEL", "GET /hel\u{7F}lo HTTP/1.1\r\n\(h)"),
        .refused("3.2: an escape code", "GET /\u{1B}[31m HTTP/1.1\r\n\(h)"),
        .refused("3.2: a bare CR", "GET /hel\rlo HTTP/1.1\r\n\(h)"),
        .refused("3.2: a tab", "GET /hel\tlo HTTP/1.1\r\n\(h)"),
        .refused("3.2: a letter that is not ASCII", "GET /café HTTP/1.1\r\n\(h)"),
        .refused("3.2: the same within a query", "GET /hello?café HTTP/1.1\r\n\(h)"),
        ConformanceCase(
            "3.2: a byte that is no text at all",
            Array("GET /".utf8) + [0xFF, 0x80] + Array(" HTTP/1.1\r\n\(h)".utf8), .closes([400])),
        .accepted("3.2.2: an absolute target", "GET http://a/hello HTTP/1.1\r\n\(h)"),
        .accepted("3.2.2: its scheme in any case", "GET hTTp://a/hello HTTP/1.1\r\n\(h)"),
        .accepted("3.2.2: with a port", "GET http://a:8080/hello HTTP/1.1\r\n\(h)"),
        .accepted("3.2.2: with an address", "GET http://[::1]:8080/hello HTTP/1.1\r\n\(h)"),
        .accepted("3.2.2: against another Host", "GET http://other/hello HTTP/1.1\r\n\(h)"),
        .accepted("3.2.2: without a path, which is the root", "GET http://a HTTP/1.1\r\n\(h)", 404),
        .refused("3.2.2: also wants a Host", "GET http://a/hello HTTP/1.1\r\n\r\n"),
        .refused("3.2.2: and a valid one", "GET http://a/hello HTTP/1.1\r\nHost: a b\r\n\r\n"),
        .refused("3.2.2: and not two", "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\(h)"),
        .refused("9110 7.4: https on a plain connection", "GET https://a/hello HTTP/1.1\r\n\(h)", 421),
        .refused("9110 4.2.1: an empty authority", "GET http:///hello HTTP/1.1\r\n\(h)"),
        .refused("9110 4.2.1: a port alone", "GET http://:80/hello HTTP/1.1\r\n\(h)"),
        .refused("9110 4.2.4: a user", "GET http://user@a/hello HTTP/1.1\r\n\(h)"),
        .refused("9110 4.2.4: a user with a password", "GET http://user:word@a/hello HTTP/1.1\r\n\(h)"),
        .refused("3.2.2: a port that is no number", "GET http://a:x/hello HTTP/1.1\r\n\(h)"),
        .refused("3.2.2: one slash", "GET http:/hello HTTP/1.1\r\n\(h)"),
        .refused("3.2.2: another scheme", "GET ftp://a/hello HTTP/1.1\r\n\(h)"),
        .refused("3.2.2: a file", "GET file:///etc/passwd HTTP/1.1\r\n\(h)"),
        .refused("3.2.3: an authority is for CONNECT", "GET a:80 HTTP/1.1\r\n\(h)"),
        .refused("3.2.3: CONNECT is for proxies", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501),
        .accepted("3.2.4: OPTIONS * asks the server", "OPTIONS * HTTP/1.1\r\n\(h)", 204),
        .refused("3.2.4: * is for OPTIONS", "GET * HTTP/1.1\r\n\(h)"),
        .refused("3.2.4: also not for HEAD's like", "POST * HTTP/1.1\r\n\(h)"),
        .refused("3.2.4: * and more", "OPTIONS *x HTTP/1.1\r\n\(h)"),
        .refused("3.2.4: * with a query", "OPTIONS *?a HTTP/1.1\r\n\(h)"),
    ]

    private static let methods: [ConformanceCase] = [
        .accepted("9.1: methods are case-sensitive", "get /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("9.1: all of it", "Get /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("15.5.6: an unknown method on a known path", "BREW /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("15.5.6: each sign of a token", "!#$%&'*+-.^_`|~9a /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("15.5.5: an unknown method on an unknown path", "BREW /none HTTP/1.1\r\n\(h)", 404),
        .accepted("15.5.6: PUT where only POST is", "PUT /echo HTTP/1.1\r\n\(h)", 405),
        .accepted("15.5.6: PATCH", "PATCH /echo HTTP/1.1\r\n\(h)", 405),
        .accepted("15.5.6: GET where only POST is", "GET /echo HTTP/1.1\r\n\(h)", 405),
        .accepted("15.5.6: HEAD too", "DELETE /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("9.3.8: TRACE", "TRACE /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("9.3.8: TRACE nowhere", "TRACE /none HTTP/1.1\r\n\(h)", 501),
        .accepted("9.3.6: CONNECT to a path", "CONNECT /hello HTTP/1.1\r\n\(h)", 405),
        .accepted("9.3.6: CONNECT nowhere", "CONNECT /none HTTP/1.1\r\n\(h)", 501),
        .accepted("9.3.7: OPTIONS of a path", "OPTIONS /hello HTTP/1.1\r\n\(h)", 204),
        .accepted("9.3.7: OPTIONS of no path", "OPTIONS /none HTTP/1.1\r\n\(h)", 404),
        .refused("5.6.2: a method that is no token", "GE(T /hello HTTP/1.1\r\n\(h)"),
        .refused("5.6.2: quoted", "\"GET\" /hello HTTP/1.1\r\n\(h)"),
        .refused("5.6.2: with a colon", "GET: /hello HTTP/1.1\r\n\(h)"),
        .refused("5.6.2: with a NUL", "GE\u{0}T /hello HTTP/1.1\r\n\(h)"),
        .refused("5.6.2: not in ASCII", "GÉT /hello HTTP/1.1\r\n\(h)"),
        ConformanceCase(
            "9.3.2: HEAD is GET without a body", "HEAD /hello HTTP/1.1\r\n\(h)", .stays([200]), isToHead: true
        ),
        ConformanceCase("9.3.2: of no path", "HEAD /none HTTP/1.1\r\n\(h)", .stays([404]), isToHead: true),
        ConformanceCase(
            "9.3.2: where only POST is", "HEAD /echo HTTP/1.1\r\n\(h)", .stays([405]), isToHead: true),
        ConformanceCase(
            "9.3.2: without a Host", "HEAD /hello HTTP/1.1\r\n\r\n", .closes([400]), isToHead: true),
        ConformanceCase("9.3.2: of a bad target", "HEAD /é HTTP/1.1\r\n\(h)", .closes([400]), isToHead: true),
        ConformanceCase(
            "9.3.2: behind an empty line", "\r\nHEAD /a HTTP/7.0\r\n\(h)", .closes([505]), isToHead: true),
        ConformanceCase(
            "9.3.2: over a limit", "HEAD /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n\(h)",
            .closes([414]),
            isToHead: true),
        ConformanceCase(
            "9.3.2: with too large a body", "HEAD /hello HTTP/1.1\r\nContent-Length: 9\r\n\(h)",
            .closes([413]),
            isToHead: true),
    ]

    @Test("a request line is taken or refused as the law says", arguments: PollerKind.allCases, lines)
    func holdsLines(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("a version is spoken, or said to be not", arguments: PollerKind.allCases, versions)
    func holdsVersions(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("a target has one of four forms", arguments: PollerKind.allCases, targets)
    func holdsTargets(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("a method is known to a path, or to none, or is none", arguments: PollerKind.allCases, methods)
    func holdsMethods(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }
}
