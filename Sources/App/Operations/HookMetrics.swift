// Beside every request's way: how the webhooks to other services go.
internal import Basics
internal import Payments

/// Everything is made at the start and never changes, so that counting takes no lock.
struct HookMetrics: Sendable {
    private let byOutcome: [OutboxOutcome: Counter]

    init(_ metrics: Metrics) {
        let pairs = OutboxOutcome.allCases.map { outcome in
            let counter = metrics.counter(
                "fermata_webhooks_sent_total",
                "Webhooks posted to other services; put_off: tried again later; given_up: never again.",
                labels: [("outcome", outcome.rawValue)])
            return (outcome, counter)
        }
        byOutcome = Dictionary(uniqueKeysWithValues: pairs)
    }

    func count(_ outcome: OutboxOutcome) { byOutcome[outcome]?.add() }
}
