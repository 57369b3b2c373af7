// On a request's way: one connection's bytes, as async reads and writes that live on the loop.
internal import Reactor

enum StreamFailure: Error {
    case timedOut
    /// Reset, closed by us, or broken.
    case gone
    /// The server is stopping and the connection was idle.
    case interrupted
}

/// A connected socket on its loop. At most one wait is open at a time: a connection is one task.
///
/// The socket stays registered for reading. When bytes come while nobody waits for them, reading is taken off the
/// poller until somebody does; that is the back-pressure, and it costs no system call in the usual case.
final class Stream: ReadinessHandler {
    private enum Wake {
        case ready, timedOut, interrupted
    }

    private let loop: EventLoop
    private let socket: SystemSocket
    private var registration: Registration?
    private var interest: Readiness = .readable
    private var waiter: UnsafeContinuation<Wake, Never>?
    private var awaited: Readiness = []
    private var deadlineNanoseconds = UInt64.max
    private var timer: LoopTimer?
    private var isHungUp = false
    private var isClosed = false

    init(_ socket: SystemSocket, on loop: EventLoop) throws(ReactorFailure) {
        self.loop = loop
        self.socket = socket
        registration = try loop.register(socket.descriptor, .readable, self)
    }

    /// Waits for bytes and reads once. Appends to `buffer`.
    /// - Returns: false at the end of the stream.
    func receive(
        into buffer: inout InputBuffer, byNanoseconds deadline: UInt64
    ) async throws(StreamFailure) -> Bool {
        while true {
            try await wait(for: .readable, byNanoseconds: deadline)
            switch buffer.fill({ socket.receive(into: $0) }) {
            case .bytes: return true
            case .ended: return false
            case .wouldBlock: continue
            case .failed: throw .gone
            }
        }
    }

    /// Sends all of it. `secondsWithoutProgress` bounds each wait for a reader that does not read.
    func send(_ bytes: [UInt8], secondsWithoutProgress: Int) async throws(StreamFailure) {
        var sent = 0
        while sent < bytes.count {
            // The number of a closed descriptor may already be another connection's.
            guard !isClosed else { throw .gone }
            let result = bytes.withUnsafeBytes { socket.send(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            switch result {
            case .bytes(let count): sent += count
            case .wouldBlock:
                let deadline = monotonicNanoseconds() + UInt64(secondsWithoutProgress) * 1_000_000_000
                try await wait(for: .writable, byNanoseconds: deadline)
            case .ended, .failed: throw .gone
            }
        }
    }

    func shutDownWriting() {
        guard !isClosed else { return }
        socket.shutDownWriting()
    }

    /// Ends a wait for bytes, if one is open.
    func interrupt() {
        if awaited.contains(.readable) { resume(.interrupted) }
    }

    /// Ends a wait, if one is open.
    func close(withReset: Bool = false) {
        guard !isClosed else { return }
        isClosed = true
        if let timer { loop.cancel(timer) }
        if let registration { loop.deregister(registration) }
        if withReset { socket.resetOnClose() }
        socket.close()
        resume(.interrupted)
    }

    // MARK: Waiting

    private func wait(for readiness: Readiness, byNanoseconds deadline: UInt64) async throws(StreamFailure) {
        loop.assertInside()
        guard !isClosed else { throw .gone }
        // A broken socket is off the poller: the next system call tells what is wrong with it.
        if isHungUp { return }
        setInterest(readiness)
        arm(deadline)
        let wake = await withUnsafeContinuation { (continuation: UnsafeContinuation<Wake, Never>) in
            waiter = continuation
            awaited = readiness
        }
        switch wake {
        // Closed by the server between the wake and now.
        case .ready where isClosed: throw .gone
        case .ready: return
        case .timedOut: throw .timedOut
        case .interrupted: throw .interrupted
        }
    }

    func ready(_ readiness: Readiness) {
        if readiness.contains(.hangup) {
            isHungUp = true
            if let registration { loop.deregister(registration) }
            registration = nil
            resume(.ready)
        } else if !awaited.isDisjoint(with: readiness) {
            resume(.ready)
        } else {
            setInterest([])
        }
    }

    private func resume(_ wake: Wake) {
        guard let waiter else { return }
        self.waiter = nil
        awaited = []
        deadlineNanoseconds = .max
        waiter.resume(returning: wake)
    }

    private func setInterest(_ wanted: Readiness) {
        guard interest != wanted, let registration else { return }
        interest = wanted
        loop.update(registration, wanted)
    }

    /// The timer is left where it is when it comes too early, and looks at the deadline when it fires: deadlines
    /// move with every request, timers seldom.
    private func arm(_ deadline: UInt64) {
        deadlineNanoseconds = deadline
        guard deadline != .max else { return }
        if let timer {
            if timer.dueNanoseconds > deadline || !timer.isArmed { loop.move(timer, toNanoseconds: deadline) }
        } else {
            timer = loop.timer(atNanoseconds: deadline) { [weak self] in self?.timerFired() }
        }
    }

    private func timerFired() {
        guard waiter != nil, deadlineNanoseconds != .max else { return }
        if loop.nowNanoseconds >= deadlineNanoseconds {
            resume(.timedOut)
        } else if let timer {
            loop.move(timer, toNanoseconds: deadlineNanoseconds)
        }
    }
}
