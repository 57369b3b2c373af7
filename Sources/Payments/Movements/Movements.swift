// On the way of every move of money: written down first, then asked of Stripe, then written down again.
package import Basics
internal import PaymentRules
package import Store
package import StripeClient

/// Moves money of payments that the store knows. Each move is an operation in three steps: an intent row, committed and
/// the only open one of its payment; the call, outside any transaction; the outcome with everything that follows from
/// it, in one transaction. Whatever ends a process between two of them, the next one to look goes on from there.
package struct Movements: Sendable {
    let database: any Database
    let stripe: StripeClient
    let clock: WallClock
    let random: RandomBytes
    /// This process, among those that share the database.
    let owner: String
    /// What a request may spend on Stripe, and a margin in which its outcome is written.
    let leaseSeconds: Int64

    package init(
        database: any Database, stripe: StripeClient, clock: WallClock, random: RandomBytes, owner: String,
        leaseSeconds: Int64
    ) {
        self.database = database
        self.stripe = stripe
        self.clock = clock
        self.random = random
        self.owner = owner
        self.leaseSeconds = leaseSeconds
    }
}

/// What a move came to, for who asked for it.
package enum MovementResult: Sendable, Equatable {
    case done
    case refused(MovementRefusal)
    /// Whether Stripe acted is unknown; the completer finds out.
    case underWay
}

// MARK: Beginning, in a transaction

extension Movements {
    /// Writes down a move of money. The payment is locked, and has no open operation.
    ///
    /// - Parameter lessonsCount: of a package's refund, the lessons that were taken out of the wallet for it.
    func begin(
        _ verb: MoneyVerb, _ payment: Payment, amount: Int64?, lessonsCount: Int64? = nil, cause: String,
        in tx: any Transaction
    ) async throws(StoreFailure) -> Operation {
        let now = clock.nowSeconds
        let makesIntent = [.authorize, .charge, .renew].contains(verb)
        let operation = try await tx.insert(
            NewOperation(
                paymentID: payment.id, verb: verb, amount: amount, lessonsCount: lessonsCount,
                idempotencyKey: "fermata-" + random.hex(byteCount: 16),
                card: makesIntent ? payment.card : nil,
                intent: makesIntent ? nil : payment.intent, oldIntent: verb == .renew ? payment.intent : nil,
                cause: cause, leaseOwner: owner, leaseUntil: now + leaseSeconds), now: now)
        if let tried = verb.triedEvent {
            let event = NewPaymentEvent(
                tried, bookingID: try await tx.bookingID(ofPayment: payment.id), paymentID: payment.id,
                operationID: operation.id, amount: amount, cause: cause)
            try await tx.append(event, currency: payment.currency, now: now)
        }
        return operation
    }

    /// Writes down the move that brings the payment to what is owed for it, if there is one to make and none open. An
    /// open one is followed by what is then owed, once it is closed.
    ///
    /// - Parameter owed: in minor units; nil while nobody knows.
    func pursue(
        _ owed: Int64?, _ payment: Payment, cause: String, in tx: any Transaction
    ) async throws(StoreFailure) -> Operation? {
        guard let owed, try await tx.openOperation(ofPayment: payment.id) == nil else { return nil }
        // A part of a price may lie between two of the currency's steps: what Stripe does not move is the payer's.
        let movable = owed - owed % payment.currency.step
        let movement = Movement(
            owed: movable, payment: payment.status, authorized: payment.authorizedAmount ?? payment.amount,
            captured: payment.capturedAmount ?? 0, refunded: payment.refundAmount)
        switch movement {
        case .nothing: return nil
        case .capture(let amount):
            return try await begin(.capture, payment, amount: amount, cause: cause, in: tx)
        case .release:
            return try await begin(.release, payment, amount: nil, cause: cause, in: tx)
        case .refund(let amount):
            // A bank that sent the money back once will not take it now: staff were told, and do it another way.
            guard try await !tx.events(ofPayment: payment.id).haveReturnedRefund else { return nil }
            return try await begin(.refund, payment, amount: amount, cause: cause, in: tx)
        }
    }
}

extension Transaction {
    /// What is owed for a payment in the end, by its booking, its gig's booking or the service that it belongs to; nil
    /// while nobody knows.
    func owed(_ payment: Payment, _ booking: Booking?) async throws(StoreFailure) -> Int64? {
        switch payment.kind {
        case .lesson, .package: booking?.owedAmount
        case .service: try await servicePayment(payment.id)?.owedAmount
        case .gig: try await gigBooking(ofPayment: payment.id)?.owedAmount
        }
    }
}

extension [PaymentEvent] {
    /// Of a payment: the bank sent a refund back. What Stripe refused, of an operation, is another matter: it may have
    /// been too much beside another refund.
    var haveReturnedRefund: Bool { contains { $0.type == .refundFailed && $0.operationID == nil } }
}

extension MoneyVerb {
    /// Written when it is tried, for the figures.
    fileprivate var triedEvent: PaymentEventType? {
        switch self {
        case .authorize, .renew: .authorizationTried
        case .capture: .captureTried
        case .saveCard, .release, .charge, .refund: nil
        }
    }
}
