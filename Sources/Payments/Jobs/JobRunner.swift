// Beside every request's way: runs each job at its period, from the start of the process to its end.
internal import Basics
package import Reactor

/// One task a job, all on one loop: a job that waits for Stripe keeps no other waiting.
package struct JobRunner: Sendable {
    private let jobs: Jobs
    private let loop: EventLoop
    private let observe: @Sendable (JobName, Result<JobRun?, any Error>, _ milliseconds: Int) -> Void
    private let state = Lock(State())

    private struct State {
        var isStopping = false
        var running = 0
    }

    /// - Parameter observe: is told of every run, nil of one that another process was at, and how long it took.
    package init(
        _ jobs: Jobs, on loop: EventLoop,
        observe: @escaping @Sendable (JobName, Result<JobRun?, any Error>, _ milliseconds: Int) -> Void
    ) {
        self.jobs = jobs
        self.loop = loop
        self.observe = observe
    }

    /// The first runs come soon: what the last process left open is finished before anybody asks.
    package func start() {
        for (index, job) in JobName.allCases.enumerated() {
            loop.spawn {
                await loop.wait(milliseconds: Self.firstMilliseconds * (index + 1))
                while await runOnce(job) {
                    await loop.wait(milliseconds: Int(job.everySeconds) * 1000)
                }
            }
        }
    }

    /// Once, now; nil when another process is at it.
    package func run(_ job: JobName) async throws -> JobRun? {
        let start = loop.nowMilliseconds
        do {
            let run = try await jobs.run(job)
            observe(job, .success(run), loop.nowMilliseconds - start)
            return run
        } catch {
            observe(job, .failure(error), loop.nowMilliseconds - start)
            throw error
        }
    }

    /// One after the other, so that a start is not a rush.
    private static let firstMilliseconds = 100
    private static let lookMilliseconds = 10

    /// - Returns: false when no further run is wanted.
    private func runOnce(_ job: JobName) async -> Bool {
        let mayRun = state.withLock { state in
            if !state.isStopping { state.running += 1 }
            return !state.isStopping
        }
        guard mayRun else { return false }
        _ = try? await run(job)
        return state.withLock { state in
            state.running -= 1
            return !state.isStopping
        }
    }

    /// Waits for what runs; what waits for its time begins no more. Call it on the loop.
    package func stop() async {
        state.withLock { $0.isStopping = true }
        while state.withLock({ $0.running > 0 }) { await loop.wait(milliseconds: Self.lookMilliseconds) }
    }
}
