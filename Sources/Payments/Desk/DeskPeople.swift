// On the way of the desk's people: who learns and who teaches, and what each has here.
package import PaymentRules
internal import Store

/// All that one student has here.
package struct StudentRecord: Sendable {
    package let student: Student
    /// The newest first.
    package let packages: [LessonPackage]
    /// Those that the marketplace keeps; a card of the lesson shop is Stripe's alone.
    package let cards: [SavedCard]
    /// The newest ones.
    package let bookings: [NamedBooking]

    /// Of each list: a page is for people to read.
    package static let rowsMax: Int64 = 20
}

/// One instructor's lessons of some days, in the order of time.
package struct InstructorRecord: Sendable {
    package let instructor: Instructor
    package let lessons: [NamedBooking]

    package static let lessonsMax: Int64 = 200
}

extension Bookings {
    /// `GET /admin/students`: the newest first; one more than asked for when there are more.
    package func students(after cursor: Int64?, limit: Int64) async throws(BookingFailure) -> [Student] {
        try await storing { [database] in
            try await database.read { tx in try await tx.students(after: cursor, limit: limit + 1) }
        }
    }

    /// `GET /admin/instructors`, alike.
    package func instructors(
        after cursor: Int64?, limit: Int64
    ) async throws(BookingFailure) -> [Instructor] {
        try await storing { [database] in
            try await database.read { tx in try await tx.instructors(after: cursor, limit: limit + 1) }
        }
    }

    /// Whose name or mail address begins so.
    package func students(
        beginning prefix: String, limit: Int64
    ) async throws(BookingFailure) -> [Student] {
        try await storing { [database] in
            try await database.read { tx in
                try await tx.students(beginning: prefix, limit: limit, in: database.dialect)
            }
        }
    }

    package func instructors(
        beginning prefix: String, limit: Int64
    ) async throws(BookingFailure) -> [Instructor] {
        try await storing { [database] in
            try await database.read { tx in
                try await tx.instructors(beginning: prefix, limit: limit, in: database.dialect)
            }
        }
    }

    /// `GET /admin/students/{id}`: one row more than `rowsMax` of a list that is longer.
    package func record(ofStudent id: Int64) async throws(BookingFailure) -> StudentRecord {
        try await storing { [database] in
            try await database.read { tx in
                guard let student = try await tx.student(id) else { throw BookingFailure.notFound("student") }
                var own = BookingFilter()
                own.student = id
                let bookings = try await tx.bookings(own, after: nil, limit: StudentRecord.rowsMax + 1)
                return StudentRecord(
                    student: student,
                    packages: try await tx.packages(ofStudent: id, limit: StudentRecord.rowsMax + 1),
                    cards: try await tx.savedCards(of: id), bookings: try await tx.named(bookings))
            }
        }
    }

    /// Who teaches.
    package func instructor(_ id: Int64) async throws(BookingFailure) -> Instructor {
        try await storing { [database] in
            try await database.read { tx in
                guard let instructor = try await tx.instructor(id) else {
                    throw BookingFailure.notFound("instructor")
                }
                return instructor
            }
        }
    }

    /// `GET /admin/instructors/{id}`: the lessons that begin within a time, in Unix seconds, the end exclusive.
    package func lessons(
        of instructor: Instructor, from start: Int64, to end: Int64
    ) async throws(BookingFailure) -> InstructorRecord {
        try await storing { [database] in
            try await database.read { tx in
                var window = BookingFilter()
                window.instructor = instructor.id
                window.from = start
                window.to = end
                let lessons = try await tx.bookings(window, after: nil, limit: InstructorRecord.lessonsMax)
                return InstructorRecord(
                    instructor: instructor, lessons: try await tx.named(lessons.reversed()))
            }
        }
    }
}
