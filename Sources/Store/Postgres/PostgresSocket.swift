// On the way to PostgreSQL: a connection's socket in the loop's poller, for code that awaits its turn.
internal import Reactor

/// Touched on the loop's thread only.
final class PostgresSocket: ReadinessHandler {
    private let loop: EventLoop
    private var registration: Registration?
    private var descriptor: Int32?
    private var waiter: UnsafeContinuation<Bool, Never>?
    private lazy var timer = loop.timer(atNanoseconds: .max) { [weak self] in self?.resume(isReady: false) }
    /// Called when the server says something that nobody asked for, such as that it goes.
    var unasked: () -> Void = {}

    init(on loop: EventLoop) {
        self.loop = loop
    }

    /// Watches this socket from now on, and none before it.
    ///
    /// - Parameter descriptor: libpq may change it while it connects: another address, encryption refused.
    func watch(_ descriptor: Int32) throws(StoreFailure) {
        release()
        do throws(ReactorFailure) {
            registration = try loop.register(descriptor, [], self)
        } catch {
            throw .unavailable("the socket to PostgreSQL: \(error)")
        }
    }

    /// Call it before libpq closes the socket.
    func release() {
        if let registration { loop.deregister(registration) }
        registration = nil
    }

    /// - Returns: false when the time was up first.
    func wait(for interest: Readiness, untilNanoseconds due: UInt64) async -> Bool {
        guard let registration else { return false }
        loop.update(registration, interest)
        loop.move(timer, toNanoseconds: due)
        return await withUnsafeContinuation { waiter = $0 }
    }

    func ready(_ readiness: Readiness) {
        if waiter != nil { resume(isReady: true) } else { unasked() }
    }

    private func resume(isReady: Bool) {
        loop.cancel(timer)
        guard let waiter else { return }
        self.waiter = nil
        // What follows the answer is heard too: the end of the connection, above all.
        if let registration { loop.update(registration, .readable) }
        waiter.resume(returning: isReady)
    }
}
