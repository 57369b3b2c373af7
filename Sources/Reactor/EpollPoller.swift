// Under the loop on Linux: epoll, one system call for many ready sockets.
#if os(Linux)
    internal import CLinux
    internal import Glibc

    final class EpollPoller: Poller {
        private let epoll: Int32
        /// `wake` writes to it; 8 bytes, counted by the kernel, so any number of wakes is one event.
        private let wakeup: Int32
        private var ready: [epoll_event]

        /// More than this many ready sockets are reported by the next wait.
        private static let eventsMax = 256
        private static let wakeToken = UInt64.max

        init() throws(ReactorFailure) {
            epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
            guard epoll >= 0 else { throw .system("epoll_create1", errno) }
            wakeup = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
            guard wakeup >= 0 else {
                let failure = errno
                close(epoll)
                throw .system("eventfd", failure)
            }
            ready = Array(repeating: epoll_event(), count: Self.eventsMax)
            try add(wakeup, .readable, token: Self.wakeToken)
        }

        deinit {
            close(wakeup)
            close(epoll)
        }

        func add(_ descriptor: Int32, _ interest: Readiness, token: UInt64) throws(ReactorFailure) {
            guard control(EPOLL_CTL_ADD, descriptor, interest, token) == 0 else {
                throw .system("epoll_ctl", errno)
            }
        }

        func update(_ descriptor: Int32, _ interest: Readiness, token: UInt64) {
            _ = control(EPOLL_CTL_MOD, descriptor, interest, token)
        }

        func remove(_ descriptor: Int32) {
            _ = control(EPOLL_CTL_DEL, descriptor, [], 0)
        }

        func wait(milliseconds: Int32?, into events: inout [PollEvent]) {
            events.removeAll(keepingCapacity: true)
            let count = epoll_wait(epoll, &ready, Int32(Self.eventsMax), milliseconds ?? -1)
            // EINTR and the like: nothing is ready, the loop comes back at once.
            guard count > 0 else { return }
            for event in ready[..<Int(count)] {
                if event.data.u64 == Self.wakeToken {
                    var counter: UInt64 = 0
                    _ = read(wakeup, &counter, 8)
                } else {
                    events.append(PollEvent(token: event.data.u64, readiness: Self.readiness(event.events)))
                }
            }
        }

        func wake() {
            var one: UInt64 = 1
            _ = write(wakeup, &one, 8)
        }

        private func control(
            _ operation: Int32, _ descriptor: Int32, _ interest: Readiness, _ token: UInt64
        ) -> Int32 {
            var event = epoll_event()
            event.data.u64 = token
            if interest.contains(.readable) { event.events |= EPOLLIN.rawValue }
            if interest.contains(.writable) { event.events |= EPOLLOUT.rawValue }
            return epoll_ctl(epoll, operation, descriptor, &event)
        }

        private static func readiness(_ events: UInt32) -> Readiness {
            var readiness: Readiness = []
            if events & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
            if events & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
            if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { readiness.insert(.hangup) }
            return readiness
        }
    }
#endif
