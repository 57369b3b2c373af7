// At the start, in the sandbox: people to try bookings with, so that printed commands work.
internal import Basics
internal import PaymentRules
internal import Payments

package enum SandboxPeople {
    /// A customer that the sandbox's Stripe was seeded with.
    package struct Customer: Sendable {
        package let id: String
        package let name: String
        package let email: String

        package init(id: String, name: String, email: String) {
            self.id = id
            self.name = name
            self.email = email
        }

        /// `sub` of their tokens: Ada Approve goes by `ada`.
        package var subject: String { name.prefix { $0 != " " }.lowercased() }
    }

    /// Instructors 1 and 2.
    static let instructors = [
        NewPerson(
            name: "Ines", email: "ines@example.com", timeZone: "Europe/Berlin", subject: "ines", customer: nil
        ),
        NewPerson(
            name: "Otto", email: "otto.teaches@example.com", timeZone: "America/New_York", subject: "otto",
            customer: nil),
    ]

    static func student(_ customer: Customer) -> NewPerson {
        NewPerson(
            name: customer.name, email: customer.email, timeZone: "America/New_York",
            subject: customer.subject, customer: CustomerID(customer.id))
    }
}

extension Application {
    /// The customers become students 1, 2 and so on, in their order, before anybody else is anything. Who is there from
    /// an earlier start, in a sandbox that keeps its data, stays who they are.
    package func seed(_ customers: [SandboxPeople.Customer]) async throws {
        try await onBackLoop { [backBookings] in
            for student in customers.map(SandboxPeople.student) {
                guard let subject = student.subject,
                    try await backBookings.student(ofSubject: subject) == nil
                else { continue }
                _ = try await backBookings.addStudent(student)
            }
            for instructor in SandboxPeople.instructors {
                guard let subject = instructor.subject,
                    try await backBookings.instructor(ofSubject: subject) == nil
                else { continue }
                _ = try await backBookings.addInstructor(instructor)
            }
        }
    }
}
