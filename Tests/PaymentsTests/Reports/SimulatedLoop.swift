// A loop whose time is the test's own: minutes of waiting take no time, and every run is the same run.
import Basics
import Testing

/// Runs tasks one job at a time on the thread that calls `run`. When none is ready, its clock jumps to the next that
/// somebody waits for.
final class SimulatedLoop: TaskExecutor, Waiter, @unchecked Sendable {
    // Safe: everything is behind the lock.
    private let state = Lock(State())

    private struct State {
        var jobs: [UnownedJob] = []
        var nowMilliseconds = 1_000_000
        var waits: [Wait] = []
        var isFinished = false
    }

    private struct Wait {
        let due: Int
        let continuation: UnsafeContinuation<Void, Never>
    }

    private enum Step {
        case job(UnownedJob)
        case wait(Wait)
        case finished
        case stuck
    }

    var nowMilliseconds: Int { state.withLock { $0.nowMilliseconds } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    func wait(milliseconds: Int) async {
        await withUnsafeContinuation { continuation in
            state.withLock { state in
                let due = state.nowMilliseconds + max(0, milliseconds)
                state.waits.append(Wait(due: due, continuation: continuation))
            }
        }
    }

    /// Runs the body to its end, whatever it waits for.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) throws -> Value {
        let value = Lock<Value?>(nil)
        state.withLock { $0.isFinished = false }
        Task(executorPreference: self) { [state] in
            let result = await body()
            value.withLock { $0 = result }
            state.withLock { $0.isFinished = true }
        }
        while true {
            switch state.withLock({ Self.next(&$0) }) {
            case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .wait(let wait): wait.continuation.resume()
            case .finished: return try #require(value.withLock { $0 })
            case .stuck:
                Issue.record("everybody waits, and nothing will ever happen")
                return try #require(value.withLock { $0 })
            }
        }
    }

    private static func next(_ state: inout State) -> Step {
        if !state.jobs.isEmpty { return .job(state.jobs.removeFirst()) }
        if state.isFinished { return .finished }
        // The first of those due at once, as they came.
        guard let next = state.waits.indices.min(by: { state.waits[$0].due < state.waits[$1].due }) else {
            return .stuck
        }
        let wait = state.waits.remove(at: next)
        state.nowMilliseconds = max(state.nowMilliseconds, wait.due)
        return .wait(wait)
    }
}
