// The law of header fields: RFC 9112 sections 2.2, 3.2 and 5; RFC 9110 sections 5 and 7.2.
import Reactor
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct FieldConformanceTests {
    private static func with(_ line: String) -> String { "GET /hello HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n" }
    private static func host(_ lines: String, target: String = "/hello", version: String = "1.1") -> String {
        "GET \(target) HTTP/\(version)\r\n\(lines)\r\n\r\n"
    }

    private static let fields: [ConformanceCase] = [
        .accepted("5: a value", with("X: y")),
        .accepted("5: no space before the value", with("X:y")),
        .accepted("5: spaces and tabs around the value", with("X: \t y \t ")),
        .accepted("5.5: an empty value", with("X:")),
        .accepted("5.5: a value of whitespace is empty", with("X: \t ")),
        .accepted("5.5: a tab within a value", with("X: y\tz")),
        .accepted("5.5: a colon within a value", with("X: y: z")),
        .accepted("5.5: bytes over 0x7F are let through", with("X: é")),
        .accepted("5.1: each sign of a token is a name", with("!#$%&'*+-.^_`|~9a: y")),
        .accepted("5.1: names have no case", "GET /hello HTTP/1.1\r\nhOsT: a\r\n\r\n"),
        .accepted("5.3: one name twice", with("X: 1\r\nX: 2")),
        .refused("5.1: a space before the colon", with("X : y")),
        .refused("5.1: a tab before the colon", with("X\t: y")),
        .refused("5.1: the same before a coding", with("Transfer-Encoding : chunked")),
        .refused("5.1: the same before a length", with("Content-Length : 0")),
        .refused("5.1: an empty name", with(": y")),
        .refused("5: no colon", with("X y")),
        .refused("5: no colon at all", with("X")),
        .refused("5.6.2: a name in brackets", with("(X): y")),
        .refused("5.6.2: a name with a slash", with("X/Y: y")),
        .refused("5.6.2: a name in quotes", with("\"X\": y")),
        .refused("5.6.2: a name with a comma", with("X,Y: y")),
        .refused("5.6.2: a name with a space", with("X Y: y")),
        .refused("5.6.2: a name with a NUL", with("X\u{0}: y")),
        .refused("5.6.2: a name with a CR", with("X\r: y")),
        .refused("5.6.2: a name with a vertical tab", with("\u{B}X: y")),
        .refused("5.6.2: a name with a DEL", with("X\u{7F}: y")),
        .refused("5.6.2: a name not in ASCII", with("É: y")),
        .refused("5.2: a folded line", with("X: y\r\n z")),
        .refused("5.2: a line folded with a tab", with("X: y\r\n\tz")),
        .refused("5.2: a line folded to nothing", with("X: y\r\n ")),
        .refused("5.2: a folded length", with("Content-Length:\r\n 5")),
        .refused("5.5: a NUL", with("X: y\u{0}z")),
        .refused("5.5: a NUL alone", with("X: \u{0}")),
        .refused("5.5: a bare CR", with("X: y\rz")),
        .refused("5.5: a bare CR at the end", with("X: y\r")),
        .refused("5.5: a bare LF", with("X: y\nz: 1")),
        .refused("5.5: a bell", with("X: \u{7}")),
        .refused("5.5: a vertical tab", with("X: y\u{B}z")),
        .refused("5.5: an escape code", with("X: \u{1B}[31m")),
        .refused("5.5: a unit separator", with("X: y\u{1F}")),
        .refused("5.5: a DEL", with("X: y\u{7F}")),
        .refused("2.2: a bare LF ends no field", "GET /hello HTTP/1.1\r\nHost: a\n\r\n"),
        .refused("2.2: a bare LF ends no head", "GET /hello HTTP/1.1\r\nHost: a\r\n\n"),
        .refused("2.2: a bare CR ends no head", "GET /hello HTTP/1.1\r\nHost: a\r\n\rX"),
    ]

    private static let hosts: [ConformanceCase] = [
        .accepted("3.2: a name", host("Host: shop.test")),
        .accepted("3.2: a name and a port", host("Host: shop.test:8080")),
        .accepted("3.2: an empty port", host("Host: shop.test:")),
        .accepted("3.2: an address", host("Host: 127.0.0.1")),
        .accepted("3.2: an IPv6 address", host("Host: [::1]")),
        .accepted("3.2: an IPv6 address and a port", host("Host: [2001:db8::1]:443")),
        .accepted("3.2: whitespace around it is none of it", host("Host: \t shop.test \t")),
        .accepted("3.2: at the end of the fields", host("X: y\r\nHost: a")),
        .refused("3.2: none", host("X: y")),
        .refused("3.2: none and no field at all", "GET /hello HTTP/1.1\r\n\r\n"),
        .refused("3.2: two", host("Host: a\r\nHost: b")),
        .refused("3.2: two that are the same", host("Host: a\r\nHost: a")),
        .refused("3.2: two, in different case", host("Host: a\r\nhost: a")),
        .refused("3.2: two, with a field between", host("Host: a\r\nX: y\r\nHost: a")),
        .refused("3.2: two of which one is empty", host("Host:\r\nHost: a")),
        .refused("3.2: a list", host("Host: a, b")),
        .refused("9110 4.2.1: empty", host("Host:")),
        .refused("9110 4.2.1: whitespace", host("Host:  \t")),
        .refused("3.2: empty for the server as a whole", "OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n"),
        .refused("3.2: empty beside an absolute target", host("Host:", target: "http://a/hello")),
        .refused("3.2: a port alone", host("Host: :80")),
        .refused("3.2: a path", host("Host: a/b")),
        .refused("3.2: an address of a page", host("Host: http://a")),
        .refused("3.2: a user", host("Host: user@a")),
        .refused("3.2: a query", host("Host: a?b")),
        .refused("3.2: a fragment", host("Host: a#b")),
        .refused("3.2: a backslash", host("Host: a\\b")),
        .refused("3.2: a space", host("Host: a b")),
        .refused("3.2: a tab", host("Host: a\tb")),
        .refused("3.2: quotes", host("Host: \"a\"")),
        .refused("3.2: a port that is no number", host("Host: a:b")),
        .refused("3.2: a port with a sign", host("Host: a:+80")),
        .refused("3.2: a negative port", host("Host: a:-80")),
        .refused("3.2: a port over 65535", host("Host: a:65536")),
        .refused("3.2: two ports", host("Host: a:80:80")),
        .refused("3.2: a bracket that does not close", host("Host: [::1")),
        .refused("3.2: a bracket around nothing", host("Host: []")),
        .refused("3.2: a bracket around a name", host("Host: [shop]")),
        .refused("3.2: a bracket with more behind it", host("Host: [::1]a")),
        .refused("3.2: an IPv6 address without brackets", host("Host: ::1")),
        .refused("3.2: not in ASCII", host("Host: café")),
        .refused("3.2: a NUL", host("Host: a\u{0}")),
        ConformanceCase("3.2: HTTP/1.0 may leave it out", host("X: y", version: "1.0"), .closes([200])),
        ConformanceCase("3.2: HTTP/1.0 may say it", host("Host: a", version: "1.0"), .closes([200])),
        .refused("3.2: HTTP/1.0 may not say it twice", host("Host: a\r\nHost: a", version: "1.0")),
        .refused("3.2: HTTP/1.0 may not say it wrong", host("Host: a b", version: "1.0")),
    ]

    @Test("a field is a name, a colon and a value", arguments: PollerKind.allCases, fields)
    func holdsFields(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("a Host is there once and names a host", arguments: PollerKind.allCases, hosts)
    func holdsHosts(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }
}
