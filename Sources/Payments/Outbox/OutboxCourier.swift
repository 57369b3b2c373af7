// On the way of what is owed: taken from the outbox piece by piece, handed over, and ticked off, put off or given up.
internal import Basics
internal import Store

/// What became of one try. The texts hold no address and no word of what was sent.
enum OutboxAttempt: Sendable, Equatable {
    /// With what is kept of it; nil when it is no mail.
    case delivered(SentMail?)
    /// It is tried again; also when it may have arrived.
    case later(String)
    /// No try will ever succeed.
    case never(String)
}

/// Delivers what one channel of the outbox owes, each at least once: what a crash cut off between handing over and
/// ticking off is handed over again, under the same id, when its lease has ended.
protocol OutboxCourier: Sendable {
    var database: any Database { get }
    var clock: WallClock { get }
    var log: Log { get }

    static var channel: OutboxChannel { get }
    /// How many are under way at once.
    static var lanes: Int { get }
    /// Outlives a try by some for the database.
    static var leaseSeconds: Int64 { get }

    /// - Throws: a `StoreFailure`; what is in hand is then taken up again when its lease has ended.
    func deliver(_ entry: OutboxEntry) async throws -> OutboxAttempt
    /// From a try that failed to the next.
    ///
    /// - Parameter attempts: that were made before it.
    func delaySeconds(afterAttempts attempts: Int64) -> Int64
    func tell(_ result: OutboxResult)
}

/// How a try ended, for whoever counts.
package enum OutboxOutcome: String, Sendable, CaseIterable {
    case delivered
    case putOff = "put_off"
    case givenUp = "given_up"
}

/// The same, for the log.
struct OutboxResult: Sendable {
    let entry: OutboxEntry
    let outcome: OutboxOutcome
    /// Why it was not delivered.
    let error: String?

    /// What every line of the log says.
    func describe(_ line: inout JSONWriter) {
        line.member("attempts", entry.attempts + 1)
        if let error { line.member("error", error) }
    }
}

extension OutboxCourier {
    /// Then a run begins nothing further: where the other side lets each one wait, no job is at it for an hour.
    static var runSecondsMax: Int64 { 30 }
    /// What is older is news to nobody.
    static var keptSeconds: Int64 { 3 * 86_400 }

    /// Delivers what is due, the longest due first, until it has tried `limit` or its time is over.
    ///
    /// - Throws: a `StoreFailure`.
    func deliverDue(limit: Int64) async throws -> (sent: Int, failed: Int) {
        let end = clock.nowSeconds + Self.runSecondsMax
        let turns = Lock(limit)
        let counts = Lock((sent: 0, failed: 0))
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<Self.lanes {
                group.addTask {
                    while clock.nowSeconds < end, turns.takeOne(), let entry = try await lease() {
                        let isSent = try await handOver(entry)
                        counts.withLock { if isSent { $0.sent += 1 } else { $0.failed += 1 } }
                    }
                }
            }
        }
        return counts.withLock { $0 }
    }

    private func lease() async throws -> OutboxEntry? {
        let now = clock.nowSeconds
        return try await database.transaction { tx in
            try await tx.leaseOutbox(Self.channel, due: now, leaseUntil: now + Self.leaseSeconds)
        }
    }

    /// - Returns: whether it was delivered.
    private func handOver(_ entry: OutboxEntry) async throws -> Bool {
        switch try await deliver(entry) {
        case .delivered(let mail):
            try await database.transaction { [clock] tx in
                try await tx.markSent(entry, as: mail, now: clock.nowSeconds)
            }
            tell(OutboxResult(entry: entry, outcome: .delivered, error: nil))
            return true
        case .later(let error):
            let due = clock.nowSeconds + delaySeconds(afterAttempts: entry.attempts)
            try await putBack(entry, error, dueAt: due <= entry.createdAt + Self.keptSeconds ? due : nil)
        case .never(let error): try await putBack(entry, error, dueAt: nil)
        }
        return false
    }

    private func putBack(_ entry: OutboxEntry, _ error: String, dueAt: Int64?) async throws {
        let now = clock.nowSeconds
        try await database.transaction { tx in
            try await tx.markUnsent(entry, error: error, dueAt: dueAt, now: now)
        }
        tell(OutboxResult(entry: entry, outcome: dueAt == nil ? .givenUp : .putOff, error: error))
    }
}

extension Lock<Int64> {
    fileprivate func takeOne() -> Bool {
        withLock { left in
            left -= 1
            return left >= 0
        }
    }
}
