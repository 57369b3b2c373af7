// The head parser: what it finds does not depend on how the bytes arrive, and each limit holds.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct HeadParserTests {
    private static let heads = [
        "GET /hello?a=1&b HTTP/1.1\r\nHost: shop.test\r\nAccept: \t*/* \r\nX-Empty:\r\n\r\n",
        "\r\nPOST / HTTP/1.0\r\nContent-Length: 5\r\n\r\n",
        "POST /pay HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://shop.test/a HTTP/1.1\r\nHost: other\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]

    @Test("a head is the same fed whole, byte by byte, and cut at any place", arguments: heads)
    func splits(text: String) {
        let count = text.utf8.count
        let whole = HeadHarness.parse(text)
        #expect(whole != .incomplete)
        #expect(HeadHarness.parse(text, cuts: Array(0...count)) == whole)
        for cut in 0...count {
            #expect(HeadHarness.parse(text, cuts: [cut, count]) == whole, "cut after \(cut) bytes")
        }
    }

    @Test("method, path, query and fields are found where they stand")
    func parts() throws {
        let head = try #require(HeadHarness.parse(Self.heads[0] + "next").head)
        #expect(head.method == "GET")
        #expect(head.path == "/hello")
        #expect(head.query == "a=1&b")
        #expect(head.fields == ["Host=shop.test", "Accept=*/*", "X-Empty="])
        #expect(head.byteCount == Self.heads[0].utf8.count)
    }

    @Test("an unfinished head asks for more, at every length")
    func unfinished() {
        let text = Self.heads[0]
        for cut in 0..<text.utf8.count {
            #expect(HeadHarness.parse(text, cuts: [cut]) == .incomplete)
        }
    }

    @Test("a bad line is refused before the head's end has arrived")
    func early() {
        #expect(HeadHarness.parse("GET / HTTP/1.1\r\nbad line\r\n") == .refused(400))
        #expect(HeadHarness.parse("GET / HTTP/9.9\r\n") == .refused(505))
    }

    @Test("names of fields compare without case")
    func names() throws {
        var parser = HeadParser(limits: Limits())
        let bytes = Array("GET / HTTP/1.1\r\nhOST: a\r\nX-Two: 1\r\nx-tWO: 2\r\n\r\n".utf8)
        let head = try #require(try bytes.withUnsafeBytes { try parser.advance($0) }).head
        #expect(head.text(of: "host") == "a")
        #expect(head.text(of: "x-two") == "1")
        #expect(head.count(of: "x-two") == 2)
        #expect(head.value(of: "x-three") == nil)
    }
}

@Suite(.timeLimit(.minutes(5)))
struct HeadParserLimitsTests {
    private static func limits() -> Limits {
        var limits = Limits()
        limits.requestLineBytesMax = 30
        limits.fieldLineBytesMax = 20
        limits.headBytesMax = 90
        limits.fieldsMax = 4
        return limits
    }

    /// Heads exactly at a limit, and one byte or one field over it.
    private static let bounds: [(String, Int)] = [
        ("GET /\(String(repeating: "a", count: 16)) HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ("GET /\(String(repeating: "a", count: 17)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nHost: \(String(repeating: "a", count: 14))\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: \(String(repeating: "a", count: 15))\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\na: 1\r\na: 2\r\na: 3\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\na: 1\r\na: 2\r\na: 3\r\na: 4\r\n\r\n", 431),
        // 16 bytes of request line, 9 of Host, three fields and the empty line's 2: 90 in all, and 91.
        ("GET / HTTP/1.1\r\nHost: a\r\n\(field(16))\(field(16))\(field(16))\r\n", 200),
        ("GET / HTTP/1.1\r\nHost: a\r\n\(field(16))\(field(16))\(field(17))\r\n", 431),
    ]

    private static func field(_ valueBytes: Int) -> String {
        "a: \(String(repeating: "b", count: valueBytes))\r\n"
    }

    @Test("each limit lets in what is exactly as large, however it arrives", arguments: bounds)
    func bound(text: String, status: Int) {
        let count = text.utf8.count
        #expect(HeadHarness.parse(text, limits: Self.limits()).status == status)
        #expect(HeadHarness.parse(text, limits: Self.limits(), cuts: Array(0...count)).status == status)
        for cut in 0...count {
            #expect(HeadHarness.parse(text, limits: Self.limits(), cuts: [cut, count]).status == status)
        }
    }

    @Test("a line that never ends is refused when it passes its limit, not later")
    func endless() {
        let limits = Self.limits()
        #expect(HeadHarness.parse(String(repeating: "A", count: 30), limits: limits) == .incomplete)
        #expect(HeadHarness.parse(String(repeating: "A", count: 31), limits: limits) == .refused(414))
        let start = "GET / HTTP/1.1\r\n"
        #expect(HeadHarness.parse(start + String(repeating: "A", count: 20), limits: limits) == .incomplete)
        #expect(HeadHarness.parse(start + String(repeating: "A", count: 21), limits: limits) == .refused(431))
    }
}
