// After a request's way: the six figures of holds for Prometheus, over the last 30 days.
internal import Basics
internal import PaymentRules
internal import Payments

/// Counted when somebody scrapes, but not anew for each who does.
final class HoldFiguresMetrics: Sendable {
    /// Prometheus asks every 15 seconds or so; whoever asks more often gets what was counted last.
    static let freshSeconds: Int64 = 10

    private let reader: HoldFiguresReader
    private let clock: WallClock
    private let log: Log
    private let state = Lock(State())

    private struct State {
        /// Empty before the first count, and after one that failed: no figure is better than an old one.
        var text = ""
        var countedAt: Int64?
        var isCounting = false
    }

    init(_ reader: HoldFiguresReader, clock: WallClock, log: Log) {
        self.reader = reader
        self.clock = clock
        self.log = log
    }

    /// Lines of the text format.
    func text() async -> String {
        let now = clock.nowSeconds
        let known: String? = state.withLock { state in
            let isFresh = state.countedAt.map { $0 <= now && now < $0 + Self.freshSeconds } ?? false
            guard !isFresh, !state.isCounting else { return state.text }
            state.isCounting = true
            return nil
        }
        if let known { return known }
        let text = await count(now)
        state.withLock { $0 = State(text: text, countedAt: now) }
        return text
    }

    private func count(_ now: Int64) async -> String {
        do throws(BookingFailure) {
            return Self.render(try await reader.figures(.lastMonth(now: now)))
        } catch {
            log.error("figures_failed") { line in line.member("reason", error.logText) }
            return ""
        }
    }

    /// A rate of nothing is not a number, and no alert fires on it.
    private static func render(_ figures: HoldFigures) -> String {
        func number(_ value: Int64?) -> String { value.map { String($0) } ?? "NaN" }
        let captures = figures.authorizationToCapture
        let families: [(name: String, help: String, samples: [(labels: String, value: String)])] = [
            (
                "authorization_success_ratio", "Holds that reached authorized, of those tried.",
                [("", figures.authorizationSuccess.decimalText ?? "NaN")]
            ),
            (
                "auth_to_capture_seconds", "From authorized to captured.",
                [
                    (#"{quantile="0.5"}"#, number(captures.median)),
                    (#"{quantile="0.95"}"#, number(captures.p95)),
                ]
            ),
            (
                "authorization_expiry_ratio", "Holds that expired, of those that reached authorized.",
                [("", figures.authorizationExpiry.decimalText ?? "NaN")]
            ),
            (
                "capture_failure_ratio", "Captures refused for good, of those tried.",
                [("", figures.captureFailure.decimalText ?? "NaN")]
            ),
            (
                "average_hold_seconds", "From authorized to captured, released or expired, on average.",
                [("", number(figures.holdSeconds.value))]
            ),
            (
                "hold_support_tickets", "Support tickets about holds.",
                [("", "\(figures.holdSupportTickets)")]
            ),
        ]
        return families.map { family in
            let name = "fermata_bookings_\(family.name)"
            let samples = family.samples.map { "\(name)\($0.labels) \($0.value)\n" }.joined()
            return "# HELP \(name) \(family.help) Over the last 30 days.\n# TYPE \(name) gauge\n\(samples)"
        }.joined()
    }
}
