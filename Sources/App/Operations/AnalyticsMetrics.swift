// After a request's way: the six figures of holds for Prometheus, over the last 30 days.
internal import Basics
internal import PaymentRules
internal import Payments

/// Counted when somebody scrapes, but not anew for each who does.
struct HoldFiguresMetrics: Sendable {
    /// Prometheus asks every 15 seconds or so; whoever asks more often gets what was counted last.
    static let freshSeconds: Int64 = 10

    /// Empty before the first count, and after one that failed: no figure is better than an old one.
    private let remembered: Remembered<String>

    init(_ reader: HoldFiguresReader, clock: WallClock, log: Log) {
        remembered = Remembered("", freshSeconds: Self.freshSeconds, clock: clock) { now in
            do throws(BookingFailure) {
                return Self.render(try await reader.figures(.lastMonth(now: now)))
            } catch {
                log.error("figures_failed") { line in line.member("reason", error.logText) }
                return ""
            }
        }
    }

    /// Lines of the text format.
    func text() async -> String { await remembered.value() }

    /// A rate of nothing is not a number, and no alert fires on it.
    private static func render(_ figures: HoldFigures) -> String {
        func number(_ value: Int64?) -> String { value.map { String($0) } ?? "NaN" }
        let captures = figures.authorizationToCapture
        let families: [(name: String, help: String, samples: [MetricFamily.Sample])] = [
            (
                "authorization_success_ratio", "Holds that reached authorized, of those tried.",
                [.init(value: figures.authorizationSuccess.decimalText ?? "NaN")]
            ),
            (
                "auth_to_capture_seconds", "From authorized to captured.",
                [
                    .init(labels: [("quantile", "0.5")], value: number(captures.median)),
                    .init(labels: [("quantile", "0.95")], value: number(captures.p95)),
                ]
            ),
            (
                "authorization_expiry_ratio", "Holds that expired, of those that reached authorized.",
                [.init(value: figures.authorizationExpiry.decimalText ?? "NaN")]
            ),
            (
                "capture_failure_ratio", "Captures refused for good, of those tried.",
                [.init(value: figures.captureFailure.decimalText ?? "NaN")]
            ),
            (
                "average_hold_seconds", "From authorized to captured, released or expired, on average.",
                [.init(value: number(figures.holdSeconds.value))]
            ),
            (
                "hold_support_tickets", "Support tickets about holds.",
                [.init(value: "\(figures.holdSupportTickets)")]
            ),
        ]
        return families.map { family in
            MetricFamily(
                "fermata_bookings_\(family.name)", "\(family.help) Over the last 30 days.", family.samples
            ).text
        }.joined()
    }
}
