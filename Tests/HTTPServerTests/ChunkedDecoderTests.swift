// Chunked bodies: the same content however they arrive, and every looseness refused.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct ChunkedDecoderTests {
    private enum Outcome: Equatable {
        /// The content, and how many bytes came after the body's end.
        case content(String, rest: Int)
        case refused(Int)
        case incomplete
    }

    private static func limits() -> Limits {
        var limits = Limits()
        limits.chunkOverheadBytesMax = 40
        limits.fieldsMax = 3
        return limits
    }

    /// - Parameter cuts: how many bytes have arrived at each call; what was taken is not shown again.
    private static func decode(_ text: String, contentBytesMax: Int = 1024, cuts: [Int]? = nil) -> Outcome {
        let bytes = Array(text.utf8)
        var decoder = ChunkedDecoder(contentBytesMax: contentBytesMax, limits: limits())
        var taken = 0
        for cut in cuts ?? [bytes.count] {
            do throws(WireFailure) {
                taken += try Array(bytes[taken..<max(cut, taken)]).withUnsafeBytes { buffer in
                    Result { () throws(WireFailure) in try decoder.advance(buffer) }
                }.get()
            } catch {
                return .refused(error.status.code)
            }
            if decoder.isDone {
                return .content(String(decoding: decoder.content, as: UTF8.self), rest: bytes.count - taken)
            }
        }
        return .incomplete
    }

    private static let accepted = [
        ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"),
        ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"), ("A\r\n0123456789\r\n000\r\n\r\n", "0123456789"),
        ("000000000000001\r\nx\r\n0\r\n\r\n", "x"), ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
        ("1;name=\"value\"\r\nx\r\n0;last\r\n\r\n", "x"), ("1\r\nx\r\n0\r\nA: 1\r\nB: 2\r\n\r\n", "x"),
    ]

    private static let refused = [
        "\r\n", ";a\r\n", "5\nhello\r\n", " 5\r\nhello\r\n", "5 \r\nhello\r\n", "5 ;a\r\nhello\r\n",
        "+5\r\nhello\r\n",
        "-5\r\nhello\r\n", "0x5\r\nhello\r\n", "5g\r\nhello\r\n", "5,5\r\nhello\r\n",
        "0000000000000005\r\nhello\r\n",
        "FFFFFFFFFFFFFFFF\r\n", "5\r\nhelloo\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
        "5\rhello\r\n", "1;a\u{0}\r\nx\r\n", "1;a\rb\r\nx\r\n", "0\r\nbad\r\n\r\n", "0\r\nA : 1\r\n\r\n",
        "0\r\nA: 1\r\n folded\r\n\r\n", "0\r\nA: 1\n\r\n", "5\r\nhellox",
    ]

    @Test(
        "content is put together, with extensions and trailers dropped, wherever it is cut",
        arguments: accepted)
    func accepts(text: String, content: String) {
        let count = text.utf8.count
        let expected = Outcome.content(content, rest: 0)
        #expect(Self.decode(text) == expected)
        #expect(Self.decode(text, cuts: Array(0...count)) == expected)
        for cut in 0...count { #expect(Self.decode(text, cuts: [cut, count]) == expected) }
        for cut in 0..<count { #expect(Self.decode(text, cuts: [cut]) == .incomplete) }
    }

    @Test("what follows the body is left for the next request")
    func rest() {
        #expect(Self.decode("1\r\nx\r\n0\r\n\r\nGET /") == .content("x", rest: 5))
    }

    @Test("a loose size, end or trailer is refused, wherever it is cut", arguments: refused)
    func refuses(text: String) {
        let count = text.utf8.count
        #expect(Self.decode(text) == .refused(400))
        #expect(Self.decode(text, cuts: Array(0...count)) == .refused(400))
        for cut in 0...count { #expect(Self.decode(text, cuts: [cut, count]) == .refused(400)) }
    }

    @Test("a body as large as its limit is taken, one byte more is 413 before the byte comes")
    func contentLimit() {
        #expect(
            Self.decode("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", contentBytesMax: 5) == .content("abcde", rest: 0))
        #expect(Self.decode("3\r\nabc\r\n3\r\n", contentBytesMax: 5) == .refused(413))
        #expect(Self.decode("FFFFFFFFFFFFFFF\r\n") == .refused(413))
    }

    @Test("extensions and trailers are bounded in all, to the byte, however they arrive")
    func overhead() {
        for length in [40, 41] {
            let extended = "1;\(String(repeating: "e", count: length - 1))\r\nx\r\n0\r\n\r\n"
            let trailing = "1\r\nx\r\n0\r\nA:\(String(repeating: "t", count: length - 2))\r\n\r\n"
            let summed =
                "1;\(String(repeating: "e", count: 19))\r\nx\r\n0;\(String(repeating: "e", count: length - 21))\r\n\r\n"
            for (text, status) in [(extended, 400), (trailing, 431), (summed, 400)] {
                let outcome = length == 40 ? Outcome.content("x", rest: 0) : .refused(status)
                #expect(Self.decode(text) == outcome)
                #expect(Self.decode(text, cuts: Array(0...text.utf8.count)) == outcome)
            }
        }
        #expect(Self.decode("0\r\nA:1\r\nB:1\r\nC:1\r\n\r\n") == .content("", rest: 0))
        #expect(Self.decode("0\r\nA:1\r\nB:1\r\nC:1\r\nD:1\r\n\r\n") == .refused(431))
        // A size line without an end does not grow for ever.
        #expect(Self.decode("1;" + String(repeating: "e", count: 100)) == .refused(400))
    }
}
