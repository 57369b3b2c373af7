// Under the loop: the few things the loop asks of the operating system, so that epoll and Dispatch can both answer.

/// What a socket is ready for, or what one wants to hear about it.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let readable = Readiness(rawValue: 1)
    package static let writable = Readiness(rawValue: 2)
    /// The peer is gone or the socket is broken; reported whatever was asked for.
    package static let hangup = Readiness(rawValue: 4)

    /// In place of an option set's generic one, which is not specialized and runs at each event.
    package init(arrayLiteral elements: Readiness...) {
        self.init(rawValue: elements.reduce(0) { $0 | $1.rawValue })
    }
}

struct PollEvent {
    let token: UInt64
    let readiness: Readiness
}

/// Level-triggered readiness: an event comes again at each `wait` while its cause and the interest last.
///
/// Every call but `wake` is made on the loop's thread.
protocol Poller: AnyObject {
    func add(_ descriptor: Int32, _ interest: Readiness, token: UInt64) throws(ReactorFailure)
    func update(_ descriptor: Int32, _ interest: Readiness, token: UInt64)
    /// When it returns, the descriptor may be closed: no event for it is under way.
    func remove(_ descriptor: Int32)
    /// Replaces `events` by what is ready; blocks until something is, the time is up or someone calls `wake`.
    /// - Parameter milliseconds: nil waits without an end.
    func wait(milliseconds: Int32?, into events: inout [PollEvent])
    /// From any thread: ends the current or the next `wait`.
    func wake()
}

/// Which poller a loop stands on. Both pass the same tests; epoll makes fewer system calls.
package enum PollerKind: String, Sendable, CaseIterable {
    case epoll
    case dispatch

    package static var standard: PollerKind {
        #if os(Linux)
            .epoll
        #else
            .dispatch
        #endif
    }

    func make() throws(ReactorFailure) -> any Poller {
        switch self {
        case .dispatch:
            return DispatchPoller()
        case .epoll:
            #if os(Linux)
                return try EpollPoller()
            #else
                throw .unavailable("epoll exists on Linux only; use the dispatch poller")
            #endif
        }
    }
}

package enum ReactorFailure: Error, Equatable {
    /// A system call failed: its name and `errno`.
    case system(String, Int32)
    case unavailable(String)
}
