// On a request's way: what a handler is given.

package struct Request: Sendable {
    package let head: RequestHead
    package let body: [UInt8]
    /// The values of the route's `:name` segments, percent-decoded, in the pattern's order.
    package let parameters: [String]
    /// The client's `X-Request-Id` when it is short and plain, else one of ours. On every answer and log line.
    package let id: String
    package let peer: SocketAddress?

    package init(
        head: RequestHead, body: [UInt8], parameters: [String], id: String, peer: SocketAddress?
    ) {
        self.head = head
        self.body = body
        self.parameters = parameters
        self.id = id
        self.peer = peer
    }
}

/// Answers a request. It runs on the loop that the connection lives on.
package typealias Handler = @Sendable (Request) async -> Response
