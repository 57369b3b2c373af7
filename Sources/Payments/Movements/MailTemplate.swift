// On the way of what happened to who has to know: the names of mails, and of what other services are told.
internal import Store

/// What there is a mail for.
package enum MailTemplate: String, Sendable, CaseIterable {
    case reserved
    case processed
    /// Captured before the lesson, because the hold would have ended.
    case processedEarly = "processed_early"
    case released
    case holdExpired = "hold_expired"
    case refunded
    case failed
    /// The hold ends soon and could not be renewed.
    case expiring
    case slotFreed = "slot_freed"
    case staffNeeded = "staff_needed"
    /// To the teacher: a gig was booked and paid, and waits for an answer.
    case gigRequested = "gig_requested"
}

/// What another service is told of its payments, in the words of its webhooks.
package enum ServiceEventType: String, Sendable, CaseIterable {
    case authorized = "payment.authorized"
    case captured = "payment.captured"
    case released = "payment.released"
    case refunded = "payment.refunded"
    case failed = "payment.failed"

    /// Whom the outbox writes to.
    package static let recipient = OutboxChannel.service
}

extension MailTemplate {
    /// Of the same fact; nil for what concerns students alone.
    var serviceEvent: ServiceEventType? {
        switch self {
        case .reserved: .authorized
        case .processed, .processedEarly: .captured
        case .released, .holdExpired: .released
        case .refunded: .refunded
        case .failed: .failed
        case .expiring, .slotFreed, .staffNeeded, .gigRequested: nil
        }
    }
}
