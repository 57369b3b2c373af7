// Answers as bytes (RFC 9112 section 4), and the values that may stand in their fields.
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct ResponseWriterTests {
    private static func written(
        _ response: Response, closes: Bool = false, isHTTP10: Bool = false, withBody: Bool = true
    ) -> String {
        var output: [UInt8] = []
        ResponseWriter(commonLines: Array("X-Common: yes\r\n".utf8)).write(
            response, date: Array("Date: now\r\n".utf8), requestID: "id1", closes: closes, isHTTP10: isHTTP10,
            withBody: withBody, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private static let common = "X-Request-Id: id1\r\nX-Common: yes\r\n"
    private static let hello = Response(.ok, body: Array("hello".utf8))

    @Test("status line, Date, fields in their order, id, common fields, length, body")
    func whole() {
        var response = Response.json(.badRequest, Array("{}".utf8))
        response.add("Allow", FieldValue(constant: "GET"))
        #expect(
            Self.written(response) == """
                HTTP/1.1 400 Bad Request\r\nDate: now\r\nContent-Type: application/json; charset=utf-8\r\n\
                Allow: GET\r\n\(Self.common)Content-Length: 2\r\n\r\n{}
                """)
    }

    @Test("an answer to HEAD has the length of GET's body and not the body")
    func head() {
        #expect(
            Self.written(Self.hello, withBody: false)
                == "HTTP/1.1 200 OK\r\nDate: now\r\n\(Self.common)Content-Length: 5\r\n\r\n")
    }

    @Test("an empty body is said to be empty")
    func empty() {
        #expect(Self.written(Response(.notFound)).hasSuffix("\(Self.common)Content-Length: 0\r\n\r\n"))
    }

    @Test("204 and 304 have neither body nor length", arguments: [204, 304])
    func bodyless(code: Int) {
        let text = Self.written(Response(Status(code: code), body: Array("lost".utf8)))
        #expect(text.hasSuffix("\(Self.common)\r\n"))
    }

    @Test("the connection's fate is said when it is not the version's custom")
    func connection() {
        #expect(!Self.written(Self.hello).contains("Connection:"))
        #expect(Self.written(Self.hello, closes: true).contains("\r\nConnection: close\r\n"))
        #expect(Self.written(Self.hello, closes: true, isHTTP10: true).contains("\r\nConnection: close\r\n"))
        #expect(Self.written(Self.hello, isHTTP10: true).contains("\r\nConnection: keep-alive\r\n"))
        #expect(Self.written(Self.hello, isHTTP10: true).hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test("a status that is not listed goes out with its number and no reason")
    func unlisted() {
        #expect(Self.written(Response(Status(code: 299))).hasPrefix("HTTP/1.1 299 \r\n"))
        #expect(Self.written(Response(Status(code: 402))).hasPrefix("HTTP/1.1 402 Payment Required\r\n"))
    }

    @Test("answers are appended one after another")
    func appended() {
        var output: [UInt8] = []
        let writer = ResponseWriter(commonLines: [])
        for body in ["a", "b"] {
            writer.write(
                Response(.ok, body: Array(body.utf8)), date: [], requestID: "1", closes: false,
                isHTTP10: false,
                withBody: true, into: &output)
        }
        let one = "HTTP/1.1 200 OK\r\nX-Request-Id: 1\r\nContent-Length: 1\r\n\r\n"
        #expect(String(decoding: output, as: UTF8.self) == "\(one)a\(one)b")
    }
}

@Suite(.timeLimit(.minutes(5)))
struct FieldValueTests {
    @Test("a value that would end its line, or hold a control character, is no value")
    func refused() {
        for text in ["a\rb", "a\nb", "a\r\nSet-Cookie: x", "a\u{0}b", "\u{1}", "\u{7F}"] {
            #expect(FieldValue(text) == nil)
        }
    }

    @Test("text, tabs and bytes beyond ASCII are kept as they are", arguments: ["", "a b", "a\tb", "é"])
    func kept(text: String) {
        #expect(FieldValue(text)?.text == text)
    }

    @Test("a field made from text has a token for its name and a value that keeps to its line")
    func fields() {
        #expect(Response.Field(name: "X-A", value: "b")?.name == "X-A")
        for (name, value) in [
            ("", "b"), ("X A", "b"), ("X:", "b"), ("X\r\n", "b"), ("É", "b"), ("X", "b\r\nY: c"),
        ] {
            #expect(Response.Field(name: name, value: value) == nil)
        }
    }

    @Test("a response finds the field that it was given")
    func found() {
        let response = Response.json(.ok, [])
        #expect(response.value(of: "Content-Type") == "application/json; charset=utf-8")
        #expect(response.value(of: "Allow") == nil)
    }
}
