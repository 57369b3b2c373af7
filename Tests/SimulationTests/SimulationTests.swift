// A busy school's weeks, lived through once for each seed.
import Basics
import Foundation
import Testing

@Suite("a lesson school's history", .timeLimit(.minutes(5)), .serialized)
struct SimulationTests {
    /// Of one week, so that they are over soon; those that ever broke something come first.
    static let seeds: [UInt64] = failedOnce + (1...5)
    static let failedOnce: [UInt64] = [12, 29, 90, 503, 523, 2027]

    @Test("every payment ends as Stripe says, whatever fails on the way", arguments: seeds)
    func run(_ seed: UInt64) async throws {
        var settings = SchoolSettings()
        settings.weeks = 1
        settings.quietDays = 5
        try await School.live(seed: seed, settings)
    }
}

extension School {
    /// On a thread of its own: a history computes for seconds without a pause, and on one of the few that all tests
    /// share it would keep the others waiting until they are out of time.
    static func live(seed: UInt64, _ settings: SchoolSettings) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try School(seed: seed, settings).run() })
            }
        }
    }
}

/// For scripts/simulate: `FERMATA_SIMULATION=from:count:weeks`.
struct WantedHistories {
    let seeds: [UInt64]
    let weeks: Int64

    static let environment = WantedHistories()

    private init?() {
        let text = ProcessInfo.processInfo.environment["FERMATA_SIMULATION"]
        guard let parts = text?.split(separator: ":").compactMap({ UInt64($0) }), parts.count == 3 else {
            return nil
        }
        seeds = SimulationTests.failedOnce + (parts[0]..<parts[0] + parts[1])
        weeks = Int64(parts[2])
    }
}

@Suite(
    "a lesson school's histories, over and over", .timeLimit(.minutes(600)),
    .enabled(if: WantedHistories.environment != nil, "scripts/simulate runs them"))
struct ManyHistories {
    @Test("no seed breaks an invariant")
    func run() async throws {
        let wanted = try #require(WantedHistories.environment)
        let start = ContinuousClock.now
        let failures = await withTaskGroup(of: [any Error].self) { group in
            for offset in 0..<Self.threads {
                let share = wanted.seeds.indices.filter { $0 % Self.threads == offset }
                group.addTask { await Self.run(share.map { wanted.seeds[$0] }, weeks: wanted.weeks) }
            }
            return await group.reduce([], +)
        }
        let (count, seconds) = (wanted.seeds.count, (ContinuousClock.now - start).components.seconds)
        Self.say("\(count - failures.count) of \(count) seeds held every invariant, in \(seconds) s")
        #expect(failures.isEmpty)
    }

    private static let threads = 2

    private static func run(_ seeds: [UInt64], weeks: Int64) async -> [any Error] {
        var settings = SchoolSettings()
        settings.weeks = weeks
        var failures: [any Error] = []
        for seed in seeds {
            let start = ContinuousClock.now
            do {
                try await School.live(seed: seed, settings)
                say("seed \(seed) held, in \((ContinuousClock.now - start).components.seconds) s")
            } catch {
                say("seed \(seed) BROKE \(error)")
                failures.append(error)
            }
        }
        return failures
    }

    /// At once, also into a file: a run takes an hour.
    private static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
}
