// On the way of what happened into the books: the event, its ledger lines and the mails it asks for, together.
internal import Basics
internal import PaymentRules
internal import Store

/// Writes down facts of one payment within one transaction.
struct Recorder: Sendable {
    let tx: any Transaction
    /// nil for a package that has no lesson yet.
    let booking: Booking?
    /// What brought the facts about; nil when Stripe told them.
    let operation: Operation?
    /// Who or what wanted it.
    let cause: String
    var stripeEvent: String?
    let random: RandomBytes
    let now: Int64

    func record(_ facts: [PaymentFact], _ payment: Payment) async throws(StoreFailure) {
        for (index, fact) in facts.enumerated() {
            let recorder = index == 0 ? self : besides
            let news = news(fact, payment)
            try await recorder.record(
                news.event, payment, amount: news.amount, ledger: Ledger.entries(for: news.ledger))
            if case .captured(let amount, _) = fact, let credit = booking?.creditAmount, credit > 0 {
                try await besides.giveCredit(min(credit, amount), payment, isCaptured: false)
            }
            if let mail = news.mail { try await mailStudent(mail, payment, amount: news.amount) }
            if case .refundReverted = fact {
                try await recorder.needStaffOnce(payment, about: "refund_failed:\(now)")
            }
        }
    }

    /// For what happened besides: an event of Stripe's stands in the history once.
    var besides: Recorder {
        var recorder = self
        recorder.stripeEvent = nil
        return recorder
    }

    private struct News {
        let event: PaymentEventType
        let amount: Int64
        let ledger: LedgerOutcome
        let mail: MailTemplate?
    }

    private func news(_ fact: PaymentFact, _ payment: Payment) -> News {
        switch fact {
        case .authorized(let amount):
            return News(event: .authorized, amount: amount, ledger: .authorized(amount), mail: .reserved)
        case .captured(let amount, let hold):
            guard payment.kind == .lesson else {
                // Owed as lessons until they are taught.
                return News(
                    event: .charged, amount: amount, ledger: .charged(amount, credit: amount),
                    mail: .processed)
            }
            let credit = min(booking?.creditAmount ?? 0, amount)
            let early = operation?.cause == MovementCause.expiringHold
            return News(
                event: .captured, amount: amount,
                ledger: .captured(amount, credit: credit, hold: hold),
                mail: early ? .processedEarly : .processed)
        case .released(let cause, let hold):
            let isExpired = cause == .holdExpired
            return News(
                event: isExpired ? .authorizationExpired : .released, amount: hold, ledger: .released(hold),
                mail: isExpired ? .holdExpired : .released)
        case .refunded(let amount):
            let credit = payment.kind == .package ? amount : 0
            return News(
                event: .refunded, amount: amount, ledger: .refunded(amount, credit: credit), mail: .refunded)
        case .refundReverted(let amount):
            let credit = payment.kind == .package ? amount : 0
            return News(
                event: .refundFailed, amount: amount, ledger: .refundReverted(amount, credit: credit),
                mail: nil)
        }
    }

    /// A lesson in the student's wallet for what was taken and is owed to them.
    ///
    /// - Parameter isCaptured: the money was the shop's income before, which the ledger then says.
    func giveCredit(_ amount: Int64, _ payment: Payment, isCaptured: Bool) async throws(StoreFailure) {
        _ = try await tx.insertPackage(
            studentID: payment.studentID, paymentID: payment.id, origin: .credit, lessonsCount: 1,
            lessonsLeft: 1, amount: amount, currency: payment.currency, now: now)
        try await record(
            .creditGiven, payment, amount: amount,
            ledger: isCaptured ? Ledger.entries(for: .creditGiven(amount)) : [])
    }

    /// What Stripe refused for good.
    func refused(_ verb: MoneyVerb, _ payment: Payment) async throws(StoreFailure) {
        let event: PaymentEventType? =
            switch verb {
            case .authorize, .renew: .authorizationFailed
            case .capture: .captureFailed
            case .charge: .chargeFailed
            case .refund: .refundFailed
            case .release, .saveCard: nil
            }
        if let event { try await record(event, payment, amount: operation?.amount) }
        switch verb {
        case .authorize, .charge: try await mailStudent(.failed, payment, amount: payment.amount)
        case .renew: try await mailStudent(.expiring, payment, amount: payment.amount)
        case .capture, .release, .refund, .saveCard: break
        }
        // A card's owner is told; what no card can mend is for staff.
        if ![.authorize, .charge].contains(verb) { try await needStaff(payment, about: verb.rawValue) }
    }

    func record(
        _ type: PaymentEventType, _ payment: Payment, amount: Int64?, ledger: [LedgerEntry] = []
    ) async throws(StoreFailure) {
        let event = NewPaymentEvent(
            type, bookingID: booking?.id, paymentID: payment.id, operationID: operation?.id, amount: amount,
            stripeEvent: stripeEvent, cause: cause, requestID: operation?.requestID)
        try await tx.append(event, ledger: ledger, currency: payment.currency, now: now)
    }

    /// Told in the history and by mail, once a payment and matter.
    func needStaff(_ payment: Payment, about matter: String) async throws(StoreFailure) {
        try await needStaffOnce(payment, about: "\(matter):\(operation?.id ?? 0)")
    }

    /// The same, for what is seen again at every look.
    func needStaffOnce(_ payment: Payment, about matter: String) async throws(StoreFailure) {
        let isNew = try await owe(.staffNeeded, to: "staff", payment, amount: nil, fact: matter)
        if isNew { try await besides.record(.staffNeeded, payment, amount: nil) }
    }

    /// Nobody paid for the lesson's time, so others may have it.
    func freeSlot(_ payment: Payment) async throws(StoreFailure) {
        guard var freed = booking, freed.status == .scheduled else { return }
        freed.status = .cancelled
        freed.endedAt = now
        freed.owedAmount = 0
        freed.revision += 1
        freed.updatedAt = now
        try await tx.save(freed)
        try await besides.record(.slotFreed, payment, amount: nil)
    }

    func mailSlotFreed(_ payment: Payment) async throws(StoreFailure) {
        try await mailStudent(.slotFreed, payment, amount: payment.amount)
    }

    private func mailStudent(
        _ template: MailTemplate, _ payment: Payment, amount: Int64
    ) async throws(StoreFailure) {
        let total = payment.refundAmount
        try await owe(
            template, to: "student", payment, amount: amount,
            fact: "\(payment.intent?.text ?? ""):\(operation?.id ?? 0):\(total)")
    }

    /// - Returns: false when it was owed before.
    @discardableResult
    private func owe(
        _ template: MailTemplate, to recipient: String, _ payment: Payment, amount: Int64?, fact: String
    ) async throws(StoreFailure) -> Bool {
        try await tx.owe(
            template.rawValue, to: recipient, fact: "\(template.rawValue):\(payment.id):\(fact)",
            booking: booking?.id, payment: payment.id, amount: amount, messageID: random.hex(byteCount: 16),
            now: now)
    }
}

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
}

/// Causes that something depends on; the others are for people.
enum MovementCause {
    static let expiringHold = "the hold would have ended before the lesson"
}
