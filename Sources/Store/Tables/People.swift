// On the way of students, instructors and their wallets to their tables, and back.
package import Basics
package import PaymentRules

extension Transaction {
    package func insertStudent(
        name: String, email: String, timeZone: String, subject: String?, customer: CustomerID?, now: Int64
    ) async throws(StoreFailure) -> Student {
        let id = try await insert(
            into: "students",
            [
                "name": .text(name), "email": .text(email), "time_zone": .text(timeZone),
                "subject": .optional(subject), "customer_id": .optional(customer?.text),
                "created_at": .integer(now),
            ])
        return Student(
            id: id, name: name, email: email, timeZone: timeZone, subject: subject, customer: customer)
    }

    package func student(_ id: Int64) async throws(StoreFailure) -> Student? {
        try await run("SELECT * FROM students WHERE id = $1", [.integer(id)]).first?.student()
    }

    package func student(ofCustomer customer: CustomerID) async throws(StoreFailure) -> Student? {
        try await run("SELECT * FROM students WHERE customer_id = $1", [.text(customer.text)])
            .first?.student()
    }

    /// The customer's student; made when there is none, once, however many ask at once.
    package func student(
        ofCustomer customer: CustomerID, orNewWithName name: String, email: String, now: Int64
    ) async throws(StoreFailure) -> Student {
        _ = try await insertIfNew(
            into: "students",
            [
                "name": .text(name), "email": .text(email), "time_zone": "UTC",
                "customer_id": .text(customer.text), "created_at": .integer(now),
            ])
        guard let student = try await student(ofCustomer: customer) else {
            throw .malformed("no student of \(customer) could be made")
        }
        return student
    }

    /// A student has one customer, the first that was written down.
    package func setCustomerIfNone(_ customer: CustomerID, ofStudent id: Int64) async throws(StoreFailure) {
        try await run(
            "UPDATE students SET customer_id = $1 WHERE id = $2 AND customer_id IS NULL",
            [.text(customer.text), .integer(id)])
    }

    package func student(ofSubject subject: String) async throws(StoreFailure) -> Student? {
        try await run("SELECT * FROM students WHERE subject = $1", [.text(subject)]).first?.student()
    }

    package func insertInstructor(
        name: String, email: String, timeZone: String, subject: String?, hourlyRate: Int64? = nil, now: Int64
    ) async throws(StoreFailure) -> Instructor {
        let id = try await insert(
            into: "instructors",
            [
                "name": .text(name), "email": .text(email), "time_zone": .text(timeZone),
                "subject": .optional(subject), "hourly_rate": .optional(hourlyRate),
                "created_at": .integer(now),
            ])
        return Instructor(
            id: id, name: name, email: email, timeZone: timeZone, subject: subject, hourlyRate: hourlyRate)
    }

    package func instructor(_ id: Int64) async throws(StoreFailure) -> Instructor? {
        try await run("SELECT * FROM instructors WHERE id = $1", [.integer(id)]).first?.instructor()
    }

    package func instructor(ofSubject subject: String) async throws(StoreFailure) -> Instructor? {
        try await run("SELECT * FROM instructors WHERE subject = $1", [.text(subject)]).first?.instructor()
    }

    /// The instructor, whose lessons nobody else adds or moves until this transaction is over.
    package func lockInstructor(_ id: Int64) async throws(StoreFailure) -> Instructor? {
        try await run("SELECT * FROM instructors WHERE id = $1 FOR UPDATE", [.integer(id)]).first?
            .instructor()
    }
}

// MARK: Wallets

extension Transaction {
    package func insertPackage(
        studentID: Int64, paymentID: Int64, origin: LessonPackage.Origin, lessonsCount: Int64,
        lessonsLeft: Int64, amount: Int64, currency: Currency, now: Int64
    ) async throws(StoreFailure) -> Int64 {
        try await insert(
            into: "packages",
            [
                "student_id": .integer(studentID), "payment_id": .integer(paymentID),
                "origin": .text(origin.rawValue), "lessons_count": .integer(lessonsCount),
                "lessons_left": .integer(lessonsLeft), "amount": .integer(amount),
                "currency": .text(currency.code), "created_at": .integer(now),
            ])
    }

    package func package(_ id: Int64) async throws(StoreFailure) -> LessonPackage? {
        try await run("SELECT * FROM packages WHERE id = $1", [.integer(id)]).first?.package()
    }

    package func lockPackage(_ id: Int64) async throws(StoreFailure) -> LessonPackage? {
        try await run("SELECT * FROM packages WHERE id = $1 FOR UPDATE", [.integer(id)]).first?.package()
    }

    package func package(
        ofPayment payment: Int64, origin: LessonPackage.Origin
    ) async throws(StoreFailure) -> LessonPackage? {
        try await run(
            "SELECT * FROM packages WHERE payment_id = $1 AND origin = $2",
            [.integer(payment), .text(origin.rawValue)]
        ).first?.package()
    }

    package func setLessonsLeft(_ count: Int64, ofPackage id: Int64) async throws(StoreFailure) {
        try await update("packages", id: id, ["lessons_left": .integer(count)])
    }
}

extension SQLRow {
    func student() throws(StoreFailure) -> Student {
        Student(
            id: try integer("id"), name: try text("name"), email: try text("email"),
            timeZone: try text("time_zone"), subject: try text(orNull: "subject"),
            customer: try stripeID(orNull: "customer_id"))
    }

    func instructor() throws(StoreFailure) -> Instructor {
        Instructor(
            id: try integer("id"), name: try text("name"), email: try text("email"),
            timeZone: try text("time_zone"), subject: try text(orNull: "subject"),
            hourlyRate: try integer(orNull: "hourly_rate"))
    }

    func package() throws(StoreFailure) -> LessonPackage {
        LessonPackage(
            id: try integer("id"), studentID: try integer("student_id"), paymentID: try integer("payment_id"),
            origin: try value("origin", as: LessonPackage.Origin.self),
            lessonsCount: try integer("lessons_count"), lessonsLeft: try integer("lessons_left"),
            amount: try integer("amount"), currency: try currency())
    }
}
