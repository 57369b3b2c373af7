// On a request's way: students and instructors, as staff add them.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension BookingDoor {
    /// `POST /students`.
    @Sendable func addStudent(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let fields = try Fields(request)
            let customer: CustomerID? = try fields.optionalIdentifier("customer_id")
            let student = try await bookings.addStudent(try NewPerson(fields, customer: customer))
            return .api(.created, .object { $0.member("student", student) })
        }
    }

    /// `POST /instructors`.
    @Sendable func addInstructor(_ request: Request, _ caller: Caller) async -> Response {
        await answering(request, caller) { _ in
            let fields = try Fields(request)
            var person = try NewPerson(fields, customer: nil)
            person.hourlyRate = try fields.price(.usd, "hourly_rate", "hourly_rate_cents")?.minorUnits
            let instructor = try await bookings.addInstructor(person)
            return .api(.created, .object { $0.member("instructor", instructor) })
        }
    }
}

extension NewPerson {
    fileprivate init(_ fields: Fields, customer: CustomerID?) throws(FormFailure) {
        self.init(
            name: try fields.name("name"), email: try fields.email("email").text,
            timeZone: try fields.timeZone("time_zone") ?? "UTC",
            subject: try fields.optionalText("subject", charactersMax: Self.subjectCharactersMax),
            customer: customer)
    }

    /// What a token may carry as `sub`.
    private static let subjectCharactersMax = 255
}

extension Fields {
    fileprivate func timeZone(_ name: String) throws(FormFailure) -> String? {
        guard let value = try self[name] else { return nil }
        guard case .text(let text) = value, TimeZones.isKnown(text) else { throw .notATimeZone(name) }
        return text
    }
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
