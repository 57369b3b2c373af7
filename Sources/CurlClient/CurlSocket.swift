// On the way to another server: one of libcurl's sockets in the loop's poller.
internal import CCurl
internal import Reactor

final class CurlSocket: ReadinessHandler {
    private let descriptor: Int32
    private let loop: EventLoop
    private let ready: (Int32, Int32) -> Void
    private var registration: Registration?

    /// - Parameter ready: gets the socket and libcurl's bits of what it is ready for.
    init(
        _ descriptor: Int32, _ interest: Readiness, on loop: EventLoop,
        ready: @escaping (Int32, Int32) -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.ready = ready
        registration = try? loop.register(descriptor, interest, self)
    }

    func update(_ interest: Readiness) {
        if let registration { loop.update(registration, interest) }
    }

    func remove() {
        if let registration { loop.deregister(registration) }
        registration = nil
    }

    func ready(_ readiness: Readiness) {
        var bits: Int32 = 0
        if readiness.contains(.readable) { bits |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { bits |= CURL_CSELECT_OUT }
        if readiness.contains(.hangup) { bits |= CURL_CSELECT_ERR }
        ready(descriptor, bits)
    }
}

extension Readiness {
    /// From libcurl's `CURL_POLL_*`.
    init(curlPoll what: Int32) {
        self = []
        if what & CURL_POLL_IN != 0 { insert(.readable) }
        if what & CURL_POLL_OUT != 0 { insert(.writable) }
    }
}
