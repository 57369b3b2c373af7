// On a request's way: how often somebody was over a limit.
internal import Basics
internal import PaymentRules

/// Everything is made at the start and never changes, so that counting takes no lock.
struct RateMetrics: Sendable {
    private let byKind: [RateKind: Counter]

    init(_ metrics: Metrics) {
        let pairs = RateKind.allCases.map { kind in
            let counter = metrics.counter(
                "fermata_rate_limited_total", "Requests that were turned away because there were too many.",
                labels: [("limit", kind.rawValue)])
            return (kind, counter)
        }
        byKind = Dictionary(uniqueKeysWithValues: pairs)
    }

    func count(_ kind: RateKind) { byKind[kind]?.add() }
}
