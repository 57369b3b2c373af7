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

    /// - Parameter truth: what the facts were read from.
    func record(
        _ facts: [PaymentFact], _ payment: Payment, _ truth: IntentTruth
    ) async throws(StoreFailure) {
        let split = try await splitEntries(truth, payment)
        if facts.isEmpty, !split.isEmpty {
            try await record(.splitChanged, payment, amount: nil, ledger: split)
        }
        for (index, fact) in facts.enumerated() {
            let recorder = index == 0 ? self : besides
            let news = news(fact, payment)
            // What a gig moves is read from Stripe as a whole, and stands with the first of the facts.
            let ledger =
                payment.kind == .gig ? (index == 0 ? split : []) : Ledger.entries(for: news.ledger)
            let event = try await recorder.record(
                news.event, payment, amount: news.amount, ledger: ledger)
            if case .captured(let amount, _) = fact, let credit = booking?.creditAmount, credit > 0 {
                try await besides.giveCredit(min(credit, amount), payment, isCaptured: false)
            }
            if let template = news.mail { try await mail(template, event, payment, amount: news.amount) }
            if payment.kind == .gig { try await recorder.besides.followGig(fact, payment, event) }
            if case .refundReverted = fact {
                try await recorder.needStaffOnce(payment, about: "refund_failed:\(now)")
                try await recorder.returnLessons(ofReverted: news.amount, payment)
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
            guard payment.kind != .gig else {
                return News(
                    event: .charged, amount: amount, ledger: .charged(amount), mail: .processed)
            }
            guard payment.kind != .package else {
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
        guard let student = payment.studentID else {
            throw .malformed("payment \(payment.id) has no student to give credit to")
        }
        _ = try await tx.insertPackage(
            studentID: student, paymentID: payment.id, origin: .credit, lessonsCount: 1,
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
        if let event {
            // What cannot be captured is no hold to count on. Should it stand all the same, a failed payment is
            // authorized by it when that is seen, and the hold is counted anew.
            let lost = verb == .capture && payment.status == .failed ? payment.authorizedAmount ?? 0 : 0
            let id = try await record(
                event, payment, amount: operation?.amount, ledger: Ledger.entries(for: .released(lost)))
            switch verb {
            case .authorize, .charge: try await mail(.failed, id, payment, amount: payment.amount)
            case .renew: try await mail(.expiring, id, payment, amount: payment.amount)
            // No card of a student's can mend it; who asked for the collection goes by what became of it.
            case .capture where payment.kind == .service && payment.status == .failed:
                try await mail(.failed, id, payment, amount: payment.amount)
            case .capture, .release, .refund, .saveCard: break
            }
        }
        // A card's owner is told; what no card can mend is for staff.
        if ![.authorize, .charge].contains(verb) { try await needStaff(payment, about: verb.rawValue) }
    }

    /// - Returns: the event's id.
    @discardableResult
    func record(
        _ type: PaymentEventType, _ payment: Payment, amount: Int64?, ledger: [LedgerEntry] = []
    ) async throws(StoreFailure) -> Int64 {
        let event = NewPaymentEvent(
            type, bookingID: booking?.id, paymentID: payment.id, operationID: operation?.id, amount: amount,
            stripeEvent: stripeEvent, cause: cause, requestID: operation?.requestID)
        return try await tx.append(event, ledger: ledger, currency: payment.currency, now: now)
    }

    /// Told in the history and by mail, once a payment and matter.
    func needStaff(_ payment: Payment, about matter: String) async throws(StoreFailure) {
        try await needStaffOnce(payment, about: "\(matter):\(operation?.id ?? 0)")
    }

    /// The same, for what is seen again at every look.
    func needStaffOnce(_ payment: Payment, about matter: String) async throws(StoreFailure) {
        let isNew = try await owe(
            MailTemplate.staffNeeded.rawValue, to: "staff", payment, amount: nil, fact: matter)
        if isNew { try await besides.record(.staffNeeded, payment, amount: nil) }
    }

    /// Nobody paid for the lesson's time, so others may have it.
    ///
    /// - Parameter isTold: the student knows it from another mail.
    func freeSlot(_ payment: Payment, isTold: Bool) async throws(StoreFailure) {
        guard var freed = booking, freed.status == .scheduled else { return }
        freed.status = .cancelled
        freed.endedAt = now
        freed.owedAmount = 0
        freed.revision += 1
        freed.updatedAt = now
        try await tx.save(freed)
        let event = try await besides.record(.slotFreed, payment, amount: nil)
        if !isTold { try await mail(.slotFreed, event, payment, amount: payment.amount) }
    }

    /// Tells who pays of an event.
    private func mail(
        _ template: MailTemplate, _ event: Int64, _ payment: Payment, amount: Int64
    ) async throws(StoreFailure) {
        let fact = String(event)
        guard payment.kind == .service else {
            try await owe(template.rawValue, to: "student", payment, amount: amount, fact: fact)
            return
        }
        // Another service knows who pays, and is told instead.
        guard let type = template.serviceEvent else { return }
        try await owe(type.rawValue, to: ServiceEventType.recipient, payment, amount: amount, fact: fact)
    }

    /// - Returns: false when it was owed before.
    @discardableResult
    func owe(
        _ template: String, to recipient: String, _ payment: Payment, amount: Int64?, fact: String
    ) async throws(StoreFailure) -> Bool {
        try await tx.owe(
            template, to: recipient, fact: "\(template):\(payment.id):\(fact)",
            booking: booking?.id, payment: payment.id, amount: amount, messageID: random.hex(byteCount: 16),
            now: now)
    }
}

/// Causes that something depends on; the others are for people.
enum MovementCause {
    static let expiringHold = "the hold would have ended before the lesson"

    /// Of a lesson's payment, beyond what the booking's end settled.
    static func refund(askedForBy caller: String, _ reason: String?) -> String {
        "\(refund)\(caller)" + (reason.map { ": \($0)" } ?? "")
    }

    static func isRefund(_ cause: String) -> Bool { cause.hasPrefix(refund) }

    private static let refund = "refund, asked for by "
}
