// On the way to another server: what is asked of it, what it answers, and how that can fail.

package struct CurlRequest: Sendable {
    package enum Method: Sendable { case get, post, delete }

    package var method: Method
    package var url: String
    /// Whole lines: `Name: value`, without CR and LF.
    package var headerLines: [String]
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

package struct CurlResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// The last head's lines as they came.
    let head: [UInt8]

    /// The first field of that name, in any case.
    package func header(_ name: String) -> String? {
        for line in head.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let found = line[..<colon]
            guard found.count == name.utf8.count,
                zip(found, name.utf8).allSatisfy({ Self.lowercased($0) == Self.lowercased($1) })
            else { continue }
            let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let end = value.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? value.startIndex
            return String(decoding: value[..<end], as: UTF8.self)
        }
        return nil
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
