// Beside every request's way: most times a job has nothing to do, and finds that out without writing.
internal import Basics
internal import PaymentRules
internal import Store

extension Jobs {
    /// A standing is no older than this and the job's own period, so that one that rests can be told from one that has
    /// stopped.
    private static let standingSeconds: Int64 = 600

    /// Whether there is nothing to do for the job. A lease costs two commits: one that runs every ten seconds would
    /// flush the disk seventeen thousand times a day for nothing.
    func rests(_ job: JobName, at now: Int64) async throws -> Bool {
        let (hasWork, standing) = try await database.read { tx in
            (try await isDue(job, at: now, in: tx), try await tx.lastSuccess(of: job.rawValue) ?? 0)
        }
        guard !hasWork else { return false }
        if now - standing >= Self.standingSeconds {
            try await database.transaction { tx in try await tx.noteRest(of: job.rawValue, now: now) }
        }
        return true
    }

    private func isDue(
        _ job: JobName, at now: Int64, in tx: any Transaction
    ) async throws(StoreFailure) -> Bool {
        switch job {
        case .completeOperations: try await tx.hasAbandonedOperation(at: now)
        case .applyWebhooks: try await !tx.waitingEvents(due: now, limit: 1).isEmpty
        case .authorizeDue: try await !tx.paymentsWithHoldDue(by: now, limit: 1).isEmpty
        case .autoCapture:
            try await !tx.bookingsToCapture(endedBefore: now - ExpiringHold.captureGraceSeconds, limit: 1)
                .isEmpty
        case .checkExpiring:
            try await !tx.paymentsHeld(endingBefore: now + ExpiringHold.noticeSeconds, after: nil, limit: 1)
                .isEmpty
        case .expireUnanswered: try await !tx.gigsToAnswer(by: now, limit: 1).isEmpty
        case .reconcile: try await !tx.paymentsHeld(after: 0, limit: 1).isEmpty
        // Only Stripe knows.
        case .missedWebhooks: true
        case .deliverOutbox: try await tx.hasOutbox(.mail, due: now)
        case .deliverWebhooks: try await tx.hasOutbox(.hook, due: now)
        case .reapKeys:
            if try await tx.hasKey(olderThan: now - Self.keySeconds) {
                true
            } else {
                try await tx.hasFullBucket(nowMilliseconds: now * 1000)
            }
        }
    }
}
