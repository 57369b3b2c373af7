// After a request's way: what is watched over all that is kept, for whoever is woken when it is not well.
internal import Basics
internal import PaymentRules
internal import Payments

/// Read when somebody scrapes, but not anew for each who does: the ledger is added up from its first line.
struct HouseMetrics: Sendable {
    static let freshSeconds: Int64 = 15

    private let clock: WallClock
    /// nil before the first read, and after one that failed: no figure is better than an old one.
    private let figures: Remembered<HouseFigures?>

    init(clock: WallClock, log: Log, read: @escaping @Sendable () async throws -> HouseFigures) {
        self.clock = clock
        figures = Remembered(nil, freshSeconds: Self.freshSeconds, clock: clock) { _ in
            do {
                return try await read()
            } catch {
                log.error("house_figures_failed") { line in line.member("reason", "\(error)") }
                return nil
            }
        }
    }

    /// Lines of the text format.
    func text() async -> String {
        guard let figures = await figures.value() else { return "" }
        return Self.families(figures, now: clock.nowSeconds).map(\.text).joined()
    }

    private static func families(_ figures: HouseFigures, now: Int64) -> [MetricFamily] {
        func age(_ since: Int64?) -> String { "\(since.map { max(0, now - $0) } ?? 0)" }
        return [
            MetricFamily("fermata_holds_open", "Holds that stand on cards now.", figures.holdsOpen),
            // Without a hold there is no end; an alert must not take that for one that is near.
            MetricFamily(
                "fermata_hold_next_end_seconds", "Until the first of the open holds ends; NaN without one.",
                [.init(value: figures.nextHoldEndsAt.map { "\($0 - now)" } ?? "NaN")]),
            MetricFamily(
                "fermata_outbox_oldest_seconds",
                "How long the oldest has been owed that is not delivered; 0 when nothing is.",
                [
                    .init(labels: [("channel", "mail")], value: age(figures.oldestMailAt)),
                    .init(labels: [("channel", "webhook")], value: age(figures.oldestHookAt)),
                ]),
            MetricFamily(
                "fermata_ledger_drift",
                "By how many minor units the ledger's lines do not add up to zero; anything else is a fault.",
                figures.ledgerDrift),
        ]
    }
}
