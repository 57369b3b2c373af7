// On the way of a move of money to Stripe: the one call that it is, and how to find out what became of it.
internal import Basics
internal import PaymentRules
internal import StripeClient

/// Asks Stripe to do what an operation says. It reads and writes nothing here, so it may be made again at any time: the
/// operation's own key makes two of it one.
struct MovementCall: Sendable {
    let operation: Operation
    let payment: Payment
    /// nil for a package that has no lesson yet.
    let booking: Booking?
    /// Of a package: how many lessons it has.
    let lessonsCount: Int64?
    /// Of a payment that another service tells of.
    let service: ServicePayment?
    /// Of what a student pays a teacher through the house.
    let gig: GigCall?
    let stripe: StripeClient
    let now: Int64

    /// Metadata by which an operation's objects are found when no answer named them.
    static let mark = "fermata_operation"
    /// Stripe keeps a key for 24 hours at least; before that it is not used any more, and the object is looked for.
    static let keySeconds: Int64 = 20 * 3600
    /// A request that was under way when its key was dropped is over by then: what is not there will not come.
    static let absenceSeconds: Int64 = 25 * 3600

    func run(_ deadline: Deadline) async -> MovementOutcome {
        guard now - operation.firstSentAt < Self.keySeconds else { return await find(deadline) }
        do throws(StripeFailure) {
            return try await send(deadline)
        } catch .faultReplayed {
            return await find(deadline)
        } catch .refused(let refusal) {
            return await explain(refusal, deadline)
        } catch {
            return MovementOutcome(error)
        }
    }

    private func send(_ deadline: Deadline) async throws(StripeFailure) -> MovementOutcome {
        let key = operation.idempotencyKey
        switch operation.verb {
        case .authorize, .charge:
            return try await made(
                stripe.createPaymentIntent(fields, idempotencyKey: key, deadline: deadline), deadline)
        case .renew:
            guard let new = operation.intent, let old = operation.oldIntent else {
                return try await made(
                    stripe.createPaymentIntent(fields, idempotencyKey: key, deadline: deadline), deadline)
            }
            if try await letGo(old, key: key + "-old", deadline) { return try await truth(of: new, deadline) }
            return try await replaced(by: new, deadline)
        case .capture:
            guard let intent = operation.intent else { return Self.nothingToActOn }
            return told(
                try await stripe.capturePaymentIntent(
                    intent, amount: operation.amount, applicationFee: feeOfPart, metadata: marked,
                    expand: expand, idempotencyKey: key, deadline: deadline))
        case .release:
            guard let intent = operation.intent else { return Self.nothingToActOn }
            return told(
                try await stripe.cancelPaymentIntent(
                    intent, expand: expand, idempotencyKey: key, deadline: deadline))
        case .refund:
            guard let intent = operation.intent else { return Self.nothingToActOn }
            guard let refund = try await refund(of: intent, deadline) else { return .teacherShort }
            return try await truth(of: intent, refund: refund, deadline)
        case .saveCard:
            return Self.nothingToActOn
        }
    }

    private static let nothingToActOn = MovementOutcome.refused(
        MovementRefusal(
            code: "nothing_to_act_on", message: "There is no payment at Stripe to act on.", isDecline: false,
            requestID: nil))

    private var expand: [String] { IntentTruth.expand(payment.kind) }

    var marked: FormFields { [Self.mark: .text(String(operation.id))] }
}

// MARK: Making an intent

extension MovementCall {
    private func made(
        _ reply: StripeReply<PaymentIntent>, _ deadline: Deadline
    ) async throws(StripeFailure) -> MovementOutcome {
        // A replayed answer tells how the intent was then.
        try await kept(
            reply.answer.replayed ? try await truth(of: reply.object.id, deadline) : told(reply), deadline)
    }

    /// An intent that was declined, or wants its owner to act, holds nothing and is canceled, so that nobody finishes
    /// it later.
    private func kept(
        _ outcome: MovementOutcome, _ deadline: Deadline
    ) async throws(StripeFailure) -> MovementOutcome {
        guard case .truth(let truth, _, let requestID) = outcome, truth.isUnpaid else { return outcome }
        if truth.state == .unpaid {
            try await letGo(truth.id, key: operation.idempotencyKey + "-unpaid", deadline)
        }
        let code = truth.declineCode ?? Self.authenticationRequired
        let message =
            code == Self.authenticationRequired
            ? "The card's owner has to authenticate this payment and is not here to do so."
            : "The card was declined."
        return .refused(MovementRefusal(code: code, message: message, isDecline: true, requestID: requestID))
    }

    /// Stripe's own code for it.
    private static let authenticationRequired = "authentication_required"

