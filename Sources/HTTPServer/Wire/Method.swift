// On a request's way: what is asked of a resource (RFC 9110 section 9).

package enum Method: Hashable, Sendable {
    case get, head, post, put, delete, options, trace, connect
    /// Any other token; no route knows it.
    case other

    init(_ bytes: ArraySlice<UInt8>) {
        // Methods are case-sensitive (RFC 9110 section 9.1).
        self = Self.names.first { bytes.elementsEqual($0.name.utf8) }?.method ?? .other
    }

    package var name: String {
        Self.names.first { $0.method == self }?.name ?? "OTHER"
    }

    private static let names: [(name: String, method: Method)] = [
        ("GET", .get), ("POST", .post), ("HEAD", .head), ("PUT", .put), ("DELETE", .delete),
        ("OPTIONS", .options), ("TRACE", .trace), ("CONNECT", .connect),
    ]
}
