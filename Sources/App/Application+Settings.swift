// At the start: from settings to what the rooms below understand.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Reactor

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

extension ReportDoor {
    init(
        _ settings: StripeSettings, _ link: StripeLink, on loop: EventLoop, clock: WallClock, log: Log
    ) {
        let pacer = ReadPacer(readsPerSecond: settings.readsPerSecond)
        self.init(reports: Reports(link, on: loop, pacer: pacer), loop: loop, clock: clock, log: log)
    }
}
