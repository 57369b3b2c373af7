// On a booking request's way: the people it is about, and how a token's subject becomes one of them.
package import Basics
package import PaymentRules
internal import Store
internal import StripeClient

package struct NewPerson: Sendable {
    package let name: String
    package let email: String
    /// A name of the IANA's.
    package let timeZone: String
    /// `sub` of their tokens.
    package let subject: String?
    /// Of a student that Stripe knows already; nil makes a customer.
    package let customer: CustomerID?
    /// Of an instructor, in cents of a dollar; nil leaves the price to who books.
    package var hourlyRate: Int64?
    /// To be saved for the customer that is made.
    package var card: PaymentMethodID?

    package init(name: String, email: String, timeZone: String, subject: String?, customer: CustomerID?) {
        self.name = name
        self.email = email
        self.timeZone = timeZone
        self.subject = subject
        self.customer = customer
    }
}

extension Bookings {
    /// `POST /students`. The customer at Stripe is made first: left without a student it costs nothing, and charges
    /// nobody.
    package func addStudent(_ person: NewPerson) async throws(BookingFailure) -> Student {
        let customer: CustomerID
        do throws(StripeFailure) {
            customer = try await person.customer.orMade(by: person, at: stripe)
        } catch {
            throw error.isResourceMissing
                ? .invalid(
                    field: "customer_id", code: "resource_missing", "There is no such customer at Stripe.")
                : .stripe(LessonFailure(error))
        }
        return try await adding { [self] tx in
            try await tx.insertStudent(
                name: person.name, email: person.email, timeZone: person.timeZone, subject: person.subject,
                customer: customer, now: clock.nowSeconds)
        }
    }

    /// `POST /instructors`.
    package func addInstructor(_ person: NewPerson) async throws(BookingFailure) -> Instructor {
        try await adding { [self] tx in
            try await tx.insertInstructor(
                name: person.name, email: person.email, timeZone: person.timeZone, subject: person.subject,
                hourlyRate: person.hourlyRate,
                now: clock.nowSeconds)
        }
    }

    private func adding<Person: Sendable>(
        _ insert: @escaping @Sendable (any Transaction) async throws -> Person
    ) async throws(BookingFailure) -> Person {
        try await storing { [database] in
            do {
                return try await database.transaction(insert)
            } catch StoreFailure.constraint {
                throw BookingFailure.conflict(
                    code: "person_exists", "There is one with this subject or customer_id already.")
            }
        }
    }

    /// Who a token's subject is; nil when nobody here goes by it.
    package func student(ofSubject subject: String) async throws(BookingFailure) -> Student? {
        try await storing { [database] in
            try await database.read { tx in try await tx.student(ofSubject: subject) }
        }
    }

    package func instructor(ofSubject subject: String) async throws(BookingFailure) -> Instructor? {
        try await storing { [database] in
            try await database.read { tx in try await tx.instructor(ofSubject: subject) }
        }
    }
}

extension CustomerID? {
    fileprivate func orMade(
        by person: NewPerson, at stripe: StripeClient
    ) async throws(StripeFailure) -> CustomerID {
        let deadline = stripe.deadline()
        if let self { return try await stripe.retrieveCustomer(self, deadline: deadline).object.id }
        let fields: FormFields = ["name": .text(person.name), "email": .text(person.email)]
        let made = try await stripe.createCustomer(fields, deadline: deadline).object.id
        if let card = person.card {
            _ = try await stripe.attachPaymentMethod(card, to: made, deadline: deadline)
        }
        return made
    }
}
