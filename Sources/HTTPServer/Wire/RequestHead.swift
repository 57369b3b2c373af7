// On a request's way: the parsed head. Bytes stay bytes; a String is made only when someone asks for one.

/// The request line and the fields, as they came, with where each part lies.
package struct RequestHead: Sendable {
    struct Span: Sendable {
        let start: UInt16
        let end: UInt16

        init(_ range: Range<Int>) {
            start = UInt16(range.lowerBound)
            end = UInt16(range.upperBound)
        }

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    struct FieldSpans: Sendable {
        let name: Span
        let value: Span
    }

    let bytes: [UInt8]
    let methodSpan: Span
    let pathSpan: Span
    let querySpan: Span
    let authoritySpan: Span?
    let fields: [FieldSpans]
    package let isHTTP10: Bool
    /// `*`, the target of a server-wide OPTIONS.
    package let isAsterisk: Bool
    package let framing: Framing

    /// What the head says about the connection and the body (RFC 9112 sections 6 and 9).
    package struct Framing: Equatable, Sendable {
        package enum Body: Equatable, Sendable {
            case none
            case length(Int)
            case chunked
        }

        package var body: Body = .none
        package var keepsAlive = true
        package var expectsContinue = false
    }

    /// The method as it was sent, known or not.
    package var methodText: String { String(decoding: bytes[methodSpan.range], as: UTF8.self) }
    package var method: Method { Method(bytes[methodSpan.range]) }
    /// Percent-encoded, as it came, from the first slash to the question mark. An absolute-form target may leave its
    /// path out, which means the root (RFC 9110 section 4.2.3).
    package var path: ArraySlice<UInt8> { pathSpan.range.isEmpty ? [Ascii.slash] : bytes[pathSpan.range] }
    /// Percent-encoded, without its question mark.
    package var query: ArraySlice<UInt8> { bytes[querySpan.range] }

    /// Whom the request is for: an absolute target's authority wins over Host (RFC 9112 section 3.2.2). nil in an
    /// HTTP/1.0 request that does not say.
    package var host: ArraySlice<UInt8>? {
        authoritySpan.map { bytes[$0.range] } ?? value(of: "host")
    }

    /// The value of the first field of that name. `name` must be in lower case.
    package func value(of name: StaticString) -> ArraySlice<UInt8>? {
        for field in fields where bytes[field.name.range].equalsIgnoringCase(name) {
            return bytes[field.value.range]
        }
        return nil
    }

    package func text(of name: StaticString) -> String? {
        value(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// How often a field of that name occurs.
    package func count(of name: StaticString) -> Int {
        fields.count { bytes[$0.name.range].equalsIgnoringCase(name) }
    }

    package var allFields: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] {
        fields.map { (bytes[$0.name.range], bytes[$0.value.range]) }
    }
}
