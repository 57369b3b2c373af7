// On a request's way: what was answered to an idempotency key, for as long as Stripe remembers it.
internal import Basics

/// First answers by key (Stripe, idempotent requests): kept for 24 hours once execution began.
struct IdempotencyLedger: Sendable {
    static let keepSeconds: Int64 = 24 * 60 * 60
    static let keyLengthMax = 255

    struct Entry: Sendable {
        let path: String
        let parameters: [UInt8]
        let created: Int64
        let requestID: String
        let outcome: Outcome
    }

    /// Answers weigh about 3 kB each: past this many the oldest is dropped, which Stripe would not do.
    let entriesMax: Int
    private var entries: [String: Entry] = [:]
    /// Keys from oldest to newest, from `oldest` on.
    private var order: [String] = []
    private var oldest = 0

    init(entriesMax: Int) {
        self.entriesMax = entriesMax
    }

    /// Equal for equal parameters, in whatever order they were sent.
    static func fingerprint(_ parameters: ParameterTree) -> [UInt8] {
        Digest.sha256(Array(parameters.flattened().joined(separator: "\n").utf8))
    }

    /// The first answer; nil when the key is new. The same key with another request is refused.
    func recall(_ key: String, path: String, parameters: [UInt8], now: Int64) throws(StubFailure) -> Entry? {
        guard let entry = entries[key], now < entry.created + Self.keepSeconds else { return nil }
        guard entry.path == path else {
            throw .keyOfOtherEndpoint(key, first: entry.path, now: path)
        }
        guard entry.parameters == parameters else { throw .keyOfOtherParameters(key) }
        return entry
    }

    mutating func remember(_ key: String, _ entry: Entry) {
        forget(before: entry.created - Self.keepSeconds)
        entries[key] = entry
        order.append(key)
    }

    private mutating func forget(before time: Int64) {
        while oldest < order.count, let entry = entries[order[oldest]],
            entry.created <= time || order.count - oldest >= entriesMax
        {
            entries[order[oldest]] = nil
            oldest += 1
        }
        // The list is cut only when half of it is spent, so that forgetting stays cheap.
        if oldest > order.count / 2 {
            order.removeFirst(oldest)
            oldest = 0
        }
    }
}
