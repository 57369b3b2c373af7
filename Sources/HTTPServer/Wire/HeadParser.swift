// On a request's way: from socket bytes to a head, strictly, a line at a time as the lines arrive.

/// A pure state machine over a growing buffer: call `advance` with all bytes that have arrived since the head began.
///
/// Strict where RFC 9112 leaves a choice, because a proxy in front may read a loose message differently: lines end
/// in CRLF only (section 2.2), no folding (5.2), no space before the colon (5.1), single spaces in the request
/// line (3). Each complete line is judged at once, so that a bad head is refused before its end arrives.
struct HeadParser {
    private let limits: Limits
    private var lineStart = 0
    private var scanned = 0
    private var line: RequestLine?
    private var fields: [RequestHead.FieldSpans] = []

    init(limits: Limits) {
        precondition(limits.headBytesMax <= UInt16.max, "a head's offsets are kept in 16 bits")
        self.limits = limits
        fields.reserveCapacity(8)
    }

    /// - Returns: the head and how many bytes it took, or nil when its end has not arrived.
    mutating func advance(
        _ buffer: UnsafeRawBufferPointer
    ) throws(WireFailure) -> (head: RequestHead, byteCount: Int)? {
        // Something else speaks, such as TLS, and may never send a line: no reason to wait for one.
        if let first = buffer.first, !Ascii.isToken(first), first != Ascii.carriageReturn {
            throw .bad("a request must begin with its method")
        }
        while let lineFeed = nextLineFeed(buffer) {
            let isWhole = lineFeed > lineStart && buffer[lineFeed - 1] == Ascii.carriageReturn
            let content = lineStart..<(isWhole ? lineFeed - 1 : lineFeed)
            // First, so that a refusal's status does not depend on how the bytes arrived.
            try checkSize(of: content, endingAt: lineFeed + 1)
            guard isWhole else { throw .bad("a line must end in CR LF") }
            lineStart = lineFeed + 1
            scanned = lineStart
            guard let line else {
                // One empty line before a request is skipped: old clients send it after a body (section 2.2).
                if content.isEmpty && content.lowerBound == 0 { continue }
                line = try RequestLine(buffer, content)
                continue
            }
            guard content.isEmpty else {
                try addField(buffer, content)
                continue
            }
            let head = try finish(buffer, line)
            return (head, lineStart)
        }
        try checkSize(of: lineStart..<endOfContent(buffer), endingAt: buffer.count)
        return nil
    }

    /// Whether the request, understood or not, asks for an answer without a body.
    static func asksForHead(_ buffer: UnsafeRawBufferPointer) -> Bool {
        let skipped = buffer.starts(with: "\r\n".utf8) ? 2 : 0
        return buffer.dropFirst(skipped).starts(with: "HEAD ".utf8)
    }

    /// A CR at the end may be half of a line's CR LF: it is not the content's until another byte follows it.
    private func endOfContent(_ buffer: UnsafeRawBufferPointer) -> Int {
        buffer.count > lineStart && buffer[buffer.count - 1] == Ascii.carriageReturn
            ? buffer.count - 1 : buffer.count
    }

    private mutating func nextLineFeed(_ buffer: UnsafeRawBufferPointer) -> Int? {
        while scanned < buffer.count {
            if buffer[scanned] == Ascii.lineFeed { return scanned }
            scanned += 1
        }
        return nil
    }

    private func checkSize(of content: Range<Int>, endingAt end: Int) throws(WireFailure) {
        if line == nil {
            guard content.count <= limits.requestLineBytesMax else {
                throw WireFailure(status: .uriTooLong, reason: "the request line is too long")
            }
        } else {
            guard content.count <= limits.fieldLineBytesMax else {
                throw WireFailure(status: .headerFieldsTooLarge, reason: "a header field is too long")
            }
        }
        guard end <= limits.headBytesMax else {
            throw WireFailure(status: .headerFieldsTooLarge, reason: "the header fields are too long in all")
        }
    }

    private mutating func addField(
        _ buffer: UnsafeRawBufferPointer, _ content: Range<Int>
    ) throws(WireFailure) {
        guard fields.count < limits.fieldsMax else {
            throw WireFailure(status: .headerFieldsTooLarge, reason: "there are too many header fields")
        }
        let field = try FieldLine.parse(buffer, content)
        fields.append(
            RequestHead.FieldSpans(name: RequestHead.Span(field.name), value: RequestHead.Span(field.value)))
    }

    private func finish(
        _ buffer: UnsafeRawBufferPointer, _ line: RequestLine
    ) throws(WireFailure) -> RequestHead {
        let bytes = [UInt8](buffer[..<lineStart])
        return RequestHead(
            bytes: bytes, methodSpan: line.method, pathSpan: line.path, querySpan: line.query,
            authoritySpan: line.authority, fields: fields, isHTTP10: line.isHTTP10,
            isAsterisk: line.isAsterisk,
            framing: try FramingReader.read(bytes, fields, line))
    }
}
