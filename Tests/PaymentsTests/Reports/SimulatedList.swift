// A list of Stripe's as numbers only: large enough to see how a plan reads it, and how long that takes.
@testable import Payments

/// Reads a whole list by a plan, in simulated milliseconds: turns come evenly spaced, answers come late.
struct SimulatedList {
    /// Of the objects, the newest first.
    let created: [Int64]
    var delayMilliseconds = 600
    var spacingMilliseconds = 50
    var readsAtOnceMax = PacedReader.readsAtOnceMax
    static let pageSize = 100

    struct Outcome {
        var reads = 0
        var milliseconds = 0
        /// How often each object was taken in, by its place in the list.
        var times: [Int]
        var readsUnderWayMost = 0

        var isExact: Bool { times.allSatisfy { $0 == 1 } }
    }

    init(_ created: [Int64], delayMilliseconds: Int = 600) {
        self.created = created.sorted(by: >)
        self.delayMilliseconds = delayMilliseconds
    }

    /// What it takes if every page were full and every turn used.
    var leastMilliseconds: Int {
        max(1, (created.count + Self.pageSize - 1) / Self.pageSize) * spacingMilliseconds + delayMilliseconds
    }

    func read(_ window: ReportWindow) -> Outcome {
        var plan = SlicePlan(window, pageSize: Int64(Self.pageSize))
        var outcome = Outcome(times: created.map { _ in 0 })
        var underWay: [(due: Int, read: SlicePlan.Read, page: SlicePlan.Page, places: Range<Int>)] = []
        var now = 0
        var nextTurn = 0
        while true {
            if underWay.count < readsAtOnceMax, now >= nextTurn, let read = plan.next() {
                let (page, places) = page(read)
                underWay.append((now + delayMilliseconds, read, page, places))
                outcome.reads += 1
                outcome.readsUnderWayMost = max(outcome.readsUnderWayMost, underWay.count)
                nextTurn = now + spacingMilliseconds
            }
            guard let first = underWay.indices.min(by: { underWay[$0].due < underWay[$1].due }) else {
                outcome.milliseconds = now
                return outcome
            }
            let wantsTurn = plan.canRead && underWay.count < readsAtOnceMax
            if wantsTurn, max(nextTurn, now) < underWay[first].due {
                now = max(nextTurn, now)
                continue
            }
            let answer = underWay.remove(at: first)
            now = answer.due
            let since = plan.receive(answer.page, of: answer.read)
            for place in answer.places where created[place] >= since { outcome.times[place] += 1 }
        }
    }

    private func page(_ read: SlicePlan.Read) -> (SlicePlan.Page, Range<Int>) {
        let start =
            read.cursor.flatMap { Int($0) }.map { $0 + 1 }
            ?? firstPlace { created[$0] < read.until ?? .max }
        let end = firstPlace { created[$0] < read.since }
        let places = start..<max(start, min(end, start + Self.pageSize))
        let edges = places.isEmpty ? nil : (edge(places.lowerBound), edge(places.upperBound - 1))
        let page = SlicePlan.Page(count: places.count, edges: edges, hasMore: places.upperBound < end)
        return (page, places)
    }

    private func edge(_ place: Int) -> SlicePlan.Page.Edge {
        SlicePlan.Page.Edge(id: "\(place)", created: created[place])
    }

    private func firstPlace(where holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, created.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
