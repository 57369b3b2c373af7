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
        var codings = TransferCodings()
        var isExpectationKnown = true
        for field in fields {
            let name = bytes[field.name.range]
            let value = bytes[field.value.range]
            // The length of a name rules out nearly every field before a byte is compared.
            switch name.count {
            case 4 where name.equalsIgnoringCase("host"):
                hosts += 1
                guard HostValue.isValid(value) else { throw .bad("the Host is not valid") }
            case 6 where name.equalsIgnoringCase("expect"):
                if !value.equalsIgnoringCase("100-continue") { isExpectationKnown = false }
                framing.expectsContinue = !line.isHTTP10
            case 10 where name.equalsIgnoringCase("connection"):
                connection.read(value)
            case 14 where name.equalsIgnoringCase("content-length"):
                guard length == nil else { throw .bad("there may be one Content-Length only") }
                length = try contentLength(value)
            case 17 where name.equalsIgnoringCase("transfer-encoding"):
                codings.read(value)
            default: break
            }
        }
        guard hosts == 1 || (hosts == 0 && line.isHTTP10) else {
            throw .bad("there must be exactly one Host")
        }
        if let authority = line.authority {
            guard HostValue.isValid(bytes[authority.range]) else {
                throw .bad("the target's authority is not valid")
            }
        }
        if codings.isPresent {
            guard length == nil else {
                throw .bad("Transfer-Encoding and Content-Length exclude each other")
            }
            guard !line.isHTTP10 else { throw .bad("HTTP/1.0 has no Transfer-Encoding") }
            try codings.check()
        }
        // Last: a message that is not understood cannot be expected to do anything.
        guard isExpectationKnown else {
            throw WireFailure(status: .expectationFailed, reason: "only 100-continue can be expected")
        }
        framing.keepsAlive = !connection.closes && (!line.isHTTP10 || connection.keepsAlive)
        if codings.isPresent {
            framing.body = .chunked
        } else if let length, length > 0 {
            framing.body = .length(length)
        }
        return framing
    }

    /// Digits and nothing else: no sign, no space, no list, no overflow (section 6.3).
    private static func contentLength(_ value: ArraySlice<UInt8>) throws(WireFailure) -> Int {
        guard !value.isEmpty, value.count <= 18, value.allSatisfy(Ascii.isDigit) else {
            throw .bad("the Content-Length must be a number of bytes in decimal digits, 18 at most")
        }
        return value.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

/// What all the Transfer-Encoding fields say together, as the one list that they are (RFC 9110 section 5.3).
private struct TransferCodings {
    private(set) var isPresent = false
    private var chunkedCount = 0
    private var isChunkedLast = false
    private var hasOthers = false
    private var isMalformed = false

    mutating func read(_ value: ArraySlice<UInt8>) {
        isPresent = true
        for element in value.split(separator: Ascii.comma, omittingEmptySubsequences: false) {
            let coding = element.trimmed
            isChunkedLast = coding.equalsIgnoringCase("chunked")
            if isChunkedLast {
                chunkedCount += 1
            } else if coding.isEmpty || !coding.allSatisfy(Ascii.isToken) {
                isMalformed = true
            } else {
                hasOthers = true
            }
        }
    }

    /// Exactly one `chunked`, at the end, is a body whose length is known; every other coding is unknown here
    /// (RFC 9112 section 6.1).
    func check() throws(WireFailure) {
        guard !isMalformed, chunkedCount <= 1, chunkedCount == 0 || isChunkedLast else {
            throw .bad("the Transfer-Encoding must be chunked, once")
        }
        guard !hasOthers else {
            throw WireFailure(status: .notImplemented, reason: "the only Transfer-Encoding here is chunked")
        }
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
        // Empty is for targets without an authority; every http target has one (RFC 9110 section 4.2.1).
        guard let first = value.first else { return false }
        var rest = value
        if first == UInt8(ascii: "[") {
            guard let close = value.firstIndex(of: UInt8(ascii: "]")), close > value.startIndex else {
                return false
            }
            let address = String(decoding: value[(value.startIndex + 1)..<close], as: UTF8.self)
            guard SocketAddress(host: address, port: 0)?.isIPv6 == true else { return false }
            rest = value[(close + 1)...]
            guard rest.isEmpty || rest.first == Ascii.colon else { return false }
        } else {
            let end = value.firstIndex(of: Ascii.colon) ?? value.endIndex
            guard end > value.startIndex, value[..<end].allSatisfy(isRegName) else { return false }
            rest = value[end...]
        }
        // After the colon: a port may be left out, and is no larger than TCP's.
        let port = rest.dropFirst()
        return port.count <= 5 && port.allSatisfy(Ascii.isDigit)
            && port.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 65_535
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
