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

    /// In the order in which they were planned; one to be tried again goes to the end.
    private var waiting: [Entry] = []
    private var underWay: [String: Entry] = [:]

    /// How many wait for their time, or for their turn.
    var waitingCount: Int { waiting.count }
    /// How many were taken, and their outcome is not told yet.
    var underWayCount: Int { underWay.count }

    mutating func add(event: String, endpoint: String, number id: String, due: Int64) {
        waiting.append(Entry(id: id, event: event, endpoint: endpoint, attempt: 1, due: due))
    }

    /// The first whose time has come; it is under way from here on, until its outcome is told.
    mutating func take(dueBy now: Int64) -> Entry? {
        guard let place = waiting.firstIndex(where: { $0.due <= now }) else { return nil }
        let entry = waiting.remove(at: place)
        underWay[entry.id] = entry
        return entry
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

    /// Forgets what waits without need: for events that are forgotten themselves, or that are planned anew.
    mutating func keep(where isKept: (Entry) -> Bool) {
        waiting.removeAll { !isKept($0) }
    }
}
