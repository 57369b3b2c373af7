// On the way of what Stripe tells, and of what a job looks up: a payment made to say what Stripe says of it.
internal import Basics
internal import PaymentRules
internal import Store
internal import StripeClient

enum SyncResult: Sendable, Equatable {
    /// The payment says what Stripe says.
    case done(isNews: Bool)
    /// A move of the payment's money is under way, and its outcome comes first.
    case busy
    /// No payment here goes by that, although an operation made it: it may be written down yet.
    case unknown
    /// None of ours.
    case foreign
}

extension Movements {
    /// Fetches the intent and takes in what it says. However often, in whatever order: the end is the same.
    ///
    /// - Parameters:
    ///   - reason: what made us look, for the history.
    ///   - event: Stripe's, which is written beside what it brought.
    func sync(
        intent id: PaymentIntentID, reason: String, event: String? = nil, dispute: DisputeTruth? = nil
    ) async throws -> SyncResult {
        // What Stripe says now must not be undone by what it said before, so an answer counts only for a payment that
        // stands as it did when Stripe was asked.
        for _ in 0..<Self.looksMax {
            let owner = try await owner(of: id)
            guard case .payment(let payment) = owner else { return owner == .unknown ? .unknown : .foreign }
            guard try await finishOpen(payment) else { return .busy }
            let known = try await database.read { tx in try await tx.payment(payment) }
            guard let known, let intent = try await fetch(id, known.kind) else { return .foreign }
            let truth = IntentTruth(intent, releasesAreRefunds: stripe.releasesAreRefunds)
            if let result = try await take(truth, known, reason, event, dispute) { return result }
        }
        return .busy
    }

    /// Each begins with what somebody else wrote down during the one before.
    private static let looksMax = 3

    /// - Returns: nil when the payment has changed since it was read, or a move of its money is open.
    private func take(
        _ truth: IntentTruth, _ known: Payment, _ reason: String, _ event: String?, _ dispute: DisputeTruth?
    ) async throws -> SyncResult? {
        let now = clock.nowSeconds
        let (result, next) = try await database.transaction { tx -> (SyncResult?, Int64?) in
            var booking: Booking?
            if let bookingID = try await tx.bookingID(ofPayment: known.id) {
                booking = try await tx.lockBooking(bookingID)
            }
            guard var payment = try await tx.lockPayment(known.id), payment == known,
                try await tx.openOperation(ofPayment: known.id) == nil
            else { return (nil, nil) }
            let recorder = Recorder(
                tx: tx, booking: booking, operation: nil, cause: reason, stripeEvent: event, random: random,
                now: now)
            let facts = payment.absorb(truth, now: now)
            let isDisputeNews = dispute.map { payment.absorb($0) } ?? false
            let isSplitNews = try await !recorder.splitEntries(truth, payment).isEmpty
            let isNews = !facts.isEmpty || isDisputeNews || isSplitNews
            if let event { try await tx.close(event: event, effect: isNews, now: now) }
            guard isNews else { return (.done(isNews: false), nil) }
            try await tx.save(payment)
            try await recorder.record(facts, payment, truth)
            if let dispute, isDisputeNews {
                try await (facts.isEmpty && !isSplitNews ? recorder : recorder.besides).record(
                    dispute, payment)
            }
            let operation = try await pursue(
                try await tx.owed(payment, booking), payment, cause: reason, in: tx)
            return (.done(isNews: true), operation?.id)
        }
        if let next { _ = try await run(next) { _, result in result } }
        return result
    }

    private enum Owner: Equatable {
        case payment(Int64)
        /// An operation made it whose payment is not known yet.
        case unknown
        case foreign
    }

    /// By its id; else by the operation that made it, which stands in its metadata.
    private func owner(of id: PaymentIntentID) async throws -> Owner {
        if let payment = try await database.read({ tx in try await tx.paymentID(ofIntent: id) }) {
            return .payment(payment)
        }
        guard let mark = try await fetch(id, .lesson)?.metadata(MovementCall.mark) else { return .foreign }
        guard let operation = Int64(mark) else { return .unknown }
        let payment = try await database.read { tx in try await tx.operation(operation)?.paymentID }
        return payment.map { .payment($0) } ?? .unknown
    }

    /// nil when Stripe has no such intent.
    private func fetch(
        _ id: PaymentIntentID, _ kind: Payment.Kind
    ) async throws(StripeFailure) -> PaymentIntent? {
        do throws(StripeFailure) {
            return try await stripe.retrievePaymentIntent(
                id, expand: IntentTruth.expand(kind), deadline: stripe.deadline()
            ).object
        } catch {
            if error.isResourceMissing { return nil }
            throw error
        }
    }

    /// - Returns: false while an operation of the payment is somebody else's, or its outcome unknown.
    private func finishOpen(_ payment: Int64) async throws -> Bool {
        let open = try await database.read { tx in try await tx.openOperation(ofPayment: payment) }
        guard let open else { return true }
        guard try await takeOver(open.id) else { return false }
        let result = try await run(open.id) { _, result in result }
        return result != .underWay
    }
}

/// A dispute as it is at Stripe.
struct DisputeTruth: Sendable, Equatable {
    let status: String
    let amount: Int64
    /// What Stripe took for it besides.
    let fee: Int64

    var isWon: Bool { status == "won" || status == "warning_closed" }
    var isLost: Bool { status == "lost" }
    /// Only an inquiry: no money is taken back while it lasts.
    var isInquiry: Bool { status.hasPrefix("warning_") }
}

extension Payment {
    /// - Returns: whether that is news.
    fileprivate mutating func absorb(_ truth: DisputeTruth) -> Bool {
        // What was decided stays decided.
        guard dispute != truth.status, dispute != "won", dispute != "lost" else { return false }
        dispute = truth.status
        return true
    }
}

extension Recorder {
    fileprivate func record(_ dispute: DisputeTruth, _ payment: Payment) async throws(StoreFailure) {
        let isTold = try await tx.events(ofPayment: payment.id).contains { $0.type == .disputeOpened }
        let isTaken = try await tx.balance(of: .disputesOpen, payment: payment.id) != 0
        // An inquiry is told too; should it become a dispute, the money is taken then.
        let isOpened = isTold && (isTaken || dispute.isInquiry)
        if !isOpened {
            try await record(
                .disputeOpened, payment, amount: dispute.amount,
                ledger: dispute.isInquiry
                    ? [] : Ledger.entries(for: .disputeOpened(dispute.amount)) + fee(of: dispute, payment))
            try await needStaff(payment, about: "dispute")
        }
        let recorder = isOpened ? self : besides
        guard !dispute.isInquiry else { return }
        if dispute.isWon {
            try await recorder.record(
                .disputeWon, payment, amount: dispute.amount,
                ledger: Ledger.entries(for: .disputeWon(dispute.amount)))
        } else if dispute.isLost {
            // What the teacher got of it is theirs until a person decides otherwise.
            if payment.kind == .gig { try await needStaff(payment, about: "dispute_lost") }
            try await recorder.record(
                .disputeLost, payment, amount: dispute.amount,
                ledger: Ledger.entries(for: .disputeLost(dispute.amount)))
        }
    }
}
