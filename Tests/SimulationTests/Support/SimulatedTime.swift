// Under a simulated run: its one thread and its time.
import Basics

/// Runs tasks one job at a time on the thread that calls `step`. Who takes a turn goes on in an order that the dice
/// choose; when nobody can go on, the clock jumps to the next moment that somebody waits for.
final class SimulatedTime: TaskExecutor, Waiter, @unchecked Sendable {
    // Safe: only the thread of the run touches it; nothing in a run belongs to another executor.
    private let dice: Dice
    private var jobs: [UnownedJob] = []
    private var nextJob = 0
    private var turns: [UnsafeContinuation<Void, Never>] = []
    private var moments: [Moment] = []
    private var momentCount = 0
    private var now: Int64

    private struct Moment {
        let due: Int64
        /// Of two at once, the one that was planned first comes first.
        let number: Int
        let what: What

        enum What {
            case wake(UnsafeContinuation<Void, Never>)
            case act(() -> Void)
        }

        func comes(before other: Moment) -> Bool { (due, number) < (other.due, other.number) }
    }

    init(dice: Dice, startsAt seconds: Int64) {
        self.dice = dice
        now = seconds * 1000
    }

    var nowMilliseconds: Int { Int(now) }
    var nowSeconds: Int64 { now / 1000 }
    var clock: WallClock { WallClock { self.now } }

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(UnownedJob(job)) }

    // MARK: Waiting

    func wait(milliseconds: Int) async {
        await withUnsafeContinuation { plan(.wake($0), at: now + Int64(max(0, milliseconds))) }
    }

    /// Lets others go first, perhaps.
    func turn() async {
        await withUnsafeContinuation { turns.append($0) }
    }

    func after(seconds: Int64, _ body: @escaping () -> Void) {
        plan(.act(body), at: now + seconds * 1000)
    }

    func after(milliseconds: Int64, _ body: @escaping () -> Void) {
        plan(.act(body), at: now + milliseconds)
    }

    func start(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: self) { await body() }
    }

    private func plan(_ what: Moment.What, at due: Int64) {
        let moment = Moment(due: due, number: momentCount, what: what)
        momentCount += 1
        // Kept with the next one last.
        var (low, high) = (0, moments.count)
        while low < high {
            let middle = (low + high) / 2
            if moment.comes(before: moments[middle]) { low = middle + 1 } else { high = middle }
        }
        moments.insert(moment, at: low)
    }

    // MARK: Going on

    /// What can be done without anybody's turn or time.
    func drain() {
        while nextJob < jobs.count {
            let job = jobs[nextJob]
            nextJob += 1
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
        jobs.removeAll(keepingCapacity: true)
        nextJob = 0
    }

    /// The next thing that happens, and all that it brings about at once.
    func step() {
        if !turns.isEmpty {
            turns.swapAt(dice.below(turns.count), turns.count - 1)
            turns.removeLast().resume()
        } else if let moment = moments.popLast() {
            now = max(now, moment.due)
            switch moment.what {
            case .wake(let continuation): continuation.resume()
            case .act(let body): body()
            }
        }
        drain()
    }
}
