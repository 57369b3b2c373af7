// Beside the way to Stripe: how often it was called, what came of it and how long it took, by endpoint.
package import Basics
internal import StripeClient

/// Counts attempts, so that a retry shows. Everything is made at the start: counting takes no lock.
package struct StripeMetrics: Sendable {
    private struct EndpointMetrics: Sendable {
        let answered: Counter
        let refused: Counter
        let failed: Counter
        let durations: Histogram
    }

    private let byEndpoint: [String: EndpointMetrics]

    package init(_ metrics: Metrics) {
        let pairs = StripeEndpoint.allCases.map { endpoint in
            func attempts(_ outcome: String) -> Counter {
                metrics.counter(
                    "fermata_stripe_attempts_total", "Requests sent to Stripe, retries included.",
                    labels: [("endpoint", endpoint.template), ("outcome", outcome)])
            }
            let durations = metrics.histogram(
                "fermata_stripe_attempt_duration_seconds", "From sending a request to Stripe to its answer.",
                labels: [("endpoint", endpoint.template)])
            return (
                endpoint.template,
                EndpointMetrics(
                    answered: attempts("answered"), refused: attempts("refused"), failed: attempts("failed"),
                    durations: durations)
            )
        }
        byEndpoint = Dictionary(uniqueKeysWithValues: pairs)
    }

    func count(_ attempt: StripeAttempt) {
        guard let endpoint = byEndpoint[attempt.endpoint.template] else { return }
        switch attempt.status {
        case .some(200..<300): endpoint.answered.add()
        case .some(400..<500): endpoint.refused.add()
        default: endpoint.failed.add()
        }
        endpoint.durations.observe(nanoseconds: UInt64(attempt.milliseconds) * 1_000_000)
    }
}
