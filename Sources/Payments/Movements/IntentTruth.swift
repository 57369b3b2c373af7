// On the way back of every move of money: what Stripe says of an intent, which is what counts.
internal import Basics
internal import PaymentRules
internal import StripeClient

/// An intent as it is at Stripe, read for what a payment has to know of it.
struct IntentTruth: Sendable, Equatable {
    enum State: Sendable, Equatable {
        /// Nothing is held: not confirmed, declined, or its owner has yet to act.
        case unpaid
        case held(Int64)
        /// What was captured, and what of that went back since.
        case captured(Int64, refunded: Int64)
        case canceled(byTime: Bool)
    }

    let id: PaymentIntentID
    let state: State
    let charge: String?
    /// Until when a hold can be captured.
    let captureBefore: Int64?
    /// Why the card did not hold or pay, where Stripe says so.
    let declineCode: String?
    /// Of a gig that was paid: who has what of it.
    let split: SplitTruth?

    /// Nothing is held and never was; perhaps it was canceled for that.
    var isUnpaid: Bool {
        switch state {
        case .unpaid: true
        case .canceled: captureBefore == nil
        case .held, .captured: false
        }
    }

    /// Something is held, or was taken.
    var isPaid: Bool {
        switch state {
        case .held, .captured: true
        case .unpaid, .canceled: false
        }
    }

    /// - Parameter intent: fetched with `latest_charge` expanded.
    init(_ intent: PaymentIntent, releasesAreRefunds: Bool) {
        id = intent.id
        let latest = intent.latestCharge
        charge = latest?.id
        captureBefore = latest?.captureBefore
        declineCode = intent.lastError?.declineCode ?? intent.lastError?.code
        split = latest.flatMap(SplitTruth.init)
        switch intent.status {
        case .requiresCapture:
            state = .held(intent.amountCapturable ?? intent.amount ?? 0)
        case .succeeded:
            let captured = intent.amountReceived ?? 0
            // What was let go with the capture is no refund of what was captured.
            let released = releasesAreRefunds ? max(0, (latest?.amount ?? captured) - captured) : 0
            let refunded = max(0, (latest?.amountRefunded ?? 0) - released)
            state = .captured(captured, refunded: refunded)
        case .canceled:
            state = .canceled(byTime: Self.reasonsOfTime.contains(intent.cancellationReason ?? ""))
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction, .processing, .other:
            state = .unpaid
        }
    }

    /// What has to be expanded for the truth to be read.
    static func expand(_ kind: Payment.Kind) -> [String] {
        ["latest_charge"] + (kind == .gig ? SplitTruth.expand.map { "latest_charge.\($0)" } : [])
    }

    /// The second is what versions before 2025-03-31 say.
    private static let reasonsOfTime = ["expired", "automatic"]
}

/// Something that happened to a payment and that was not known before.
enum PaymentFact: Sendable, Equatable {
    case authorized(Int64)
    /// `hold` is what was held until then; 0 for a charge without one.
    case captured(Int64, hold: Int64)
    case released(ReleaseCause, hold: Int64)
    case refunded(Int64)
    case refundReverted(Int64)
}

extension Payment {
    /// Takes in what Stripe says. Forward only: what is known already, or older than what is known, changes nothing, so
    /// it does not matter how often and in which order one is told.
    ///
    /// - Parameter release: why a hold that is gone is gone, unless time took it.
    /// - Returns: what is new, in the order in which it happened.
    mutating func absorb(
        _ truth: IntentTruth, release: ReleaseCause = .canceledElsewhere, now: Int64
    ) -> [PaymentFact] {
        guard intent == nil || intent == truth.id else { return [] }
        let known = self
        charge = truth.charge ?? charge
        var facts: [PaymentFact] = []
        switch truth.state {
        case .unpaid: return []
        case .held(let amount):
            intent = truth.id
            facts = hold(amount, until: truth.captureBefore, now: now)
        case .captured(let amount, let refunded):
            intent = truth.id
            facts = capture(amount, now: now) + setRefunded(refunded)
        case .canceled(let byTime):
            let cause = byTime ? .holdExpired : release
            let next = PaymentTransitions.next(from: status, after: .released)
            guard next != status else { break }
            let held = status == .authorized ? authorizedAmount ?? 0 : 0
            status = next
            self.cause = cause.rawValue
            facts = [.released(cause, hold: held)]
        }
        if self != known { updatedAt = now }
        return facts
    }

    private mutating func hold(_ amount: Int64, until end: Int64?, now: Int64) -> [PaymentFact] {
        let next = PaymentTransitions.next(from: status, after: .authorized)
        if next == .authorized { authorizationExpiresAt = end ?? authorizationExpiresAt }
        guard next != status else { return [] }
        status = next
        cause = nil
        authorizedAmount = amount
        authorizedAt = now
        failures = 0
        firstFailedAt = nil
        holdDueAt = nil
        return [.authorized(amount)]
    }

    private mutating func capture(_ amount: Int64, now: Int64) -> [PaymentFact] {
        let outcome: PaymentOutcome = kind == .package || kind == .gig ? .charged : .captured
        let next = PaymentTransitions.next(from: status, after: outcome)
        guard next != status else { return [] }
        let held = status == .authorized ? authorizedAmount ?? 0 : 0
        status = next
        cause = nil
        capturedAmount = amount
        capturedAt = now
        holdDueAt = nil
        return [.captured(amount, hold: held)]
    }

    /// - Parameter total: what went back until now.
    private mutating func setRefunded(_ total: Int64) -> [PaymentFact] {
        guard let capturedAmount, total != refundAmount, total <= capturedAmount else { return [] }
        let change = total - refundAmount
        refundAmount = total
        let outcome: PaymentOutcome =
            change < 0 ? .refundReverted : total == capturedAmount ? .refunded : .partlyRefunded
        status = PaymentTransitions.next(from: status, after: outcome)
        return [change > 0 ? .refunded(change) : .refundReverted(-change)]
    }
}
