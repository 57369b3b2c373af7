// Around the stub: events that are delivered once more because its owner says so.

/// How an endpoint hears of events that have happened already.
enum DeliveryMode: String, CaseIterable, Sendable {
    /// What it has not taken yet, at once: also what was given up after the last try.
    case once
    /// Everything, each event two times in a row.
    case twice
    /// Everything, an hour later by the stub's clock.
    case late
    /// Everything, in an order drawn from the stub's seed.
    case shuffled
}

extension Stub {
    static let lateSeconds: Int64 = 3600

    /// An endpoint that no call has made. A reset to the start forgets one that was added later.
    package mutating func addWebhook(_ webhook: StubWebhook, now: Int64) {
        clock = max(clock, now)
        webhookEndpoints.add(
            WebhookEndpoint(
                id: ids.make("we_", 24), created: clock, secret: webhook.secret, version: nil,
                hears: .both, enabledEvents: webhook.events, url: webhook.url))
    }

    /// Plans deliveries of the events that are kept, instead of those that wait: for every endpoint that listens, or
    /// for those at one address; of all types that the endpoint asked for, or of those that fit a pattern as well.
    /// Events from before the endpoint was made, or from while it was disabled, are among them, save in `once`.
    ///
    /// - Returns: how many deliveries that makes; nil when no such endpoint listens.
    mutating func deliverAgain(_ mode: DeliveryMode, url: String?, pattern: String?, now: Int64) -> Int? {
        advance(to: now)
        let endpoints = webhookEndpoints.items.filter { $0.isListening && (url == nil || $0.url == url) }
        guard !endpoints.isEmpty else { return nil }
        var planned = 0
        for endpoint in endpoints {
            let chosen = events.items.filter { event in
                endpoint.takes(event) && (pattern.map(event.type.fits) ?? true)
                    && (mode != .once || event.waitingFor.contains(endpoint.id))
            }
            let ids = Set(chosen.map(\.id))
            deliveries.keep { $0.endpoint != endpoint.id || !ids.contains($0.event) }
            for event in ordered(chosen, mode) {
                deliveries.add(
                    event: event.id, endpoint: endpoint.id, number: self.ids.make("whd_", 24),
                    due: mode == .late ? clock + Self.lateSeconds : clock)
                planned += 1
            }
        }
        return planned
    }

    private func ordered(_ events: [Event], _ mode: DeliveryMode) -> [Event] {
        switch mode {
        case .once, .late: return events
        case .twice: return events.flatMap { [$0, $0] }
        case .shuffled:
            // Fisher and Yates.
            var (shuffled, dice) = (events, SplitMix64(seed: settings.seed))
            for last in stride(from: shuffled.count - 1, to: 0, by: -1) {
                shuffled.swapAt(last, dice.below(last + 1))
            }
            return shuffled
        }
    }
}
