// On a request's way: students and instructors, as staff add them.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension BookingDoor {
    /// `POST /students`.
    @Sendable func addStudent(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let form = try StudentForm(try FormReader(request))
            let student = try await bookings.addStudent(form.person)
            return .api(.created, .object { $0.member("student", student) })
        }
    }

    /// `POST /instructors`.
    @Sendable func addInstructor(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let form = try InstructorForm(try FormReader(request))
            let instructor = try await bookings.addInstructor(form.person)
            return .api(.created, .object { $0.member("instructor", instructor) })
        }
    }
}

// MARK: Bodies

extension JSONSchema {
    static let student = JSONSchema.named(
        "Student",
        .object(["student": .object(person + ["customer_id": .stripeID.orNull])]))

    static let instructor = JSONSchema.named(
        "Instructor",
        .object([
            "instructor": .object(
                person + ["hourly_rate": .decimal.optional, "hourly_rate_cents": .cents.optional])
        ]))

    private static let person: Properties = [
        "id": .recordID, "name": .string, "email": .string, "time_zone": .string,
        "subject": .string.orNull.saying("`sub` of their tokens."),
    ]
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ student: Student) {
        self.name(name)
        beginObject()
        member("id", student.id)
        person(student.name, student.email, student.timeZone, student.subject)
        member("customer_id", student.customer?.text)
        endObject()
    }

    fileprivate mutating func member(_ name: StaticString, _ instructor: Instructor) {
        self.name(name)
        beginObject()
        member("id", instructor.id)
        person(instructor.name, instructor.email, instructor.timeZone, instructor.subject)
        if let rate = instructor.hourlyRate { amount("hourly_rate", "hourly_rate_cents", rate, .usd) }
        endObject()
    }

    private mutating func person(_ name: String, _ email: String, _ timeZone: String, _ subject: String?) {
        member("name", name)
        member("email", email)
        member("time_zone", timeZone)
        member("subject", subject)
    }
}
