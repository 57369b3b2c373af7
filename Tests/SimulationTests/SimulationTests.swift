// A busy school's weeks, lived through once for each seed.
import Basics
import Testing

@Suite("a lesson school over six weeks", .timeLimit(.minutes(1)))
struct SimulationTests {
    /// Those that ever failed come first.
    static let seeds: [UInt64] = failedOnce + (1...5)
    static let failedOnce: [UInt64] = []

    @Test("every payment ends as Stripe says, whatever fails on the way", arguments: seeds)
    func run(_ seed: UInt64) throws {
        var settings = SchoolSettings()
        settings.actionMinutes = 120
        try School(seed: seed, settings).run()
    }
}
