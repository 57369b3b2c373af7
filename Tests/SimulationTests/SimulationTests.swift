// A busy school's weeks, lived through once for each seed.
import Basics
import Foundation
import Testing

@Suite("a lesson school's history", .timeLimit(.minutes(1)))
struct SimulationTests {
    /// Of two weeks, so that they are over soon; those that ever broke something come first.
    static let seeds: [UInt64] = failedOnce + (1...5)
    static let failedOnce: [UInt64] = []

    @Test("every payment ends as Stripe says, whatever fails on the way", arguments: seeds)
    func run(_ seed: UInt64) throws {
        var settings = SchoolSettings()
        settings.weeks = 1
        settings.quietDays = 5
        try School(seed: seed, settings).run()
    }
}

/// For scripts/simulate: `FERMATA_SIMULATION=from:count`.
enum WantedSeeds {
    static var range: ClosedRange<UInt64>? {
        let text = ProcessInfo.processInfo.environment["FERMATA_SIMULATION"]
        let parts = text?.split(separator: ":").compactMap { UInt64($0) }
        guard let parts, parts.count == 2, parts[1] > 0 else { return nil }
        return parts[0]...(parts[0] + parts[1] - 1)
    }
}

@Suite(
    "a lesson school's histories, over and over", .timeLimit(.minutes(600)),
    .enabled(if: WantedSeeds.range != nil, "scripts/simulate runs them"))
struct ManyHistories {
    @Test("no seed breaks an invariant")
    func run() async throws {
        let wanted = try #require(WantedSeeds.range)
        let start = ContinuousClock.now
        let failures = await withTaskGroup(of: [any Error].self) { group in
            for offset in 0..<Self.threads {
                group.addTask { Self.run(wanted.filter { Int($0 - wanted.lowerBound) % Self.threads == offset }) }
            }
            return await group.reduce([], +)
        }
        let seconds = (ContinuousClock.now - start).components.seconds
        print("\(wanted.count - failures.count) of \(wanted.count) seeds held every invariant, in \(seconds) s")
        #expect(failures.isEmpty)
    }

    private static let threads = 2

    private static func run(_ seeds: [UInt64]) -> [any Error] {
        var failures: [any Error] = []
        for seed in seeds {
            let start = ContinuousClock.now
            do {
                try School(seed: seed, SchoolSettings()).run()
                print("seed \(seed) held, in \((ContinuousClock.now - start).components.seconds) s")
            } catch {
                print("seed \(seed) BROKE \(error)")
                failures.append(error)
            }
        }
        return failures
    }
}