    /// - Returns: false when the intent was over already.
    @discardableResult
    private func letGo(
        _ id: PaymentIntentID, key: String, _ deadline: Deadline
    ) async throws(StripeFailure) -> Bool {
        do throws(StripeFailure) {
            _ = try await stripe.cancelPaymentIntent(id, idempotencyKey: key, deadline: deadline)
            return true
        } catch .refused(let refusal) where refusal.isUnexpectedState {
            return false
        }
    }
}

// MARK: Finding out

extension MovementCall {
    private func told(_ reply: StripeReply<PaymentIntent>) -> MovementOutcome {
        .truth(
            IntentTruth(reply.object, releasesAreRefunds: stripe.releasesAreRefunds),
            requestID: reply.answer.requestID)
    }

    private func truth(
        of id: PaymentIntentID, refund: RefundID? = nil, _ deadline: Deadline
    ) async throws(StripeFailure) -> MovementOutcome {
        let reply = try await stripe.retrievePaymentIntent(
            id, expand: expand, deadline: deadline)
        return .truth(
            IntentTruth(reply.object, releasesAreRefunds: stripe.releasesAreRefunds), refund: refund,
            requestID: reply.answer.requestID)
    }

    /// A no about an intent that has moved on is answered by the intent itself.
    private func explain(_ refusal: StripeRefusal, _ deadline: Deadline) async -> MovementOutcome {
        let no = MovementOutcome.refused(MovementRefusal(refusal))
        guard !no.isDecline, let intent = operation.intent else { return no }
        do throws(StripeFailure) {
            let outcome = try await truth(of: intent, deadline)
            guard case .truth(let truth, _, _) = outcome, operation.isOver(by: truth) else { return no }
            return outcome
        } catch {
            return MovementOutcome(error)
        }
    }

    /// Looks for what the operation was to bring about, without asking for it again.
    private func find(_ deadline: Deadline) async -> MovementOutcome {
        do throws(StripeFailure) {
            switch operation.verb {
            case .capture, .release:
                guard let intent = operation.intent else { return Self.nothingToActOn }
                let outcome = try await truth(of: intent, deadline)
                if case .truth(let truth, _, _) = outcome, operation.isSatisfied(by: truth) { return outcome }
            case .refund:
                guard let intent = operation.intent else { return Self.nothingToActOn }
                for try await refund in stripe.refunds(of: intent, deadline: deadline)
                where refund.metadata(Self.mark) == String(operation.id) {
                    return try await truth(of: intent, refund: refund.id, deadline)
                }
            case .authorize, .charge, .renew, .saveCard:
                if let new = operation.intent { return try await replaced(by: new, deadline) }
                // Older than the operation: what it made cannot be behind.
                let intents = stripe.paymentIntents(
                    of: payment.customer, since: operation.createdAt - 3600, deadline: deadline)
                for try await intent in intents where intent.metadata(Self.mark) == String(operation.id) {
                    return try await kept(try await truth(of: intent.id, deadline), deadline)
                }
            }
            return now - operation.firstSentAt >= Self.absenceSeconds
                ? .absent : .unknown("not found at Stripe yet")
        } catch {
            return MovementOutcome(error)
        }
    }
}

extension MovementCall {
    /// Of a renewal whose new hold stands: whether the old one is gone.
    private func replaced(
        by new: PaymentIntentID, _ deadline: Deadline
    ) async throws(StripeFailure) -> MovementOutcome {
        guard let old = operation.oldIntent else { return try await truth(of: new, deadline) }
        let left = try await stripe.retrievePaymentIntent(old, deadline: deadline)
        switch left.object.status {
        case .requiresCapture: return .unknown("the old hold is still open")
        case .succeeded:
            // Somebody captured it meanwhile: that is the payment, and a second must not come of it.
            try await letGo(new, key: operation.idempotencyKey + "-new", deadline)
            return try await truth(of: old, deadline)
        default: return try await truth(of: new, deadline)
        }
    }
}

extension Operation {
    /// Whether the intent says that what was wanted is so.
    func isSatisfied(by truth: IntentTruth) -> Bool {
        switch (verb, truth.state) {
        case (.authorize, .held), (.renew, .held), (.authorize, .captured), (.renew, .captured),
            (.charge, .captured), (.capture, .captured), (.release, .canceled):
            true
        default: false
        }
    }

    /// Whether the intent has moved on so far that the operation can do nothing to it any more. A refund stands beside
    /// others: of one that is refused the intent says nothing, unless all of it went back already.
    fileprivate func isOver(by truth: IntentTruth) -> Bool {
        switch (verb, truth.state) {
        case (.capture, .captured), (.capture, .canceled), (.release, .captured), (.release, .canceled): true
        case (.refund, .captured(let captured, let refunded)): captured == refunded
        default: false
        }
    }
}

extension MovementOutcome {
    fileprivate var isDecline: Bool {
        guard case .refused(let refusal) = self else { return false }
        return refusal.isDecline
    }
}
