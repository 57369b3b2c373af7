// Beside a desk request's way: the six figures, counted while nobody waits for them.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments
internal import Reactor

/// What was counted last, for all loops. Who looks after it has grown old sees it still, and starts the next count: a
/// year's history takes longer to read than anybody should wait for a page. Before the first count who looks waits for
/// it, and all for the same one.
final class FiguresBoard: Sendable {
    struct Count: Sendable {
        /// In Unix seconds.
        let at: Int64
        /// Of each of `windowDays`.
        let figures: [HoldFigures]
    }

    /// Each ends with the second of the count.
    static let windowDays: [Int64] = [30, 90, 365]
    static let freshSeconds: Int64 = 300

    private struct State {
        var count: Count?
        var isCounting = false
    }

    private let reader: HoldFiguresReader
    private let clock: WallClock
    private let log: Log
    private let state = Lock(State())
    private let turns = Turns()

    init(_ reader: HoldFiguresReader, clock: WallClock, log: Log) {
        self.reader = reader
        self.clock = clock
        self.log = log
    }

    func count() async throws(BookingFailure) -> Count {
        let now = clock.nowSeconds
        let (known, isDue) = state.withLock { state in
            let isOld = state.count.map { now < $0.at || $0.at + Self.freshSeconds <= now } ?? false
            let isDue = isOld && !state.isCounting
            if isDue { state.isCounting = true }
            return (state.count, isDue)
        }
        guard let known else { return try await firstCount(now) }
        if isDue { reader.loop.spawn { [self] in await recountBeside(now) } }
        return known
    }

    private func firstCount(_ now: Int64) async throws(BookingFailure) -> Count {
        try await turns.take("first count") { () async throws(BookingFailure) in
            if let count = state.withLock({ $0.count }) { return count }
            return try await recount(now)
        }
    }

    private func recount(_ now: Int64) async throws(BookingFailure) -> Count {
        let count = Count(at: now, figures: try await reader.figures(overDays: Self.windowDays, to: now + 1))
        state.withLock { $0.count = count }
        return count
    }

    /// One that fails leaves the old count, whose time stands beside it; the next who looks tries again.
    private func recountBeside(_ now: Int64) async {
        do throws(BookingFailure) {
            _ = try await recount(now)
        } catch {
            log.error("figures_failed") { line in line.member("reason", error.logText) }
        }
        state.withLock { $0.isCounting = false }
    }
}

extension AdminDoor {
    /// `GET /admin/figures`
    @Sendable func figuresPage(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        .page(.ok, FiguresPage(count: try await figures.count(), frame: frame).html)
    }
}
