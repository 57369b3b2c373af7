// Under the bookings door: who learns, and who teaches.
package import Basics

package struct Student: Sendable, Equatable {
    package let id: Int64
    package let name: String
    package let email: String
    /// A name of the IANA's: `Europe/Berlin`. Their mails tell times in it.
    package let timeZone: String
    /// `sub` of their tokens; nil when they have none.
    package let subject: String?
    /// nil until there is a card.
    package let customer: CustomerID?

    package init(
        id: Int64, name: String, email: String, timeZone: String, subject: String?, customer: CustomerID?
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.timeZone = timeZone
        self.subject = subject
        self.customer = customer
    }
}

package struct Instructor: Sendable, Equatable {
    package let id: Int64
    package let name: String
    package let email: String
    package let timeZone: String
    package let subject: String?
    /// In cents of a dollar: what students pay who book for themselves; nil leaves the price to who books.
    package let hourlyRate: Int64?

    package init(
        id: Int64, name: String, email: String, timeZone: String, subject: String?, hourlyRate: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.timeZone = timeZone
        self.subject = subject
        self.hourlyRate = hourlyRate
    }

    /// What a lesson of so many seconds costs, rounded half up to the cent; nil without a rate.
    package func price(ofSeconds seconds: Int64) -> Int64? {
        hourlyRate.map { ($0 * seconds + 1800) / 3600 }
    }
}

/// A wallet of lessons.
package struct LessonPackage: Sendable, Equatable {
    package enum Origin: String, Sendable {
        case bought
        /// For a lesson that was cancelled.
        case credit
    }

    package let id: Int64
    package let studentID: Int64
    /// What paid for it.
    package let paymentID: Int64
    package let origin: Origin
    package let lessonsCount: Int64
    package let lessonsLeft: Int64
    /// Of all its lessons together, in minor units.
    package let amount: Int64
    package let currency: Currency

    package init(
        id: Int64, studentID: Int64, paymentID: Int64, origin: Origin, lessonsCount: Int64,
        lessonsLeft: Int64, amount: Int64, currency: Currency
    ) {
        self.id = id
        self.studentID = studentID
        self.paymentID = paymentID
        self.origin = origin
        self.lessonsCount = lessonsCount
        self.lessonsLeft = lessonsLeft
        self.amount = amount
        self.currency = currency
    }
}
