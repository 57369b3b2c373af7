// On a desk request's way: the lists, each a stretch of one index however many rows there are.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// `GET /admin/bookings`
    @Sendable func bookingList(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        try await list(request, frame, at: .bookings) { query, student in
            var filter = BookingFilter()
            filter.student = student
            filter.status = query.status
            filter.paymentStatus = query.payment
            guard let id = query.id else {
                let found = try await bookings.namedBookings(
                    filter, after: query.page.cursor, limit: query.page.limit)
                return found.map(DeskRow.init)
            }
            return try await bookings.namedBooking(id).map { [DeskRow($0)] } ?? []
        }
    }

    /// `GET /admin/payments`
    @Sendable func paymentList(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        try await list(request, frame, at: .payments) { query, student in
            guard let id = query.id else {
                let found = try await bookings.namedPayments(
                    PaymentFilter(student: student, status: query.payment), after: query.page.cursor,
                    limit: query.page.limit)
                return found.map(DeskRow.init)
            }
            return try await bookings.namedPayment(id).map { [DeskRow($0)] } ?? []
        }
    }

    /// A name that is one student's shows what is theirs; one that is several's asks which of them is meant.
    private func list(
        _ request: Request, _ frame: AdminFrame, at place: AdminFrame.Place,
        rows: (DeskQuery, Int64?) async throws -> [DeskRow]
    ) async throws -> Response {
        let query = try DeskQuery(try FormReader(queryOf: request))
        var student = query.student
        var people: [Student] = []
        if let prefix = query.search, query.id == nil {
            people = try await bookings.students(beginning: prefix, limit: Self.peopleMax)
            guard people.count == 1 else {
                return page(place, query, frame, people: people, rows: [], student: nil)
            }
            student = people[0].id
        }
        return page(
            place, query, frame, people: people, rows: try await rows(query, student), student: student)
    }

    private func page(
        _ place: AdminFrame.Place, _ query: DeskQuery, _ frame: AdminFrame, people: [Student],
        rows: [DeskRow], student: Int64?
    ) -> Response {
        .page(
            .ok,
            DeskListPage(
                place: place, query: query, people: people, found: rows, student: student, frame: frame
            ).html)
    }

    private static let peopleMax: Int64 = 20

    /// `GET /admin/payments/:id`
    @Sendable func payment(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let record = try await bookings.record(ofPayment: try request.recordID(of: "payment"))
        return .page(.ok, PaymentPage(record: record, now: clock.nowSeconds, frame: frame).html)
    }
}
