// Around the server: what its owner decides.
package import Basics

/// Something the server refuses itself, before or instead of a handler.
package struct Refusal: Sendable {
    package enum Reason: Sendable {
        case notFound
        case methodNotAllowed
        /// A message that is not understood, or over a limit.
        case wire
    }

    package let reason: Reason
    package let status: Status
    /// What the caller may read.
    package let text: String
    /// Percent-encoded, as it came; empty when the head was not understood.
    package let path: String
    package let requestID: String
}

/// One request and its answer, as logs and metrics see it.
package struct Exchange: Sendable {
    package let method: Method?
    /// Percent-encoded, without the query, which may hold what a log should not.
    package let path: String
    /// The name of the route that answered: the only one of a path that belongs in a metric.
    package let route: String?
    package let status: Status
    package let requestID: String
    package let peer: SocketAddress?
    package let durationNanoseconds: UInt64
    package let bodyBytes: Int
}

package struct ServerSettings: Sendable {
    package var limits = Limits()
    /// Waiting connections that the kernel keeps for us.
    package var backlog: Int32 = 1024
    /// Whose connections are not counted by address.
    package var isExemptFromAddressLimit: @Sendable (SocketAddress) -> Bool = { $0.isLoopback }
    package var clock = WallClock.system
    package var random = RandomBytes.system
    /// On every answer: name and value.
    package var commonFields: [(StaticString, StaticString)] = []
    /// Makes the answer to what the server refuses itself, in the shape that the path's callers expect.
    package var refuse: @Sendable (Refusal) -> Response
    /// Told of each exchange after its answer was handed to the kernel. On the loop: be quick.
    package var observe: @Sendable (Exchange) -> Void

    package init(
        refuse: @escaping @Sendable (Refusal) -> Response,
        observe: @escaping @Sendable (Exchange) -> Void = { _ in }
    ) {
        self.refuse = refuse
        self.observe = observe
    }
}
