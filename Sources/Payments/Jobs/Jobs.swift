// Beside every request's way: runs the jobs, each by one process at a time.
internal import Basics
package import PaymentRules
internal import Store
internal import StripeClient

/// The jobs of one process. Each run is leased in the database, so that of several processes one does it; what it does
/// is bounded, and safe to do twice.
package struct Jobs: Sendable {
    let database: any Database
    let stripe: StripeClient
    let movements: Movements
    let intake: EventIntake
    let timing: HoldTiming
    let policy: Policy
    let expiringHolds: ExpiringHoldsMode
    let clock: WallClock
    let random: RandomBytes
    let owner: String
    let deliverMails: Delivering
    let deliverHooks: Delivering

    /// Sends what is owed, as many as the limit says; returns how many went and how many did not.
    package typealias Delivering = @Sendable (_ limit: Int64) async throws -> (sent: Int, failed: Int)

    /// Of one run: the rest is done by the next, and a job that never ends is none.
    static let runMax: Int64 = 100
    /// A busy house owes so many between two runs. Most take milliseconds each, and a run has its time.
    private static let deliveriesMax: Int64 = 2000
    /// An hour brings as many callers and addresses, where it is busy.
    private static let bucketsMax: Int64 = 10_000
    /// Outlives most runs, and no crash for long. A run that outlives it is beside another: what it does is leased or
    /// locked by itself.
    private static let leaseSeconds: Int64 = 300
    /// Stripe keeps a key a day; ours live as long as a weekend and a day of finding out.
    static let keySeconds: Int64 = 72 * 3600

    /// - Returns: nil when another process is at it.
    package func run(_ job: JobName) async throws -> JobRun? {
        let start = clock.nowSeconds
        if try await rests(job, at: start) { return JobRun(job: job, count: 0) }
        let lease = try await database.transaction { tx in
            try await tx.takeLease(job.rawValue, owner: owner, until: start + Self.leaseSeconds, now: start)
        }
        guard let lease else { return nil }
        do {
            let (run, cursor) = try await RequestTrace.$id.withValue("job-\(job.rawValue)") {
                try await perform(job, from: lease.cursor)
            }
            try await giveBack(lease, cursor: cursor, error: nil)
            return run
        } catch {
            try await giveBack(lease, cursor: lease.cursor, error: "\(error)")
            throw error
        }
    }

    /// How each job went the last time; those that never ran are not in it.
    package func standings() async throws -> [JobStanding] {
        try await database.read { tx in try await tx.jobStandings() }
    }

    private func giveBack(_ lease: Lease, cursor: String?, error: String?) async throws {
        let now = clock.nowSeconds
        try await database.transaction { tx in
            try await tx.giveBack(lease, cursor: cursor, error: error, now: now)
        }
    }

    private func perform(_ job: JobName, from cursor: String?) async throws -> (JobRun, cursor: String?) {
        switch job {
        case .completeOperations:
            let abandoned = try await movements.takeOverAbandoned(limit: Self.runMax)
            let run = await each(job, abandoned) { id in
                try await movements.run(id) { _, result in result } != .underWay
            }
            return (run, nil)
        case .applyWebhooks:
            return (JobRun(job: job, count: try await intake.applyDue(limit: Self.runMax)), nil)
        case .authorizeDue: return (try await authorizeDue(), nil)
        case .autoCapture: return (try await captureTaught(), nil)
        case .checkExpiring:
            return (try await lookAfterExpiring().adding(try await releaseUnclaimed()), nil)
        case .expireUnanswered: return (try await expireUnanswered(), nil)
        case .reconcile: return try await reconcile(from: cursor)
        case .missedWebhooks: return try await readMissed(from: cursor)
        case .deliverOutbox:
            let (sent, failed) = try await deliverMails(Self.deliveriesMax)
            return (JobRun(job: job, count: sent, failed: failed), nil)
        case .deliverWebhooks:
            let (sent, failed) = try await deliverHooks(Self.deliveriesMax)
            return (JobRun(job: job, count: sent, failed: failed), nil)
        case .reapKeys:
            let now = clock.nowSeconds
            let count = try await database.transaction { tx in
                try await tx.dropKeys(olderThan: now - Self.keySeconds, limit: 1000)
                    + tx.dropFullBuckets(nowMilliseconds: now * 1000, limit: Self.bucketsMax)
            }
            return (JobRun(job: job, count: count), nil)
        }
    }
}

extension Jobs {
    /// Each on its own: one that fails does not stop the rest.
    func each(
        _ job: JobName, _ ids: [Int64], _ work: (Int64) async throws -> Bool
    ) async -> JobRun {
        var count = 0
        var failed = 0
        var problem: String?
        for id in ids {
            do {
                if try await work(id) { count += 1 }
            } catch {
                failed += 1
                problem = "\(error)"
            }
        }
        return JobRun(job: job, count: count, failed: failed, problem: problem)
    }

    /// A booking with its payment, locked, if no move of its money is open.
    func lockFree(
        payment id: Int64, in tx: any Transaction
    ) async throws(StoreFailure) -> (payment: Payment, booking: Booking?)? {
        var booking: Booking?
        if let bookingID = try await tx.bookingID(ofPayment: id) {
            booking = try await tx.lockBooking(bookingID)
        }
        guard let payment = try await tx.lockPayment(id),
            try await tx.openOperation(ofPayment: id) == nil
        else { return nil }
        return (payment, booking)
    }

    /// - Returns: whether the move was made.
    func finish(_ operation: Operation?) async throws -> Bool {
        guard let operation else { return false }
        return try await movements.run(operation.id) { _, result in result } == .done
    }
}
