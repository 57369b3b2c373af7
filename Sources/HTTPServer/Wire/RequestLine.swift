// On a request's way: `method SP target SP version` (RFC 9112 section 3).

struct RequestLine {
    let method: RequestHead.Span
    let path: RequestHead.Span
    let query: RequestHead.Span
    /// The authority of an absolute-form target: it wins over Host (section 3.2.2).
    let authority: RequestHead.Span?
    let isHTTP10: Bool
    let isAsterisk: Bool

    init(_ buffer: UnsafeRawBufferPointer, _ content: Range<Int>) throws(WireFailure) {
        var cursor = content.lowerBound
        while cursor < content.upperBound, Ascii.isToken(buffer[cursor]) { cursor += 1 }
        guard cursor > content.lowerBound, cursor < content.upperBound, buffer[cursor] == Ascii.space else {
            throw .bad("the request line must be a method, a target and a version, each after one space")
        }
        method = RequestHead.Span(content.lowerBound..<cursor)
        let targetStart = cursor + 1
        cursor = targetStart
        while cursor < content.upperBound, buffer[cursor] != Ascii.space {
            guard buffer[cursor] > Ascii.space, buffer[cursor] <= 0x7E, buffer[cursor] != Ascii.hash else {
                throw .bad("the request target may hold only visible ASCII and no fragment")
            }
            cursor += 1
        }
        guard cursor > targetStart, cursor < content.upperBound else {
            throw .bad("the request line must be a method, a target and a version, each after one space")
        }
        isHTTP10 = try Self.isHTTP10(buffer, (cursor + 1)..<content.upperBound)
        let target = try Target(
            buffer, targetStart..<cursor, method: buffer[content.lowerBound..<(targetStart - 1)])
        path = RequestHead.Span(target.path)
        query = RequestHead.Span(target.query)
        authority = target.authority.map { RequestHead.Span($0) }
        isAsterisk = target.isAsterisk
    }

    private static func isHTTP10(
        _ buffer: UnsafeRawBufferPointer, _ version: Range<Int>
    ) throws(WireFailure) -> Bool {
        let text = buffer[version]
        guard text.count == 8, text.starts(with: "HTTP/".utf8),
            text[version.lowerBound + 6] == UInt8(ascii: "."),
            Ascii.isDigit(text[version.lowerBound + 5]), Ascii.isDigit(text[version.lowerBound + 7])
        else { throw .bad("the version must be HTTP/1.1 or HTTP/1.0") }
        guard text[version.lowerBound + 5] != UInt8(ascii: "0") else {
            throw .bad("the version must be HTTP/1.1 or HTTP/1.0")
        }
        guard text[version.lowerBound + 5] == UInt8(ascii: "1") else {
            throw WireFailure(
                status: .versionNotSupported, reason: "this server speaks HTTP/1.1 and HTTP/1.0")
        }
        // A higher minor version is answered as 1.1 (RFC 9110 section 2.5).
        return text[version.lowerBound + 7] == UInt8(ascii: "0")
    }
}

/// The parts of a request target (RFC 9112 section 3.2).
private struct Target {
    var path: Range<Int>
    var query: Range<Int>
    var authority: Range<Int>?
    var isAsterisk = false

    init(
        _ buffer: UnsafeRawBufferPointer, _ range: Range<Int>, method: Slice<UnsafeRawBufferPointer>
    ) throws(WireFailure) {
        var pathStart = range.lowerBound
        if buffer[pathStart] == Ascii.asterisk, range.count == 1 {
            guard method.elementsEqual("OPTIONS".utf8) else { throw .bad("the target * is for OPTIONS only") }
            isAsterisk = true
        } else if buffer[pathStart] != Ascii.slash {
            guard !method.elementsEqual("CONNECT".utf8) else {
                throw WireFailure(status: .notImplemented, reason: "this server is no proxy")
            }
            let authority = try Self.authority(buffer, range)
            self.authority = authority
            pathStart = authority.upperBound
        }
        let end = buffer[pathStart..<range.upperBound].firstIndex(of: Ascii.question) ?? range.upperBound
        guard PercentEncoding.isValid(buffer[pathStart..<end]) else {
            throw .bad("a percent sign in the path must be followed by two hexadecimal digits")
        }
        path = pathStart..<end
        query = min(end + 1, range.upperBound)..<range.upperBound
    }

    /// `http://authority` at the start of an absolute-form target; servers must accept it (section 3.2.2). What is
    /// for https is not for a plain connection (RFC 9110 section 7.4).
    private static func authority(
        _ buffer: UnsafeRawBufferPointer, _ range: Range<Int>
    ) throws(WireFailure) -> Range<Int> {
        guard !begins(buffer, range, with: "https://") else {
            throw WireFailure(status: .misdirectedRequest, reason: "this connection is plain http")
        }
        guard begins(buffer, range, with: "http://") else {
            throw .bad("the request target must begin with a slash or be an absolute http address")
        }
        let start = range.lowerBound + "http://".utf8.count
        let rest = buffer[start..<range.upperBound]
        let end = rest.firstIndex { $0 == Ascii.slash || $0 == Ascii.question } ?? range.upperBound
        return start..<end
    }

    private static func begins(
        _ buffer: UnsafeRawBufferPointer, _ range: Range<Int>, with scheme: StaticString
    ) -> Bool {
        buffer[range].prefix(scheme.utf8CodeUnitCount).equalsIgnoringCase(scheme)
    }
}
