// Under the loop where there is no epoll: DispatchSources tell a private queue, the loop's thread takes it from there.
internal import Basics
internal import Dispatch

#if os(Linux)
    internal import Glibc
#endif

/// A DispatchSource fires on its own queue and again and again while its socket is ready. Here each source
/// suspends itself when it fires and is resumed at the loop's next `wait`, if the interest lasts: that makes the
/// level-triggered behaviour that `Poller` promises without a source running ahead of the loop.
final class DispatchPoller: Poller {
    private let queue = DispatchQueue(label: "fermata.poller")
    private let mailbox = Mailbox()
    private var watches: [Int32: (read: Watch, write: Watch, interest: Readiness)] = [:]
    private var delivered: [Watch] = []
    /// On Linux, Dispatch drops a socket that hung up from its own epoll after one event and never speaks of it
    /// again: from then on it is reported from here, at each `wait`, until it is removed.
    private var hungUp: [Int32: UInt64] = [:]

    func add(_ descriptor: Int32, _ interest: Readiness, token: UInt64) {
        let read = Watch(descriptor, .readable, token, queue, mailbox)
        let write = Watch(descriptor, .writable, token, queue, mailbox)
        watches[descriptor] = (read, write, [])
        update(descriptor, interest, token: token)
    }

    func update(_ descriptor: Int32, _ interest: Readiness, token: UInt64) {
        guard let watch = watches[descriptor] else { return }
        watches[descriptor]?.interest = interest
        if interest.contains(.readable) { watch.read.resume() }
        if interest.contains(.writable) { watch.write.resume() }
    }

    func remove(_ descriptor: Int32) {
        guard let watch = watches.removeValue(forKey: descriptor) else { return }
        hungUp[descriptor] = nil
        watch.read.cancel()
        watch.write.cancel()
    }

    func wait(milliseconds: Int32?, into events: inout [PollEvent]) {
        events.removeAll(keepingCapacity: true)
        for watch in delivered where interest(in: watch) { watch.resume() }
        let limit = hungUp.isEmpty ? milliseconds : 0
        delivered = mailbox.take(within: limit.map { .milliseconds(Int($0)) } ?? .never)
        for watch in delivered where isCurrent(watch) {
            if Self.isHungUp(watch.descriptor) {
                hungUp[watch.descriptor] = watch.token
            } else if interest(in: watch) {
                events.append(PollEvent(token: watch.token, readiness: watch.kind))
            }
            // An interest that went away while its source fired is dropped; `update` resumes the source later.
        }
        for (descriptor, token) in hungUp {
            let interest = watches[descriptor]?.interest ?? []
            events.append(PollEvent(token: token, readiness: interest.union(.hangup)))
        }
    }

    func wake() {
        mailbox.wake()
    }

    private func interest(in watch: Watch) -> Bool {
        isCurrent(watch) && watches[watch.descriptor]?.interest.contains(watch.kind) == true
    }

    private func isCurrent(_ watch: Watch) -> Bool {
        guard let current = watches[watch.descriptor] else { return false }
        return current.read === watch || current.write === watch
    }

    private static func isHungUp(_ descriptor: Int32) -> Bool {
        #if os(Linux)
            var state = pollfd(fd: descriptor, events: 0, revents: 0)
            return poll(&state, 1, 0) > 0
        #else
            // kqueue tells of it again and again, as of any other readiness.
            return false
        #endif
    }

    /// Where the sources leave word for the loop's thread.
    final class Mailbox: Sendable {
        private let signal = DispatchSemaphore(value: 0)
        private let state = Lock((fired: [Watch](), isSignalled: false))

        func post(_ watch: Watch) {
            state.withLock { $0.fired.append(watch) }
            wake()
        }

        func wake() {
            let isFirst = state.withLock { state in
                defer { state.isSignalled = true }
                return !state.isSignalled
            }
            if isFirst { signal.signal() }
        }

        func take(within limit: DispatchTimeInterval) -> [Watch] {
            let wasSignalled = signal.wait(timeout: .now() + limit) == .success
            return state.withLock { state in
                if wasSignalled { state.isSignalled = false }
                defer { state.fired.removeAll() }
                return state.fired
            }
        }
    }

    /// One DispatchSource, suspended at most once: Dispatch traps on a suspended source that is let go.
    final class Watch: @unchecked Sendable {
        // Safe: the constants never change, and the source is suspended, resumed and cancelled under the lock.
        let descriptor: Int32
        let kind: Readiness
        let token: UInt64
        private let source: any DispatchSourceProtocol
        private let state = Lock((isSuspended: true, isCancelled: false))
        private let letGo = DispatchSemaphore(value: 0)

        init(
            _ descriptor: Int32, _ kind: Readiness, _ token: UInt64, _ queue: DispatchQueue,
            _ mailbox: Mailbox
        ) {
            self.descriptor = descriptor
            self.kind = kind
            self.token = token
            source =
                kind == .readable
                ? DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
                : DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [weak self] in
                guard let self, suspend() else { return }
                mailbox.post(self)
            }
            source.setCancelHandler { [letGo] in letGo.signal() }
        }

        private func suspend() -> Bool {
            state.withLock { state in
                guard !state.isCancelled, !state.isSuspended else { return false }
                state.isSuspended = true
                source.suspend()
                return true
            }
        }

        func resume() {
            state.withLock { state in
                guard state.isSuspended else { return }
                state.isSuspended = false
                source.resume()
            }
        }

        /// Returns when Dispatch has let go of the descriptor, so that it may be closed.
        func cancel() {
            state.withLock { $0.isCancelled = true }
            source.cancel()
            resume()
            letGo.wait()
        }
    }
}
