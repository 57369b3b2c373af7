// Before a request's way: takes new connections from a listening socket.
internal import Reactor

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A listening socket on its loop.
final class Acceptor: ReadinessHandler {
    private let loop: EventLoop
    private let socket: SystemSocket
    private let accepted: (SystemSocket, SocketAddress?) -> Void
    private var registration: Registration?
    private var isClosed = false
    /// No descriptor was left: one try in this time, instead of a spin on a listener that stays ready.
    private static let exhaustedRetryMilliseconds: UInt64 = 100
    /// One round takes this many, so that a flood of newcomers does not starve those inside.
    private static let acceptsPerRoundMax = 64

    var isPaused = false {
        didSet { if isPaused != oldValue { updateInterest() } }
    }

    init(
        _ socket: SystemSocket, on loop: EventLoop, accepted: @escaping (SystemSocket, SocketAddress?) -> Void
    ) {
        self.loop = loop
        self.socket = socket
        self.accepted = accepted
        registration = try? loop.register(socket.descriptor, .readable, self)
    }

    func ready(_ readiness: Readiness) {
        for _ in 0..<Self.acceptsPerRoundMax where !isPaused && !isClosed {
            guard let (connection, peer) = socket.accepted() else {
                if errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM { rest() }
                return
            }
            accepted(connection, peer)
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        if let registration { loop.deregister(registration) }
        socket.close()
    }

    private func rest() {
        setInterest([])
        let due = monotonicNanoseconds() + Self.exhaustedRetryMilliseconds * 1_000_000
        _ = loop.timer(atNanoseconds: due) { [weak self] in self?.updateInterest() }
    }

    private func updateInterest() {
        setInterest(isPaused ? [] : .readable)
    }

    private func setInterest(_ interest: Readiness) {
        guard !isClosed, let registration else { return }
        loop.update(registration, interest)
    }
}
