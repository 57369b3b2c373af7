// At the start, in the sandbox: people to try bookings with and gigs to pay for, so that printed commands work.
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

    /// At the sandbox's Stripe, which pays it: of the first instructor.
    static let teacherAccount = AccountID("acct_SandboxTeacher")

    /// Gigs 1 and 2.
    static func gigs(of teacher: Int64) -> [NewGig] {
        [("Spanish for beginners", Int64(5000)), ("Spanish conversation", 7500)].map { title, amount in
            NewGig(
                instructor: teacher, title: title, description: nil, amount: amount, isActive: true,
                seats: nil)
        }
    }

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
        try await onBackLoop { [backBookings, backMarket] in
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
            guard let subject = SandboxPeople.instructors.first?.subject,
                let teacher = try await backBookings.instructor(ofSubject: subject)?.id,
                let account = SandboxPeople.teacherAccount
            else { return }
            try await backMarket.seed(SandboxPeople.gigs(of: teacher), of: teacher, paidTo: account)
        }
    }
}
