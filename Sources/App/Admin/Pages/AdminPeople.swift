// On a desk request's way: who learns and who teaches.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// `GET /admin/students`
    @Sendable func studentList(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let query = try PeopleQuery(try FormReader(queryOf: request))
        let found =
            if let prefix = query.search {
                try await bookings.students(beginning: prefix, limit: query.page.limit + 1)
            } else {
                try await bookings.students(after: query.page.cursor, limit: query.page.limit)
            }
        return .page(
            .ok,
            PeoplePage(place: .students, query: query, found: found.map(PersonRow.init), frame: frame).html)
    }

    /// `GET /admin/instructors`
    @Sendable func instructorList(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let query = try PeopleQuery(try FormReader(queryOf: request))
        let found =
            if let prefix = query.search {
                try await bookings.instructors(beginning: prefix, limit: query.page.limit + 1)
            } else {
                try await bookings.instructors(after: query.page.cursor, limit: query.page.limit)
            }
        return .page(
            .ok,
            PeoplePage(place: .instructors, query: query, found: found.map(PersonRow.init), frame: frame).html
        )
    }

    /// `GET /admin/students/:id`
    @Sendable func student(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let record = try await bookings.record(ofStudent: try request.recordID(of: "student"))
        return .page(.ok, StudentPage(record: record, frame: frame).html)
    }

    /// `GET /admin/instructors/:id`
    @Sendable func instructor(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let query = try WeekQuery(try FormReader(queryOf: request))
        let instructor = try await bookings.instructor(try request.recordID(of: "instructor"))
        let week = LocalWeek(around: query.moment ?? clock.nowSeconds, in: instructor.timeZone)
        let record = try await bookings.lessons(of: instructor, from: week.start, to: week.end)
        return .page(.ok, InstructorPage(record: record, week: week, frame: frame).html)
    }
}

struct PeopleQuery {
    let search: String?
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "PeopleQuery"

        let search = FormField.lines(
            "q", "How a name or a mail address begins; of so many as there are, the first are shown.",
            charactersMax: 200, example: "ada")
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        let text = try form.search
        search = text.isEmpty ? nil : text
        page = try PageQuery(form.page)
    }
}

struct WeekQuery {
    /// Any moment of the week, in Unix seconds; nil for now.
    let moment: Int64?

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "WeekQuery"

        let moment = FormField.time(
            "week", "A moment of the week, which goes by the instructor's clock; now without it.",
            example: "2026-11-30T09:00:00Z"
        ).optional
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        moment = try form.moment
    }
}
