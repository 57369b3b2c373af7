// On a request's way: what is told of a student or an instructor.
internal import Basics
internal import Payments

struct StudentForm {
    let person: NewPerson

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Student"

        let person = PersonPart()
        let customer = FormField<CustomerID>.stripeID(
            "customer_id", "Their customer at Stripe; without it one is made.",
            example: "cus_SandboxApprove"
        ).optional
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let customer = try form.customer
        person = try form.person.person(customer: customer)
    }
}

struct InstructorForm {
    let person: NewPerson

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "Instructor"

        let person = PersonPart()
        let rate = PricePart(
            "What students pay who book for themselves.", "hourly_rate", "hourly_rate_cents")
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        var person = try form.person.person(customer: nil)
        person.hourlyRate = try form.rate.money(in: .usd)?.minorUnits
        self.person = person
    }
}

struct PersonPart: FormPart {
    let name = FormField.personName("name", example: "Eve")
    let email = FormField.email("email", example: "eve@example.com")
    let timeZone = FormField.timeZone("time_zone", "Their mails tell times in it; UTC without it.")
        .otherwise("UTC", "UTC")
    /// The limit is what a token may carry as `sub`.
    let subject = FormField.text(
        "subject", "`sub` of their tokens.", charactersMax: 255, example: "eve"
    ).optional
}

extension FormReader where Shape == PersonPart {
    fileprivate func person(customer: CustomerID?) throws(FormFailure) -> NewPerson {
        NewPerson(
            name: try self.name, email: try self.email.text, timeZone: try self.timeZone,
            subject: try self.subject, customer: customer)
    }
}
