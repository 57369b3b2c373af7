// After an event's way: how many came, by what became of them.
internal import Basics
internal import Payments

/// Everything is made at the start and never changes, so that counting takes no lock.
struct WebhookMetrics: Sendable {
    private let byOutcome: [EventOutcome: Counter]
    private let refused: Counter
    private let failed: Counter

    init(_ metrics: Metrics) {
        func counter(_ outcome: String) -> Counter {
            metrics.counter(
                "fermata_webhooks_total",
                "Events that came; refused: not Stripe's; failed: Stripe sends it again.",
                labels: [("outcome", outcome)])
        }
        let outcomes: [EventOutcome] = [.applied, .ignored, .postponed]
        byOutcome = Dictionary(uniqueKeysWithValues: outcomes.map { ($0, counter($0.rawValue)) })
        refused = counter("refused")
        failed = counter("failed")
    }

    func count(_ outcome: EventOutcome) { byOutcome[outcome]?.add() }

    func count(_ failure: WebhookFailure) {
        switch failure {
        case .noSecret, .notKept: failed.add()
        case .unsigned, .malformedSignature, .foreignSignature, .oldSignature, .unreadable: refused.add()
        }
    }
}
