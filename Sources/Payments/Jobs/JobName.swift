// Beside every request's way: what is done at its time without anybody asking.

/// The jobs, by the names they go by in `fermata jobs`, in the log and in the leases.
package enum JobName: String, Sendable, CaseIterable {
    /// Finishes moves of money that a crash or a silent Stripe left open.
    case completeOperations = "complete_operations"
    /// Applies what Stripe told and what could not be applied at once.
    case applyWebhooks = "apply_webhooks"
    /// Places the holds that are due, and tries declined ones again.
    case authorizeDue = "authorize_due"
    /// Captures what was taught, an hour after its end.
    case autoCapture = "auto_capture_completed_lessons"
    /// Looks after holds that would end before their lesson does.
    case checkExpiring = "check_expiring_authorizations"
    /// Gives back what was paid for gigs that no teacher has answered.
    case expireUnanswered = "expire_unanswered_gigs"
    /// Compares open holds with Stripe's.
    case reconcile
    /// Reads what Stripe told while nobody listened.
    case missedWebhooks = "missed_webhooks"
    /// Sends the mails that are owed.
    case deliverOutbox = "deliver_outbox"
    /// Tells the services that payments are made for what became of them.
    case deliverWebhooks = "deliver_webhooks"
    /// Drops idempotency keys that nobody asks for any more, and rate limits that nobody has used up.
    case reapKeys = "reap_keys"

    /// Between two runs.
    package var everySeconds: Int64 {
        switch self {
        case .deliverOutbox, .deliverWebhooks: 10
        case .completeOperations, .applyWebhooks: 30
        case .authorizeDue, .expireUnanswered: 60
        // At least every five minutes: a lesson's end is not on the hour.
        case .autoCapture: 300
        case .missedWebhooks: 600
        case .checkExpiring, .reconcile, .reapKeys: 3600
        }
    }
}

/// What a run came to.
package struct JobRun: Sendable, Equatable {
    package let job: JobName
    /// What was done: holds placed, mails sent, keys dropped.
    package let count: Int
    /// What was due and could not be done; it is tried again.
    package var failed = 0
    /// Of the last that failed, for the log.
    package var problem: String?

    /// Both together, of the same job.
    func adding(_ other: JobRun) -> JobRun {
        JobRun(
            job: job, count: count + other.count, failed: failed + other.failed,
            problem: other.problem ?? problem)
    }
}
