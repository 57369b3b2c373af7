// Under every move of money: what was decided, before Stripe is called, and what came of it.
package import Basics

/// The intent of a move of money. At most one is open a payment.
package struct Operation: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Stripe may or may not have acted.
        case open
        case done
        /// Stripe said no for good.
        case refused
    }

    package let id: Int64
    package let paymentID: Int64
    package let verb: MoneyVerb
    /// In minor units; nil for a release, which has no part.
    package let amount: Int64?
    /// Of a package's refund: the lessons that it took out of the wallet.
    package let lessonsCount: Int64?
    package var state = State.open
    package var idempotencyKey: String
    package let card: PaymentMethodID?
    /// The intent it acts on; of one that makes an intent, the one it made.
    package var intent: PaymentIntentID?
    /// Of a renewal: the hold that is let go once the new one stands.
    package let oldIntent: PaymentIntentID?
    package var refund: RefundID?
    /// Of a gig's refund: the teacher's account could not give its part back, so the house pays all of it.
    package var isPaidByHouse = false
    /// Who or what wanted it.
    package let cause: String
    /// When Stripe was first asked under the present key.
    package var firstSentAt: Int64
    package var attempts: Int64 = 0
    package var nextTryAt: Int64
    package var leaseOwner: String?
    package var leaseUntil: Int64
    /// Grows with each lease; an outcome with an old one is refused.
    package var fence: Int64 = 1
    package var failureCode: String?
    package var failureText: String?
    package var requestID: String?
    package let createdAt: Int64
    package var finishedAt: Int64?

    package init(
        id: Int64, paymentID: Int64, verb: MoneyVerb, amount: Int64?, lessonsCount: Int64?,
        idempotencyKey: String, card: PaymentMethodID?, intent: PaymentIntentID?, oldIntent: PaymentIntentID?,
        cause: String,
        leaseOwner: String?, leaseUntil: Int64, createdAt: Int64
    ) {
        self.id = id
        self.paymentID = paymentID
        self.verb = verb
        self.amount = amount
        self.lessonsCount = lessonsCount
        self.idempotencyKey = idempotencyKey
        self.card = card
        self.intent = intent
        self.oldIntent = oldIntent
        self.cause = cause
        firstSentAt = createdAt
        nextTryAt = createdAt
        self.leaseOwner = leaseOwner
        self.leaseUntil = leaseUntil
        self.createdAt = createdAt
    }
}

/// What happened to a payment, as it stands in its history.
package struct PaymentEvent: Sendable, Equatable {
    package let id: Int64
    package let bookingID: Int64?
    package let paymentID: Int64?
    package let operationID: Int64?
    package let type: PaymentEventType
    package let amount: Int64?
    package let stripeEvent: String?
    package let cause: String
    package let requestID: String?
    /// The request on whose way it was, or the job.
    package let askedBy: String?
    package let createdAt: Int64

    package init(
        id: Int64, bookingID: Int64?, paymentID: Int64?, operationID: Int64?, type: PaymentEventType,
        amount: Int64?, stripeEvent: String?, cause: String, requestID: String?, askedBy: String? = nil,
        createdAt: Int64
    ) {
        self.id = id
        self.bookingID = bookingID
        self.paymentID = paymentID
        self.operationID = operationID
        self.type = type
        self.amount = amount
        self.stripeEvent = stripeEvent
        self.cause = cause
        self.requestID = requestID
        self.askedBy = askedBy
        self.createdAt = createdAt
    }
}

/// Every kind of thing that a payment's history tells. The six figures are counted from these alone.
package enum PaymentEventType: String, Sendable, CaseIterable {
    case booked
    case authorizationTried = "authorization_tried"
    case authorized
    case authorizationFailed = "authorization_failed"
    case authorizationRenewed = "authorization_renewed"
    case authorizationExpired = "authorization_expired"
    case captureTried = "capture_tried"
    case captured
    case captureFailed = "capture_failed"
    case released
    case charged
    case chargeFailed = "charge_failed"
    case refunded
    case refundFailed = "refund_failed"
    case disputeOpened = "dispute_opened"
    case disputeWon = "dispute_won"
    case disputeLost = "dispute_lost"
    case completed
    case cancelled
    case noShow = "no_show"
    case rescheduled
    case slotFreed = "slot_freed"
    case creditGiven = "credit_given"
    case lessonReturned = "lesson_returned"
    case staffNeeded = "staff_needed"
    case gigConfirmed = "gig_confirmed"
    case gigDeclined = "gig_declined"
    case gigStarted = "gig_started"
    /// The teacher did not answer in time.
    case gigExpired = "gig_expired"
    /// Between house and teacher alone: a transfer or a fee that somebody gave back at Stripe.
    case splitChanged = "split_changed"
}
