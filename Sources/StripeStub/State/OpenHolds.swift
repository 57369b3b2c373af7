// Behind holds: when each one ends by itself.

/// The open holds and their ends. As long as the earliest end lies ahead, a look costs one comparison.
struct OpenHolds: Sendable {
    private var ends: [String: Int64] = [:]
    /// No hold ends before this time.
    private var earliest = Int64.max

    mutating func open(_ intent: String, until end: Int64) {
        ends[intent] = end
        earliest = min(earliest, end)
    }

    mutating func close(_ intent: String) {
        ends[intent] = nil
    }

    /// The intents whose holds are over, the first to end first.
    func over(at now: Int64) -> [String] {
        guard now >= earliest else { return [] }
        return ends.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    }

    /// To be called when those that are over were closed.
    mutating func settle(at now: Int64) {
        if now >= earliest { earliest = ends.values.min() ?? .max }
    }
}

extension Stub {
    /// Ends every hold whose time is over: the intent is canceled, in the way of the version that it was made in
    /// (`expired` from basil on; before, `automatic` and a Refund).
    package mutating func expireHolds(now: Int64) {
        for id in holds.over(at: now) {
            guard let intent = paymentIntents[id] else { continue }
            let reason = intent.version.releasesByRefund ? "automatic" : "expired"
            let ended = intent.latestCharge.flatMap { charges[$0]?.captureBefore } ?? now
            _ = end(
                intent, reason: reason, refundReason: "expired_uncaptured_charge", version: intent.version,
                now: ended)
        }
        holds.settle(at: now)
    }
}
