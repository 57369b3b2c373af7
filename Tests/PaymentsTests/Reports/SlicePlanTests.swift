// Proves that every object of a window is read once, and how many reads and how much time that takes.
import Testing

@testable import Payments

@Suite("Slices of a window", .timeLimit(.minutes(5)))
struct SlicePlanTests {
    private static let end: Int64 = 1_790_000_000
    private static let span: Int64 = 36 * 3600
    private static let window = ReportWindow(since: end - span, until: nil)

    enum Shape: String, CaseIterable {
        case even, oneHour, nights, rising, bursts

        /// 40,000 moments of the window.
        var moments: [Int64] {
            var dice = Dice(state: 7)
            return (0..<40_000).map { number in
                let second =
                    switch self {
                    case .even: dice.below(Int(span))
                    case .oneHour: 70_000 + dice.below(3600)
                    // 8 to 20 o'clock of both days.
                    case .nights: dice.below(2) * 86_400 + dice.below(12 * 3600)
                    case .rising: max(dice.below(Int(span)), dice.below(Int(span)), dice.below(Int(span)))
                    case .bursts: number / 400 * 1300 + dice.below(20)
                    }
                return end - span + Int64(second)
            }
        }
    }

    @Test(
        "whatever the day looks like, all is read once, in little more time than the rate allows",
        arguments: Shape.allCases)
    func shapes(shape: Shape) {
        let list = SimulatedList(shape.moments)
        let outcome = list.read(Self.window)
        #expect(outcome.isExact)
        #expect(Double(outcome.milliseconds) <= 1.25 * Double(list.leastMilliseconds))
        #expect(8 * outcome.milliseconds <= 400 * list.delayMilliseconds)
        #expect(outcome.reads <= 430)
    }

    @Test(
        "a slower Stripe is asked for more pages at once, up to a bound",
        arguments: [(50, 2), (200, 5), (600, 13), (1500, 31), (5000, 32)])
    func width(delayMilliseconds: Int, readsUnderWayMost: Int) {
        let list = SimulatedList(Shape.even.moments, delayMilliseconds: delayMilliseconds)
        let outcome = list.read(Self.window)
        #expect(outcome.isExact)
        #expect(outcome.readsUnderWayMost <= readsUnderWayMost)
    }

    @Test("a short list costs no more reads than page after page", arguments: [0, 1, 99, 100, 101, 150, 200])
    func short(count: Int) {
        let list = SimulatedList(Array(Shape.even.moments.prefix(count)))
        let outcome = list.read(Self.window)
        #expect(outcome.isExact)
        #expect(outcome.reads <= max(1, (count + 99) / 100))
    }

    @Test("objects of one second are read page after page, however many they are")
    func oneSecond() {
        let list = SimulatedList(Array(repeating: Self.end - 5, count: 1234))
        let outcome = list.read(Self.window)
        #expect(outcome.isExact)
        #expect(outcome.reads <= 30)
    }

    @Test("crowded seconds on a slice's bound are in one slice", arguments: 1...20)
    func crowdedSeconds(seed: Int) {
        var dice = Dice(state: UInt64(seed))
        let seconds = (0..<40).map { _ in Int64(dice.below(60)) }
        let list = SimulatedList((0..<3000).map { _ in Self.end - seconds[dice.below(40)] })
        let outcome = list.read(Self.window)
        #expect(outcome.isExact)
    }

    @Test("a window's bounds are kept: the first second is in it, the last is not")
    func bounds() {
        let list = SimulatedList((0..<1000).map { Self.end - 1000 + $0 })
        let outcome = list.read(ReportWindow(since: Self.end - 700, until: Self.end - 200))
        #expect(outcome.times.reduce(0, +) == 500)
        // The newest first: 200 are too new, the next 500 are in.
        #expect(outcome.times[..<200].allSatisfy { $0 == 0 })
        #expect(outcome.times[200..<700].allSatisfy { $0 == 1 })
    }

    @Test("what is read only grows, and ends as all of it")
    func fraction() {
        var plan = SlicePlan(Self.window, pageSize: 100)
        #expect(plan.fraction == 0)
        var seen = [0.0]
        var second = Self.end
        while let read = plan.next() {
            let page = SlicePlan.Page(
                count: 100,
                edges: (
                    .init(id: "a\(second)", created: second),
                    .init(id: "b\(second)", created: second - 20_000)
                ),
                hasMore: second - 20_000 > Self.end - Self.span)
            _ = plan.receive(page, of: read)
            second -= 20_000
            seen.append(plan.fraction)
        }
        #expect(seen == seen.sorted())
        #expect(seen.last == 1)
    }
}
