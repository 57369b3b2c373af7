// On the way of every outcome: what it makes of the payment's status. One table, and nothing beside it.

/// How a money verb ended, as far as the payment's status minds.
package enum PaymentOutcome: String, CaseIterable, Sendable {
    case authorized
    case authorizationRefused = "authorization_refused"
    case renewed
    case renewalRefused = "renewal_refused"
    case captured
    /// For good: a capture that is tried again has no outcome yet.
    case captureRefused = "capture_refused"
    /// Whatever the `ReleaseCause`.
    case released
    case charged
    case chargeRefused = "charge_refused"
    case partlyRefunded = "partly_refunded"
    case refunded
    case refundRefused = "refund_refused"
    /// A refund that the bank sent back later: the money is the shop's again.
    case refundReverted = "refund_reverted"

    package var verb: MoneyVerb {
        switch self {
        case .authorized, .authorizationRefused: .authorize
        case .renewed, .renewalRefused: .renew
        case .captured, .captureRefused: .capture
        case .released: .release
        case .charged, .chargeRefused: .charge
        case .partlyRefunded, .refunded, .refundRefused, .refundReverted: .refund
        }
    }
}

/// The state machine of a payment. What the table does not name changes nothing, so an event that comes twice or
/// late leaves the status alone: "authorized" after "captured" is no news.
///
/// - Money that moved is always told, whatever was believed before: a capture or a refund found at Stripe counts
///   from every status before it.
/// - A failed payment stays failed when its intent is canceled: nothing was held, and the student is still to be
///   asked for another card.
/// - Two ways lead back, and only by what happened at the bank. `refund_reverted` takes up a capture again.
///   `renewed` takes up a hold again that expired while its renewal was under way; it is an outcome of the
///   renewal's own operation and never of an event about the old hold.
package enum PaymentTransitions {
    package struct Row: Sendable {
        package let outcome: PaymentOutcome
        package let from: [PaymentStatus]
        package let to: PaymentStatus
    }

    package static let table: [Row] = [
        Row(outcome: .authorized, from: [.pending, .failed], to: .authorized),
        Row(outcome: .authorizationRefused, from: [.pending], to: .failed),
        Row(outcome: .renewed, from: [.released], to: .authorized),
        Row(outcome: .captured, from: [.pending, .failed, .authorized, .released], to: .captured),
        Row(outcome: .captureRefused, from: [.authorized], to: .failed),
        Row(outcome: .released, from: [.pending, .authorized], to: .released),
        Row(outcome: .charged, from: [.pending, .failed, .authorized, .released], to: .captured),
        Row(outcome: .chargeRefused, from: [.pending], to: .failed),
        Row(outcome: .partlyRefunded, from: [.pending, .failed, .authorized, .released], to: .captured),
        Row(outcome: .refunded, from: [.pending, .failed, .authorized, .released, .captured], to: .refunded),
        Row(outcome: .refundReverted, from: [.refunded], to: .captured),
    ]

    /// The status after the outcome: the same one where the table says nothing.
    package static func next(from status: PaymentStatus, after outcome: PaymentOutcome) -> PaymentStatus {
        table.first { $0.outcome == outcome && $0.from.contains(status) }?.to ?? status
    }

    /// The table for a page of documentation: a row an outcome, a column a status, `-` where nothing changes.
    package static var markdown: String {
        markdownTable(
            head: ["outcome", "verb"] + PaymentStatus.allCases.map(\.rawValue),
            rows: PaymentOutcome.allCases.map { outcome in
                [outcome.rawValue, outcome.verb.rawValue]
                    + PaymentStatus.allCases.map { status in
                        let after = next(from: status, after: outcome)
                        return after == status ? "-" : after.rawValue
                    }
            })
    }
}
