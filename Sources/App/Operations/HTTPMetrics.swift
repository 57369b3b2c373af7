// After a request's way: how many exchanges, with which status, and how long they took, by route.
internal import Basics
internal import HTTPServer

/// Everything is made at the start and never changes, so that counting takes no lock.
struct HTTPMetrics: Sendable {
    private struct RouteMetrics: Sendable {
        let durations: Histogram
        let byStatus: [Int: Counter]
    }

    private let byRoute: [String: RouteMetrics]
    /// Paths without a route, and messages that were not understood: one series, or callers could make any number.
    private let unrouted: RouteMetrics

    init(_ metrics: Metrics, routes: [String]) {
        func make(_ route: String) -> RouteMetrics {
            let counters = Status.all.map { status in
                let labels = [("route", route), ("status", String(status.code))]
                return (
                    status.code,
                    metrics.counter("fermata_http_requests_total", "Answers sent.", labels: labels)
                )
            }
            let durations = metrics.histogram(
                "fermata_http_request_duration_seconds", "From the whole head to the last byte handed over.",
                labels: [("route", route)])
            return RouteMetrics(durations: durations, byStatus: Dictionary(uniqueKeysWithValues: counters))
        }
        byRoute = Dictionary(uniqueKeysWithValues: Set(routes).sorted().map { ($0, make($0)) })
        unrouted = make("none")
    }

    func count(_ exchange: Exchange) {
        let route = exchange.route.flatMap { byRoute[$0] } ?? unrouted
        route.byStatus[exchange.status.code]?.add()
        route.durations.observe(nanoseconds: exchange.durationNanoseconds)
    }
}
