// Under the marketplace door: what a teacher offers, and who has paid for it.
package import Basics

/// Something that a teacher offers at a price: a lesson, a course, a concert.
package struct Gig: Sendable, Equatable {
    package let id: Int64
    package let instructorID: Int64
    package let title: String
    package let description: String?
    /// In minor units of `currency`.
    package let amount: Int64
    package let currency: Currency
    /// Only an active one can be booked.
    package let isActive: Bool
    /// How many may book it; nil for any number.
    package let seats: Int64?
    package let createdAt: Int64

    package init(
        id: Int64, instructorID: Int64, title: String, description: String?, amount: Int64,
        currency: Currency, isActive: Bool, seats: Int64?, createdAt: Int64
    ) {
        self.id = id
        self.instructorID = instructorID
        self.title = title
        self.description = description
        self.amount = amount
        self.currency = currency
        self.isActive = isActive
        self.seats = seats
        self.createdAt = createdAt
    }
}

/// A gig that a student has paid for, or is about to.
package struct GigBooking: Sendable, Equatable {
    package let id: Int64
    package let gigID: Int64
    package let studentID: Int64
    package let instructorID: Int64
    package let paymentID: Int64
    package var status = GigBookingStatus.unpaid
    /// The teacher's, whom the charge is made out to.
    package let account: AccountID
    /// In minor units: what of the price the house keeps, as it was when the gig was booked.
    package let feeAmount: Int64
    /// The card was one that the student had saved before.
    package let usedSavedCard: Bool
    /// The card was saved with this payment.
    package let savedCard: Bool
    /// What the student owes in the end, in minor units; nil while nobody has said so. The payment is moved until it
    /// says the same.
    package var owedAmount: Int64?
    /// Until then the teacher has to answer, in seconds since 1970.
    package var confirmBy: Int64
    package let createdAt: Int64
    package var updatedAt: Int64

    package init(
        id: Int64, gigID: Int64, studentID: Int64, instructorID: Int64, paymentID: Int64, account: AccountID,
        feeAmount: Int64, usedSavedCard: Bool, savedCard: Bool, confirmBy: Int64, createdAt: Int64
    ) {
        self.id = id
        self.gigID = gigID
        self.studentID = studentID
        self.instructorID = instructorID
        self.paymentID = paymentID
        self.account = account
        self.feeAmount = feeAmount
        self.usedSavedCard = usedSavedCard
        self.savedCard = savedCard
        self.confirmBy = confirmBy
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

/// Where a booked gig stands, which is another thing than where its money is.
package enum GigBookingStatus: String, CaseIterable, Sendable {
    /// Its card is being charged; the seat is kept meanwhile.
    case unpaid
    /// Paid, and the teacher has yet to answer.
    case requested
    case confirmed
    case started
    /// By the teacher: all is given back.
    case declined
    /// The teacher did not answer in time: all is given back.
    case expired
    /// The card was refused.
    case failed
    /// All was given back before the lesson began.
    case cancelled

    /// Whether it takes one of the gig's seats.
    package var takesSeat: Bool {
        switch self {
        case .unpaid, .requested, .confirmed, .started: true
        case .declined, .expired, .failed, .cancelled: false
        }
    }
}

/// A teacher's own account at Stripe.
package struct TeacherAccount: Sendable, Equatable {
    package let instructorID: Int64
    package let account: AccountID
    /// Stripe transfers money to it.
    package let canBePaid: Bool

    package init(instructorID: Int64, account: AccountID, canBePaid: Bool) {
        self.instructorID = instructorID
        self.account = account
        self.canBePaid = canBePaid
    }
}
