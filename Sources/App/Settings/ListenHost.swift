// At the start: which addresses the server listens on.
internal import HTTPServer

package struct ListenHost: Sendable, Equatable {
    /// IP addresses in their usual spelling, one socket each.
    package let addresses: [String]
    /// Nobody but this machine can connect.
    package let isLoopback: Bool

    /// Both kinds of loopback: browsers try ::1 or 127.0.0.1 first as they please.
    package static let loopback = ListenHost(addresses: ["127.0.0.1", "::1"], isLoopback: true)

    /// nil for a name other than localhost: which of a name's addresses are meant would be a guess.
    init?(_ text: String) {
        if text.lowercased() == "localhost" {
            self = .loopback
        } else if let address = SocketAddress(host: text, port: 0) {
            self.init(addresses: [text], isLoopback: address.isLoopback)
        } else {
            return nil
        }
    }

    private init(addresses: [String], isLoopback: Bool) {
        self.addresses = addresses
        self.isLoopback = isLoopback
    }
}
