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
        if response.status.mayHaveBody {
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
        if withBody, response.status.mayHaveBody { output.append(contentsOf: response.body) }
    }

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
