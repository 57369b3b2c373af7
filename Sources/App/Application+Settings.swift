// At the start: from settings to what the rooms below understand.
internal import HTTPServer
internal import Payments

extension StripeSettings {
    var access: StripeAccess {
        StripeAccess(
            secretKey: secretKey, base: "\(base)", apiVersion: version, deadlineSeconds: deadlineSeconds)
    }
}

extension ListenSettings {
    var addresses: [SocketAddress] {
        host.addresses.compactMap { SocketAddress(host: $0, port: Int(port)) }
    }
}

extension SiteGuard {
    init(_ settings: ListenSettings, at addresses: [SocketAddress]) {
        let port = addresses.first?.port ?? Int(settings.port)
        self.init(
            isLoopback: settings.host.isLoopback, port: port,
            domain: settings.origin(boundPort: UInt16(clamping: port)))
    }
}
