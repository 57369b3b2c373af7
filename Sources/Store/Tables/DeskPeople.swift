// On the way of people to the desk: lists of them, what somebody is called, and what a student has.
package import PaymentRules

extension Transaction {
    /// The newest first, those behind the cursor.
    package func students(after cursor: Int64?, limit: Int64) async throws(StoreFailure) -> [Student] {
        var students: [Student] = []
        for row in try await people("students", after: cursor, limit: limit) {
            students.append(try row.student())
        }
        return students
    }

    package func instructors(after cursor: Int64?, limit: Int64) async throws(StoreFailure) -> [Instructor] {
        var instructors: [Instructor] = []
        for row in try await people("instructors", after: cursor, limit: limit) {
            instructors.append(try row.instructor())
        }
        return instructors
    }

    /// Those whose name or mail address begins so, whatever the case of its ASCII letters.
    package func students(
        beginning prefix: String, limit: Int64, in dialect: SQLDialect
    ) async throws(StoreFailure) -> [Student] {
        var students: [Student] = []
        for row in try await people("students", beginning: prefix, limit: limit, in: dialect) {
            students.append(try row.student())
        }
        return students
    }

    package func instructors(
        beginning prefix: String, limit: Int64, in dialect: SQLDialect
    ) async throws(StoreFailure) -> [Instructor] {
        var instructors: [Instructor] = []
        for row in try await people("instructors", beginning: prefix, limit: limit, in: dialect) {
            instructors.append(try row.instructor())
        }
        return instructors
    }

    /// A student's, the newest first.
    package func packages(
        ofStudent student: Int64, limit: Int64
    ) async throws(StoreFailure) -> [LessonPackage] {
        var packages: [LessonPackage] = []
        let rows = try await run(
            "SELECT * FROM packages WHERE student_id = $1 ORDER BY id DESC LIMIT $2",
            [.integer(student), .integer(limit)])
        for row in rows.rows { packages.append(try row.package()) }
        return packages
    }

    /// By their ids; who is not there is left out.
    package func students(_ ids: some Sequence<Int64>) async throws(StoreFailure) -> [Int64: Student] {
        var students: [Int64: Student] = [:]
        for row in try await rows("students", where: "id", in: Set(ids)) {
            let student = try row.student()
            students[student.id] = student
        }
        return students
    }

    package func instructors(_ ids: some Sequence<Int64>) async throws(StoreFailure) -> [Int64: Instructor] {
        var instructors: [Int64: Instructor] = [:]
        for row in try await rows("instructors", where: "id", in: Set(ids)) {
            let instructor = try row.instructor()
            instructors[instructor.id] = instructor
        }
        return instructors
    }

    /// Those that stand on these payments.
    package func bookings(
        ofPayments ids: some Sequence<Int64>
    ) async throws(StoreFailure) -> [Booking] {
        var bookings: [Booking] = []
        for row in try await rows("bookings", where: "payment_id", in: Set(ids)) {
            bookings.append(try row.booking())
        }
        return bookings
    }

    /// Of an index, all in one statement. Its length is a power of two, the last id filling what is left over: so there
    /// are few different ones, and each is prepared once.
    private func rows(
        _ table: String, where column: String, in ids: Set<Int64>
    ) async throws(StoreFailure) -> [SQLRow] {
        guard let last = ids.max() else { return [] }
        var count = 1
        while count < ids.count { count *= 2 }
        let values = Array(ids) + repeatElement(last, count: count - ids.count)
        let places = (1...count).map { "$\($0)" }.joined(separator: ", ")
        return try await run(
            "SELECT * FROM \(table) WHERE \(column) IN (\(places))", values.map { .integer($0) }
        ).rows
    }

    private func people(
        _ table: String, after cursor: Int64?, limit: Int64
    ) async throws(StoreFailure) -> [SQLRow] {
        try await run(
            "SELECT * FROM \(table) WHERE id < $1 ORDER BY id DESC LIMIT $2",
            [.integer(cursor ?? .max), .integer(limit)]
        ).rows
    }

    /// Each once, though both their name and their address may begin so.
    private func people(
        _ table: String, beginning prefix: String, limit: Int64, in dialect: SQLDialect
    ) async throws(StoreFailure) -> [SQLRow] {
        // No text has a scalar above it, so all that begins so is below.
        let values: [SQLValue] = [.text(prefix), .text(prefix + "\u{10FFFF}"), .integer(limit)]
        var people: [SQLRow] = []
        var ids: Set<Int64> = []
        for column in ["name", "email"] {
            let key = "lower(\(column)) COLLATE \(dialect.bytewise)"
            let sql = """
                SELECT * FROM \(table) WHERE \(key) >= lower($1) AND \(key) < lower($2) ORDER BY \(key), id LIMIT $3
                """
            for row in try await run(sql, values).rows where ids.insert(try row.integer("id")).inserted {
                people.append(row)
            }
        }
        return Array(people.prefix(Int(limit)))
    }
}
