// At the start: from settings to what the rooms below understand.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Reactor
internal import Tokens

extension AuthSettings {
    /// - Parameters:
    ///   - loop: of what is in no request's way; keys that are elsewhere are read there, from now on.
    ///   - tell: is called each time that keys were read, or could not be.
    func verifier(
        on loop: EventLoop, clock: WallClock, tell: @escaping @Sendable (KeyNews) -> Void
    ) -> TokenVerifier {
        let source: any KeySource
        switch keys {
        case .own(let keys): source = OwnKeys(keys)
        case .file(let file): source = KeyFileSource(file, tell: tell)
        case .server(let url):
            let server = KeyServer(url: url, on: loop, clock: clock, tell: tell)
            server.start()
            source = server
        }
        return TokenVerifier(keys: source, issuer: issuer, audience: audience)
    }
}

extension StripeSettings {
    var access: StripeAccess {
        StripeAccess(
            secretKey: secretKey, base: "\(base)", apiVersion: version, deadlineSeconds: deadlineSeconds)
    }
}

extension Settings {
    var access: AccessSettings {
        AccessSettings(lessonsAuth: lessonsAuth, areAirlineRoutesOpen: areAirlineRoutesOpen)
    }
}

extension ListenSettings {
    /// Sockets that were given reach no further than HOST may: its rule is not gone round by whoever opens them.
    func admit(_ given: GivenSockets) throws(StartFailure) {
        guard host.isLoopback, let open = given.addresses.first(where: { !$0.isLoopback }) else { return }
        throw StartFailure(
            """
            The socket that was given to this process listens on \(open.host), which other machines reach, and HOST \
            is this machine alone. Let it listen on 127.0.0.1, or set HOST=\(open.host) and ALLOW_UNAUTHENTICATED=yes \
            behind a proxy that asks.
            """)
    }

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

extension MailAccess {
    /// - Parameters:
    ///   - port: the one listened on.
    ///   - shelf: takes the mails of a house that keeps nothing.
    init(_ settings: Settings, _ office: BackOffice, port: Int, shelf: MailShelf) throws(ReactorFailure) {
        self.init(
            sender: try settings.mail.sender(place: settings.bookings.place, shelf: shelf),
            from: settings.mail.from, staff: settings.mail.staff, links: office.links(settings, port: port))
    }
}

extension BackOffice {
    /// - Parameter port: the one listened on.
    func links(_ settings: Settings, port: Int) -> BookingLinks {
        let origin = settings.listen.origin(boundPort: UInt16(clamping: port))
        return links(origin: "\(origin)", ratingURL: settings.mail.ratingURL)
    }
}
