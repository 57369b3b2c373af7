// On a request's way: how long the body is and whether the connection stays, decided once, strictly.

/// The two questions that request smuggling plays with (RFC 9112 sections 6.1 to 6.3, 9.3; Host: 3.2).
enum FramingReader {
    static func read(
        _ bytes: [UInt8], _ fields: [RequestHead.FieldSpans], _ line: RequestLine
    ) throws(WireFailure) -> RequestHead.Framing {
        var framing = RequestHead.Framing()
        var connection = ConnectionOptions()
        var hosts = 0
        var length: Int?
        var isChunked = false
        for field in fields {
            let name = bytes[field.name.range]
            let value = bytes[field.value.range]
            // The length of a name rules out nearly every field before a byte is compared.
            switch name.count {
            case 4 where name.equalsIgnoringCase("host"):
                hosts += 1
                guard HostValue.isValid(value) else { throw .bad("the Host is not valid") }
            case 6 where name.equalsIgnoringCase("expect"):
                guard value.equalsIgnoringCase("100-continue") else {
                    throw WireFailure(status: .expectationFailed, reason: "only 100-continue can be expected")
                }
                framing.expectsContinue = !line.isHTTP10
            case 10 where name.equalsIgnoringCase("connection"):
                connection.read(value)
            case 14 where name.equalsIgnoringCase("content-length"):
                guard length == nil else { throw .bad("there may be one Content-Length only") }
                length = try contentLength(value)
            case 17 where name.equalsIgnoringCase("transfer-encoding"):
                guard !isChunked else { throw .bad("there may be one Transfer-Encoding only") }
                try checkTransferEncoding(value, line)
                isChunked = true
            default: break
            }
        }
        guard hosts == 1 || (hosts == 0 && line.isHTTP10) else {
            throw .bad("there must be exactly one Host")
        }
        if let authority = line.authority {
            guard authority.range.count > 0, HostValue.isValid(bytes[authority.range]) else {
                throw .bad("the target's authority is not valid")
            }
        }
        guard !isChunked || length == nil else {
            throw .bad("Transfer-Encoding and Content-Length exclude each other")
        }
        framing.keepsAlive = !connection.closes && (!line.isHTTP10 || connection.keepsAlive)
        if isChunked {
            framing.body = .chunked
        } else if let length, length > 0 {
            framing.body = .length(length)
        }
        return framing
    }

    /// Digits and nothing else: no sign, no space, no list, no overflow (section 6.3).
    private static func contentLength(_ value: ArraySlice<UInt8>) throws(WireFailure) -> Int {
        guard !value.isEmpty, value.count <= 18, value.allSatisfy(Ascii.isDigit) else {
            throw .bad("the Content-Length must be a number of bytes in decimal digits")
        }
        return value.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func checkTransferEncoding(
        _ value: ArraySlice<UInt8>, _ line: RequestLine
    ) throws(WireFailure) {
        guard !line.isHTTP10 else { throw .bad("HTTP/1.0 has no Transfer-Encoding") }
        if value.equalsIgnoringCase("chunked") { return }
        let codings = value.split(separator: Ascii.comma, omittingEmptySubsequences: false).map { $0.trimmed }
        guard codings.last?.equalsIgnoringCase("chunked") == true,
            codings.count(where: { $0.equalsIgnoringCase("chunked") }) == 1
        else {
            let isUnknown = codings.count == 1 && codings[0].allSatisfy(Ascii.isToken) && !codings[0].isEmpty
            throw isUnknown
                ? WireFailure(status: .notImplemented, reason: "the only Transfer-Encoding here is chunked")
                : .bad("the Transfer-Encoding must be chunked, once")
        }
        throw WireFailure(status: .notImplemented, reason: "the only Transfer-Encoding here is chunked")
    }

}

/// What all the Connection fields say together: `close` wins, wherever it stands (RFC 9112 section 9.3).
private struct ConnectionOptions {
    private(set) var closes = false
    private(set) var keepsAlive = false

    mutating func read(_ value: ArraySlice<UInt8>) {
        for option in value.split(separator: Ascii.comma) {
            if option.trimmed.equalsIgnoringCase("close") { closes = true }
            if option.trimmed.equalsIgnoringCase("keep-alive") { keepsAlive = true }
        }
    }
}

/// `host [":" port]` (RFC 3986 section 3.2.2), by its characters: who may ask for which name is not the wire's matter.
enum HostValue {
    static func isValid(_ value: ArraySlice<UInt8>) -> Bool {
        // An empty Host is allowed for a target without authority (RFC 9112 section 3.2).
        guard let first = value.first else { return true }
        var rest = value
        if first == UInt8(ascii: "[") {
            guard let close = value.firstIndex(of: UInt8(ascii: "]")), close > value.startIndex + 2 else {
                return false
            }
            let address = value[(value.startIndex + 1)..<close]
            guard
                address.allSatisfy({
                    Ascii.hexValue($0) != nil || $0 == Ascii.colon || $0 == UInt8(ascii: ".")
                })
            else { return false }
            rest = value[(close + 1)...]
            guard rest.isEmpty || rest.first == Ascii.colon else { return false }
        } else {
            let end = value.firstIndex(of: Ascii.colon) ?? value.endIndex
            guard end > value.startIndex, value[..<end].allSatisfy(isRegName) else { return false }
            rest = value[end...]
        }
        return rest.dropFirst().allSatisfy(Ascii.isDigit) && rest.count <= 6
    }

    private static func isRegName(_ byte: UInt8) -> Bool {
        Ascii.isDigit(byte) || Ascii.lowercased(byte) &- UInt8(ascii: "a") < 26
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}

extension ArraySlice<UInt8> {
    /// Without the spaces and tabs around it.
    package var trimmed: ArraySlice<UInt8> {
        let start = firstIndex { $0 != Ascii.space && $0 != Ascii.tab } ?? endIndex
        let end = lastIndex { $0 != Ascii.space && $0 != Ascii.tab }.map { $0 + 1 } ?? start
        return self[start..<end]
    }
}
