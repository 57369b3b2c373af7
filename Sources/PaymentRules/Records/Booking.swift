// Under the bookings door: a lesson that was agreed on, with the payment it stands on.
package import Basics

/// What is known of a booking. Times are seconds since 1970, amounts minor units of `currency`.
package struct Booking: Sendable, Equatable {
    package let id: Int64
    package let studentID: Int64
    package let instructorID: Int64
    package var startsAt: Int64
    package var endsAt: Int64
    package let description: String
    package var status = BookingStatus.scheduled
    package let amount: Int64
    package let currency: Currency
    /// Of the policy in force when the student booked, which settles it.
    package let policyHash: String
    /// nil for a lesson out of a wallet, which has no payment of its own.
    package let paymentID: Int64?
    /// The wallet it was taken from, or bought with.
    package let packageID: Int64?
    /// What the student owes for it in the end; nil while nobody knows. The payment is moved until it says the same.
    package var owedAmount: Int64?
    /// The part of it that comes back as a lesson in the wallet.
    package var creditAmount: Int64 = 0
    package var minutesTaught: Int64?
    /// When it was completed, cancelled or missed; nil before that.
    package var endedAt: Int64?
    /// Whose doing a cancel or a no-show was; nil where nobody's was.
    package var endedBy: BookingParty?
    /// Counts the changes that a quote must not outlive.
    package var revision: Int64 = 1
    /// How its payment stands.
    package var standing: PaymentStanding
    package let createdAt: Int64
    package var updatedAt: Int64

    /// A lesson that a package of several has paid for already.
    package var isFromWallet: Bool { paymentID == nil }

    package init(
        id: Int64, studentID: Int64, instructorID: Int64, startsAt: Int64, endsAt: Int64, description: String,
        amount: Int64, currency: Currency, policyHash: String, paymentID: Int64?, packageID: Int64?,
        standing: PaymentStanding, createdAt: Int64
    ) {
        self.id = id
        self.studentID = studentID
        self.instructorID = instructorID
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.description = description
        self.amount = amount
        self.currency = currency
        self.policyHash = policyHash
        self.paymentID = paymentID
        self.packageID = packageID
        self.standing = standing
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

/// What a booking shows of the payment it stands on.
package struct PaymentStanding: Sendable, Equatable {
    package var status = PaymentStatus.pending
    package var intent: PaymentIntentID?
    package var authorizedAmount: Int64?
    package var capturedAmount: Int64?
    package var refundAmount: Int64 = 0
    package var authorizationExpiresAt: Int64?

    package init() {}

    package init(_ payment: Payment) {
        status = payment.status
        intent = payment.intent
        authorizedAmount = payment.authorizedAmount
        capturedAmount = payment.capturedAmount
        refundAmount = payment.refundAmount
        authorizationExpiresAt = payment.authorizationExpiresAt
    }

    /// Of a lesson out of a wallet: paid for when the wallet was.
    package static func paid(_ amount: Int64) -> PaymentStanding {
        var standing = PaymentStanding()
        standing.status = .captured
        standing.capturedAmount = amount
        return standing
    }
}
