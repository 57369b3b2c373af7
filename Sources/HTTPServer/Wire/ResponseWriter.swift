// On an answer's way: head and body into one buffer, for one write.
internal import Basics

/// Writes answers of one connection after another into a buffer of bytes (RFC 9112 section 4).
struct ResponseWriter {
    /// Fields that every answer of the server carries, as lines ready to send.
    let commonLines: [UInt8]

    /// - Parameter withBody: false for an answer to HEAD, which has the fields of GET and no body.
    func write(
        _ response: Response, date: [UInt8], requestID: String, closes: Bool, isHTTP10: Bool, withBody: Bool,
        into output: inout [UInt8]
    ) {
        output.reserveCapacity(output.count + response.body.count + 512)
        appendStatusLine(response.status, to: &output)
        output.append(contentsOf: date)
        for field in response.fields {
            output.append(contentsOf: field.name.utf8)
            output.append(contentsOf: ": ".utf8)
            output.append(contentsOf: field.value.bytes)
            output.append(contentsOf: "\r\n".utf8)
        }
        output.append(contentsOf: "X-Request-Id: ".utf8)
        output.append(contentsOf: requestID.utf8)
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: commonLines)
        if response.rest != nil {
            // A client of HTTP/1.0 knows the end by the connection's (RFC 9112 section 6.3).
            if !isHTTP10 { output.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8) }
        } else if response.status.mayHaveBody {
            output.append(contentsOf: "Content-Length: ".utf8)
            output.append(decimal: UInt64(response.body.count))
            output.append(contentsOf: "\r\n".utf8)
        }
        if closes {
            output.append(contentsOf: "Connection: close\r\n".utf8)
        } else if isHTTP10 {
            output.append(contentsOf: "Connection: keep-alive\r\n".utf8)
        }
        output.append(contentsOf: "\r\n".utf8)
        // The body of an answer that goes on is its first piece.
        if withBody, response.status.mayHaveBody, response.rest == nil {
            output.append(contentsOf: response.body)
        }
    }

    /// A piece of a body whose length nobody knows yet, which must not be empty (RFC 9112 section 7.1).
    static func chunk(_ piece: [UInt8]) -> [UInt8] {
        Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }

    static let lastChunk = Array("0\r\n\r\n".utf8)

    private func appendStatusLine(_ status: Status, to output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        output.append(decimal: UInt64(status.code))
        output.append(Ascii.space)
        append(status.reason, to: &output)
        output.append(contentsOf: "\r\n".utf8)
    }

    private func append(_ text: StaticString, to output: inout [UInt8]) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
