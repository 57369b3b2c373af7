// On a request's way: why a message was refused before anyone could handle it.

/// A message that is not understood or not allowed. The connection closes after it is answered, because what
/// follows cannot be trusted (RFC 9112 section 2.2, 6.3).
package struct WireFailure: Error, Equatable, Sendable {
    package let status: Status
    /// For the caller: what is wrong, never the offending bytes.
    package let reason: String

    static func bad(_ reason: String) -> WireFailure { WireFailure(status: .badRequest, reason: reason) }

    static func tooLarge(_ bytesMax: Int) -> WireFailure {
        WireFailure(status: .contentTooLarge, reason: "the body is over \(bytesMax) bytes")
    }

    static func late(_ part: String) -> WireFailure {
        WireFailure(status: .requestTimeout, reason: "\(part) did not arrive in time")
    }
}
