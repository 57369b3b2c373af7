// Many lessons at once while Stripe fails in every way it can: each is held once, captured once, and all adds up.
import Foundation
import Testing

/// `SOAK_LESSONS` says how many; `scripts/soak` asks for ten thousand.
@Suite(
    "Soak", .timeLimit(.minutes(20)), .serialized,
    .enabled(if: ProcessFigures.areThere, "its figures are Linux's"))
struct SoakTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let lessons = environment["SOAK_LESSONS"].flatMap { Int($0) } ?? 200
    private static let seed = environment["SOAK_SEED"].flatMap { UInt64($0) } ?? 7
    /// What grows until then are buffers, connections and the allocator's own stock, each with an end.
    private static let warmUpLessons = 1000
    private static let atOnce = 64
    private static let faultPercent = 5.0
    private static let growthBytesMax = 8 << 20

    @Test("every lesson moves its money once, whatever Stripe does in between, and nothing stays behind")
    func lives() async throws {
        try await SoakHouse.open(seed: Self.seed) { house in
            let atStart = try house.figures()
            try await house.injectFaults(percent: Self.faultPercent)
            let warmUp = min(Self.warmUpLessons, Self.lessons)
            var outcomes = try await Self.live(0..<warmUp, in: house)
            let warm = try house.figures()
            outcomes += try await Self.live(warmUp..<Self.lessons, in: house)
            let atEnd = try house.figures()

            try await Self.check(outcomes, in: house)
            // The callers' connections, and on each of two loops at most as many to Stripe.
            #expect(atEnd.descriptors <= atStart.descriptors + 3 * Self.atOnce, "descriptors leak")
            let growth = atEnd.residentBytes - warm.residentBytes
            #expect(growth <= Self.growthBytesMax, "memory leaks")
            print(
                """
                soak: \(Self.lessons) lessons, seed \(Self.seed); descriptors \(atStart.descriptors) at the start, \
                \(atEnd.descriptors) at the end; memory \(warm.residentBytes >> 10) KiB after \(warmUp) lessons, \
                \(atEnd.residentBytes >> 10) KiB at the end
                """)
        }
    }

    private static func live(_ numbers: Range<Int>, in house: SoakHouse) async throws -> [SoakOutcome] {
        try await withThrowingTaskGroup(of: SoakOutcome.self) { group in
            var outcomes: [SoakOutcome] = []
            for number in numbers {
                if number >= numbers.lowerBound + atOnce, let outcome = try await group.next() {
                    outcomes.append(outcome)
                }
                group.addTask {
                    var lesson = SoakLesson(number: number, seed: seed, house: house)
                    return try await lesson.live()
                }
            }
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }

    private static func check(_ outcomes: [SoakOutcome], in house: SoakHouse) async throws {
        let books = try await house.books()
        #expect(outcomes.count == lessons)
        #expect(books.count == lessons, "a lesson was held more than once, seed \(seed)")
        #expect(books.values.allSatisfy { !$0.isOpen }, "a hold was left over, seed \(seed)")
        for outcome in outcomes {
            let book = try #require(books[outcome.intent], "\(outcome), seed \(seed)")
            #expect(book.received == outcome.captured, "\(outcome), seed \(seed)")
            #expect(book.refunded == outcome.refunded, "\(outcome), seed \(seed)")
        }
    }
}
