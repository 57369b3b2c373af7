// Behind webhooks: which event still has to reach which endpoint, and when it is tried again.

struct DeliveryQueue: Sendable {
    /// One event for one endpoint.
    struct Entry: Sendable {
        let id: String
        let event: String
        let endpoint: String
        /// From 1 on.
        var attempt: Int
        var due: Int64
    }

    /// After a first failure Stripe tries three times more over a few hours in test mode (Stripe, webhooks); how many
    /// is documented, the times are our choice.
    static let retryDelays: [Int64] = [10 * 60, 60 * 60, 2 * 60 * 60]

    /// In the order of their events.
    private var waiting: [Entry] = []
    private var underWay: [String: Entry] = [:]

    mutating func add(event: String, endpoint: String, number id: String, due: Int64) {
        waiting.append(Entry(id: id, event: event, endpoint: endpoint, attempt: 1, due: due))
    }

    /// Those whose time has come; each is under way from here on, until its outcome is told.
    mutating func take(dueBy now: Int64) -> [Entry] {
        let due = waiting.filter { $0.due <= now }
        guard !due.isEmpty else { return [] }
        waiting.removeAll { $0.due <= now }
        for entry in due { underWay[entry.id] = entry }
        return due
    }

    /// The delivery that is over for good; nil when it will be tried again, or was not under way.
    mutating func finish(_ id: String, succeeded: Bool, now: Int64) -> Entry? {
        guard var entry = underWay.removeValue(forKey: id) else { return nil }
        guard !succeeded, entry.attempt <= Self.retryDelays.count else { return entry }
        entry.due = now + Self.retryDelays[entry.attempt - 1]
        entry.attempt += 1
        waiting.append(entry)
        return nil
    }

    /// Forgets what is about events that are forgotten themselves.
    mutating func keep(where isKept: (Entry) -> Bool) {
        waiting.removeAll { !isKept($0) }
    }
}
