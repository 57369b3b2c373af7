// The law of the body's length: RFC 9112 sections 6 and 7.1, where request smuggling lives.
import Reactor
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)), .serialized)
struct FramingConformanceTests {
    private static func post(_ lines: String, _ body: String = "", version: String = "1.1") -> String {
        "POST /echo HTTP/\(version)\r\nHost: a\r\n\(lines)\r\n\r\n\(body)"
    }

    private static func chunks(_ body: String) -> String { post("Transfer-Encoding: chunked", body) }

    private static let lengths: [ConformanceCase] = [
        .accepted("6.2: a length and so many bytes", post("Content-Length: 5", "hello")),
        .accepted("6.2: zeros before the number", post("Content-Length: 005", "hello")),
        .accepted("6.2: whitespace around it", post("Content-Length: \t 5 \t", "hello")),
        .accepted("6.2: nothing", post("Content-Length: 0")),
        .accepted("6.3: neither field, no body", post("X: y")),
        .accepted(
            "9110 9.3.1: GET may have a body",
            "GET /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
        .accepted(
            "9110 9.3.1: a chunked one too",
            "GET /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        .refused("6.3: a sign", post("Content-Length: +5", "hello")),
        .refused("6.3: a negative number", post("Content-Length: -1")),
        .refused("6.3: minus nothing", post("Content-Length: -0")),
        .refused("6.3: hexadecimal", post("Content-Length: 0x5", "hello")),
        .refused("6.3: a list", post("Content-Length: 5, 5", "hello")),
        .refused("6.3: a list without a space", post("Content-Length: 5,5", "hello")),
        .refused("6.3: an empty element", post("Content-Length: 5,", "hello")),
        .refused("6.3: two words", post("Content-Length: 5 5", "hello")),
        .refused("6.3: empty", post("Content-Length:")),
        .refused("6.3: whitespace", post("Content-Length: ")),
        .refused("6.3: a fraction", post("Content-Length: 5.0", "hello")),
        .refused("6.3: an exponent", post("Content-Length: 5e0", "hello")),
        .refused("6.3: an underscore", post("Content-Length: 1_0", "hello")),
        .refused("6.3: quotes", post("Content-Length: \"5\"", "hello")),
        .refused("6.3: a unit", post("Content-Length: 5 bytes", "hello")),
        .refused("6.3: a letter", post("Content-Length: 5a", "hello")),
        .refused("6.3: a semicolon", post("Content-Length: 5;", "hello")),
        .refused("6.3: a vertical tab", post("Content-Length: \u{B}5", "hello")),
        .refused("6.3: a NUL", post("Content-Length: 5\u{0}", "hello")),
        .refused("6.3: digits of another script", post("Content-Length: ٥", "hello")),
        .refused("6.3: just over 64 bits", post("Content-Length: 18446744073709551616")),
        .refused("6.3: just over 63 bits", post("Content-Length: 9223372036854775808")),
        .refused("6.3: a hundred digits", post("Content-Length: " + String(repeating: "9", count: 100))),
        .refused("6.3: twice the same", post("Content-Length: 5\r\nContent-Length: 5", "hello")),
        .refused("6.3: twice in different case", post("Content-Length: 5\r\ncontent-length: 5", "hello")),
        .refused("6.3: twice not the same", post("Content-Length: 5\r\nContent-Length: 6", "hello")),
        .refused("6.3: twice, once nothing", post("Content-Length: 0\r\nContent-Length: 5", "hello")),
        .refused("9110 15.5.14: over the limit", post("Content-Length: 1048577"), 413),
        .refused("9110 15.5.14: far over the limit", post("Content-Length: 999999999999999999"), 413),
        .refused(
            "9110 15.5.14: over the route's own",
            "POST /short HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 413),
        .accepted(
            "9110 15.5.14: exactly the route's own",
            "POST /short HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nhell"),
    ]

    private static let codings: [ConformanceCase] = [
        .accepted("6.1: chunked", chunks("5\r\nhello\r\n0\r\n\r\n")),
        .accepted("7: codings have no case", post("Transfer-Encoding: CHUNKed", "0\r\n\r\n")),
        .accepted("5.5: whitespace around it", post("Transfer-Encoding: \tchunked ", "0\r\n\r\n")),
        .refused("6.1: with a length", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        .refused(
            "6.1: before a length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        .refused(
            "6.1: with a length of nothing",
            post("Content-Length: 0\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        .refused(
            "6.1: an unknown one with a length",
            post("Transfer-Encoding: xchunked\r\nContent-Length: 5", "hello")),
        .refused("6.1: twice in one list", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
        .refused(
            "6.1: twice in two fields",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        .refused("6.3: not last", post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n")),
        .refused(
            "6.3: not last, in two fields",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
        .refused("6.1: an unknown one before it", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), 501),
        .refused(
            "6.1: the same in two fields",
            post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 501),
        .refused("6.1: an unknown one", post("Transfer-Encoding: gzip"), 501),
        .refused("6.1: identity is no longer known", post("Transfer-Encoding: identity"), 501),
        .refused("6.1: nearly chunked", post("Transfer-Encoding: xchunked"), 501),
        .refused("6.1: nearly chunked, at its end", post("Transfer-Encoding: chunkedx"), 501),
        .refused("7: a parameter", post("Transfer-Encoding: chunked;q=1", "0\r\n\r\n")),
        .refused("5.6.1: an empty element before it", post("Transfer-Encoding: , chunked", "0\r\n\r\n")),
        .refused("5.6.1: an empty element behind it", post("Transfer-Encoding: chunked,", "0\r\n\r\n")),
        .refused("6.1: empty", post("Transfer-Encoding:", "0\r\n\r\n")),
        .refused("6.1: quotes", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")),
        .refused("6.1: two words", post("Transfer-Encoding: chunked gzip", "0\r\n\r\n")),
        .refused("5.5: a vertical tab before it", post("Transfer-Encoding: \u{B}chunked", "0\r\n\r\n")),
        .refused("5.5: a form feed behind it", post("Transfer-Encoding: chunked\u{C}", "0\r\n\r\n")),
        .refused("5.5: a NUL behind it", post("Transfer-Encoding: chunked\u{0}", "0\r\n\r\n")),
        .refused("5.5: a bare CR before it", post("X: y\rTransfer-Encoding: chunked", "0\r\n\r\n")),
        .refused("5.5: a bare LF before it", post("X: y\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        .refused("5.2: folded", post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")),
        .refused(
            "7: a letter that only looks like k", post("Transfer-Encoding: chun\u{212A}ed", "0\r\n\r\n")),
        .refused("6.1: in HTTP/1.0", post("Transfer-Encoding: chunked", "0\r\n\r\n", version: "1.0")),
        .refused(
            "6.1: in HTTP/1.0 that would stay",
            post("Connection: keep-alive\r\nTransfer-Encoding: chunked", "0\r\n\r\n", version: "1.0")),
        .accepted(
            "5.1: another field of a similar name", post("Transfer_Encoding: chunked\r\nContent-Length: 0")),
    ]

    private static let chunked: [ConformanceCase] = [
        .accepted("7.1: no chunk but the last", chunks("0\r\n\r\n")),
        .accepted("7.1: several last zeros", chunks("000\r\n\r\n")),
        .accepted("7.1: sizes in either case", chunks("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n")),
        .accepted("7.1: zeros before a size", chunks("0005\r\nhello\r\n0\r\n\r\n")),
        .accepted("7.1: data that looks like an end", chunks("7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n")),
        .accepted("7.1.1: an extension is skipped", chunks("5;name=value\r\nhello\r\n0;last\r\n\r\n")),
        .accepted("7.1.1: a quoted one too", chunks("5;name=\"a;b\"\r\nhello\r\n0\r\n\r\n")),
        .accepted("7.1.2: trailers are skipped", chunks("5\r\nhello\r\n0\r\nX: y\r\nZ:\r\n\r\n")),
        .accepted("9110 6.5.1: a trailer frames nothing", chunks("0\r\nContent-Length: 500\r\n\r\n")),
        .accepted(
            "9110 6.5.1: nor does its coding", chunks("0\r\nTransfer-Encoding: gzip\r\nHost: b\r\n\r\n")),
        .refused("7.1: a prefix", chunks("0x5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a sign", chunks("+5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a negative size", chunks("-5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: no size", chunks("\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: an extension alone", chunks(";a\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: no hexadecimal digit", chunks("g\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: an underscore", chunks("0_5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a fraction", chunks("5.0\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: an h", chunks("5h\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a space before it", chunks(" 5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a space behind it", chunks("5 \r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a tab behind it", chunks("5\t\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1.1: a space before an extension", chunks("5 ;a\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a comma", chunks("5,5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a NUL", chunks("5\u{0}\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a bare LF behind the size", chunks("5\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a bare CR behind the size", chunks("5\rhello\r\n0\r\n\r\n")),
        .refused("7.1: CR CR LF behind the size", chunks("5\r\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1.1: a bare LF in an extension", chunks("5;a\nhello\r\n0\r\n\r\n")),
        .refused("7.1.1: a bare CR in an extension", chunks("5;a\rb\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1.1: a bare CR in quotes", chunks("5;a=\"\r\"\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1.1: a NUL in an extension", chunks("5;a\u{0}\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: no line end behind the data", chunks("5\r\nhello0\r\n\r\n")),
        .refused("7.1: more data than was said", chunks("5\r\nhelloworld")),
        .refused("7.1: less data than was said", chunks("6\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a bare LF behind the data", chunks("5\r\nhello\n0\r\n\r\n")),
        .refused("7.1: a bare CR behind the data", chunks("5\r\nhello\r0\r\n\r\n")),
        .refused("7.1: two bytes that are no line end", chunks("5\r\nhelloXX0\r\n\r\n")),
        .refused("7.1: 64 bits of size", chunks("FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: more than 64 bits of size", chunks("10000000000000005\r\nhello\r\n0\r\n\r\n")),
        .refused(
            "7.1: zeros without end", chunks(String(repeating: "0", count: 100) + "5\r\nhello\r\n0\r\n\r\n")),
        .refused("7.1: a size over the limit", chunks("100001\r\n"), 413),
        .refused("7.1.2: a trailer without a colon", chunks("0\r\nX\r\n\r\n")),
        .refused("7.1.2: a trailer with a space before it", chunks("0\r\nX : y\r\n\r\n")),
        .refused("7.1.2: a folded trailer", chunks("0\r\nX: y\r\n z\r\n\r\n")),
        .refused("7.1.2: a trailer with a NUL", chunks("0\r\nX: \u{0}\r\n\r\n")),
        .refused("7.1.2: a trailer with a bare LF", chunks("0\r\nX: y\n\r\n")),
        .refused("7.1.2: a bare LF at the end", chunks("0\r\n\n")),
        .refused("7.1.2: the next request is no trailer", chunks("0\r\n")),
        .refused(
            "7.1.2: a trailer over its limit",
            chunks("0\r\nX: \(String(repeating: "y", count: 8190))\r\n\r\n"), 431),
        .refused(
            "7.1.2: too many trailers", chunks("0\r\n" + String(repeating: "X: y\r\n", count: 101)), 431),
        .refused(
            "7.1.1: extensions over their limit", chunks("5;\(String(repeating: "a", count: 17_000))\r\n")),
        .refused(
            "7.1.1: many small extensions over their limit",
            chunks(String(repeating: "1;\(String(repeating: "a", count: 500))\r\nx\r\n", count: 40))),
    ]

    @Test("a length is one number in digits", arguments: PollerKind.allCases, lengths)
    func holdsLengths(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("a coding is chunked, once, alone", arguments: PollerKind.allCases, codings)
    func holdsCodings(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }

    @Test("a chunk is its size in hexadecimal and so many bytes", arguments: PollerKind.allCases, chunked)
    func holdsChunked(poller: PollerKind, entry: ConformanceCase) async throws {
        try await entry.run(on: poller)
    }
}
