// For what is made of a request without a socket.
import Testing

@testable import HTTPServer

extension Request {
    /// A request with nothing in it but its line, and a body if it has one.
    static func bare(_ line: String = "GET /", body: String = "", id: String = "ask-1") throws -> Request {
        let bytes = Array("\(line) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var parser = HeadParser(limits: Limits())
        let parsed = try bytes.withUnsafeBytes { buffer in try parser.advance(buffer) }
        return Request(
            head: try #require(parsed).head, body: Array(body.utf8), parameters: [], id: id, peer: nil)
    }
}
