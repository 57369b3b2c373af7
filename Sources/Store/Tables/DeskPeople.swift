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
