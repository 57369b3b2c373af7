// On the way of a list of bookings: which ones are asked for, and the way to those behind them.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

/// The query of `GET /bookings`.
struct BookingQuery {
    let filter: BookingFilter
    let page: PageQuery

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "BookingQuery"

        let student = FormField.recordID("student_id", "Only this student's.").optional
        let instructor = FormField.recordID("instructor_id", "Only this instructor's.").optional
        let status = FormField<BookingStatus>.word("status", "Only those.", example: .scheduled).optional
        let paymentStatus = FormField<PaymentStatus>.word(
            "payment_status", "Only those whose payment stands so.", example: .authorized
        ).optional
        let from = FormField.time(
            "from", "Only lessons that begin then or later.", example: "2031-03-01T00:00:00Z"
        ).optional
        let to = FormField.time(
            "to", "Only lessons that begin before.", example: "2031-04-01T00:00:00Z"
        ).optional
        let page = PageQuery.Part()
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        var filter = BookingFilter()
        filter.student = try form.student
        filter.instructor = try form.instructor
        filter.status = try form.status
        filter.paymentStatus = try form.paymentStatus
        filter.from = try form.from
        filter.to = try form.to
        self.filter = filter
        page = try PageQuery(form.page)
    }
}

extension BookingQuery {
    static let pageSchema = ListPage<Booking>.schema("BookingPage", "bookings", of: .booking)

    /// - Parameter found: one more than fits when there are more.
    func page(_ found: [Booking]) -> Response {
        let names = Shape.shape
        return ListPage(found, page) { $0.id }.response(
            "bookings", path: "/bookings",
            filter: [
                (names.student.name, filter.student.map { "\($0)" }),
                (names.instructor.name, filter.instructor.map { "\($0)" }),
                (names.status.name, filter.status?.rawValue),
                (names.paymentStatus.name, filter.paymentStatus?.rawValue),
                (names.from.name, filter.from.map { "\($0)" }), (names.to.name, filter.to.map { "\($0)" }),
            ]
        ) { $0.object($1) }
    }
}
