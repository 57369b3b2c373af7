// The thread a request lives on, from its first byte to its last: it polls sockets, fires timers and runs tasks.
internal import Basics
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// One thread with a poller, timers and a queue of Swift concurrency jobs.
///
/// It is a `TaskExecutor`: a task spawned on it, and all nonisolated async code that the task calls, runs on this
/// thread; so a connection's state needs no lock. Never block it, and keep `Task {}`, `Task.detached` and actors
/// off a request's way: they leave the loop.
package final class EventLoop: TaskExecutor, Waiter, @unchecked Sendable {
    // Safe: `inbox` is behind its lock, the poller's `wake` is made for any thread, and all else is touched by
    // the loop's own thread only, which `assertInside` checks.
    private let inbox = Lock(Inbox())
    private let poller: any Poller
    private let thread = Lock<LoopThread?>(nil)
    private let owner = Atomic<UInt>(0)
    private var slots = SlotTable()
    private var timers = TimerQueue()
    private var ready: [Work] = []
    private var events: [PollEvent] = []
    private var beforeSleep: [() -> Void] = []
    /// Monotonic, read once a round: every deadline of a round is reckoned from it.
    package private(set) var nowNanoseconds: UInt64 = monotonicNanoseconds()

    private enum Work {
        case job(UnownedJob)
        case call(@Sendable () -> Void)
    }

    private struct Inbox {
        var work: [Work] = []
        var isSleeping = false
        var isStopped = false
    }

    package init(_ kind: PollerKind = .standard) throws(ReactorFailure) {
        poller = try kind.make()
    }

    /// Starts the loop's thread.
    ///
    /// - Throws: when the system has no more threads.
    package func start() throws(ReactorFailure) {
        let started = try LoopThread { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Ends the thread after the round that is under way and waits for it. Call it when no task is left on the loop:
    /// what still waits then is never resumed.
    package func stop() {
        let mustWake = inbox.withLock { inbox in
            inbox.isStopped = true
            return inbox.isSleeping
        }
        if mustWake { poller.wake() }
        let started = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        started?.join()
    }

    package func assertInside() {
        assert(isInside, "loop state was touched from another thread")
    }

    /// Whether the caller runs on this loop's thread.
    package var isInside: Bool {
        owner.load(ordering: .relaxed) == LoopThread.current
    }
}

// MARK: Work from anywhere

extension EventLoop {
    package func enqueue(_ job: consuming ExecutorJob) {
        add(.job(UnownedJob(job)))
    }

    /// Runs `call` on the loop's thread, soon.
    package func execute(_ call: @escaping @Sendable () -> Void) {
        add(.call(call))
    }

    /// Starts a task that lives on this loop.
    package func spawn(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: self, operation: body)
    }

    private func add(_ work: Work) {
        if isInside {
            ready.append(work)
            return
        }
        // One wake a sleep, however much work comes: the flag is cleared by who wakes the loop.
        let mustWake = inbox.withLock { inbox in
            inbox.work.append(work)
            defer { inbox.isSleeping = false }
            return inbox.isSleeping
        }
        if mustWake { poller.wake() }
    }
}

// MARK: Sockets and timers, on the loop's thread

extension EventLoop {
    package func register(
        _ descriptor: Int32, _ interest: Readiness, _ handler: any ReadinessHandler
    ) throws(ReactorFailure) -> Registration {
        assertInside()
        let registration = slots.insert(descriptor, interest, handler)
        do throws(ReactorFailure) {
            try poller.add(descriptor, interest, token: registration.token)
        } catch {
            _ = slots.remove(registration)
            throw error
        }
        return registration
    }

    package func update(_ registration: Registration, _ interest: Readiness) {
        assertInside()
        guard let descriptor = slots.change(registration, to: interest) else { return }
        poller.update(descriptor, interest, token: registration.token)
    }

    /// Call it before the socket is closed.
    package func deregister(_ registration: Registration) {
        assertInside()
        guard let descriptor = slots.remove(registration) else { return }
        poller.remove(descriptor)
    }

    package func timer(atNanoseconds due: UInt64, _ action: @escaping () -> Void) -> LoopTimer {
        assertInside()
        let timer = LoopTimer(dueNanoseconds: due, action: action)
        timers.insert(timer)
        return timer
    }

    package func move(_ timer: LoopTimer, toNanoseconds due: UInt64) {
        assertInside()
        timers.move(timer, toNanoseconds: due)
    }

    package func cancel(_ timer: LoopTimer) {
        assertInside()
        timers.remove(timer)
    }

    /// `action` runs at the end of each round, before the loop may block: the place to write out what was gathered.
    package func onSleep(_ action: @escaping () -> Void) {
        assertInside()
        beforeSleep.append(action)
    }
}

// MARK: Waiter

extension EventLoop {
    package var nowMilliseconds: Int {
        Int(monotonicNanoseconds() / 1_000_000)
    }

    package func wait(milliseconds: Int) async {
        assertInside()
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let due = monotonicNanoseconds() + UInt64(max(0, milliseconds)) * 1_000_000
            _ = timer(atNanoseconds: due) { continuation.resume() }
        }
    }
}

// MARK: The round

extension EventLoop {
    private func run() {
        owner.store(LoopThread.current, ordering: .relaxed)
        while takeInbox() {
            nowNanoseconds = monotonicNanoseconds()
            while let due = timers.popDue(atNanoseconds: nowNanoseconds) { due.fire() }
            runReady()
            for action in beforeSleep { action() }
            poller.wait(milliseconds: sleepMilliseconds(), into: &events)
            nowNanoseconds = monotonicNanoseconds()
            for event in events {
                slots.handler(token: event.token)?.ready(event.readiness)
            }
            runReady()
        }
        letGo()
    }

    /// Handlers, timers and calls hold their loop: they go now, or it would stay for ever. Sockets leave the poller
    /// while they are open: who closes them later can no longer say so.
    private func letGo() {
        for descriptor in slots.descriptors { poller.remove(descriptor) }
        slots = SlotTable()
        timers = TimerQueue()
        ready = []
        beforeSleep = []
        owner.store(0, ordering: .relaxed)
    }

    /// Jobs that these jobs enqueue wait for the next round, so that sockets and timers get their turn.
    private func runReady() {
        guard !ready.isEmpty else { return }
        var batch: [Work] = []
        swap(&batch, &ready)
        for work in batch {
            switch work {
            case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .call(let call): call()
            }
        }
    }

    /// False when the loop has been stopped.
    private func takeInbox() -> Bool {
        inbox.withLock { inbox in
            inbox.isSleeping = false
            ready.append(contentsOf: inbox.work)
            inbox.work.removeAll(keepingCapacity: true)
            return !inbox.isStopped
        }
    }

    private func sleepMilliseconds() -> Int32? {
        let maySleep = inbox.withLock { inbox in
            inbox.isSleeping = inbox.work.isEmpty && ready.isEmpty && !inbox.isStopped
            return inbox.isSleeping
        }
        guard maySleep else { return 0 }
        guard let due = timers.nextDueNanoseconds else { return nil }
        let now = monotonicNanoseconds()
        guard due > now else { return 0 }
        // Rounded up, so that the loop does not spin through a timer's last millisecond.
        return Int32(clamping: (due - now + 999_999) / 1_000_000)
    }
}

/// Nanoseconds on a clock that never jumps: for time-outs and durations, never for dates.
package func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
