// On the way to another server: what is asked of it, what it answers, and how that can fail.
internal import Basics

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

package struct CurlRequest: Sendable {
    package enum Method: Sendable { case get, post, put, delete }

    package var method: Method
    package var url: String
    /// Whole lines: `Name: value`, without CR and LF.
    package var headerLines: [String]
    /// Of a POST or a PUT. libcurl calls it a form (`application/x-www-form-urlencoded`) unless a header line says
    /// otherwise.
    package var body: [UInt8]
    /// For everything, from the name's look-up to the last byte of the answer.
    package var timeoutMilliseconds: Int

    package init(
        _ method: Method, _ url: String, headerLines: [String] = [], body: [UInt8] = [],
        timeoutMilliseconds: Int
    ) {
        self.method = method
        self.url = url
        self.headerLines = headerLines
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// The header lines hold a key and the body other people's data.
extension CurlRequest: Redacted {}

package struct CurlResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// The last head's lines as they came.
    let head: [UInt8]

    /// The first field of that name, in any case. Looks through the bytes as they are: an answer has some twenty
    /// fields, of which three are asked for.
    package func header(_ name: String) -> String? {
        var name = name
        return name.withUTF8 { name in
            head.withUnsafeBytes { head in
                var start = 0
                while let end = Self.endOfLine(head, from: start) {
                    if let value = Self.value(head, start..<end, of: name) { return value }
                    start = end + 1
                }
                return nil
            }
        }
    }

    private static func endOfLine(_ head: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = head.baseAddress, start < head.count,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), head.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    private static func value(
        _ head: UnsafeRawBufferPointer, _ line: Range<Int>, of name: UnsafeBufferPointer<UInt8>
    ) -> String? {
        guard name.count < line.count, head[line.lowerBound + name.count] == UInt8(ascii: ":") else {
            return nil
        }
        for index in 0..<name.count
        where lowercased(head[line.lowerBound + index]) != lowercased(name[index]) {
            return nil
        }
        return trimmed(head[(line.lowerBound + name.count + 1)..<line.upperBound])
    }

    /// Without the blanks around it, and the CR (RFC 9110, section 5.5).
    private static func trimmed(_ value: Slice<UnsafeRawBufferPointer>) -> String {
        let value = value.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let end = value.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? value.startIndex
        return String(decoding: value[..<end], as: UTF8.self)
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}

/// Told apart by the one question that matters to money: can the other side have acted?
package enum CurlFailure: Error, Equatable {
    /// Nothing of the request left this machine's hands: no connection came about.
    case notSent(String)
    /// It was sent, wholly or in part, and no whole answer came: reset, cut off, too large.
    case noAnswer(String)
    /// The time was up after the request, or part of it, had been sent.
    case timedOut
}
