// On a desk request's way: lists as files for a spreadsheet, however long they are.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
    /// The lists give one row more than they are asked for, and here that one is a row too.
    private static var rowsMax: Int64 { ExportFile.rowsMax }

    /// `GET /admin/bookings.csv`
    @Sendable func bookingsFile(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let filter = try ExportQuery(try FormReader(queryOf: request)).bookings
        return try await file(request, "bookings", ExportColumns.bookings) { [bookings] last in
            let rows = try await bookings.namedBookings(filter, after: last, limit: Self.rowsMax - 1)
            return (rows.map(ExportColumns.cells), rows.last?.booking.id)
        }
    }

    /// `GET /admin/payments.csv`
    @Sendable func paymentsFile(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        let filter = try ExportQuery(try FormReader(queryOf: request)).payments
        return try await file(request, "payments", ExportColumns.payments) { [bookings] last in
            let rows = try await bookings.namedPayments(filter, after: last, limit: Self.rowsMax - 1)
            return (rows.map(ExportColumns.cells), rows.last?.payment.id)
        }
    }

    /// `GET /admin/ledger.csv`
    @Sendable func ledgerFile(_ request: Request, _ frame: AdminFrame) async throws -> Response {
        try await file(request, "ledger", ExportColumns.ledger) { [bookings] last in
            let rows = try await bookings.ledgerLines(after: last ?? 0, limit: Self.rowsMax)
            return (rows.map(ExportColumns.cells), rows.last?.id)
        }
    }

    private func file(
        _ request: Request, _ name: String, _ header: [String],
        rows: @escaping @Sendable (_ after: Int64?) async throws -> (cells: [[String?]], last: Int64?)
    ) async throws -> Response {
        try await ExportFile(name: name, header: header, rows: rows) { [log] error in
            FailureLog(log: log).note(error, request)
        }.response
    }
}

/// The filter of a list, without a place in it: all is exported.
struct ExportQuery {
    let bookings: BookingFilter
    let payments: PaymentFilter

    struct Shape: FormShape {
        static let shape = Shape()
        static let title = "ExportQuery"

        let student = FormField.recordID("student_id", "Only this student's.").optional
        let status = FormField<BookingStatus>.choice("status", "Only those.", example: .scheduled)
        let payment = FormField<PaymentStatus>.choice(
            "payment_status", "Only those whose payment stands so.", example: .authorized)
    }

    init(_ form: FormReader<Shape>) throws(FormFailure) {
        var filter = BookingFilter()
        filter.student = try form.student
        filter.status = try form.status
        filter.paymentStatus = try form.payment
        bookings = filter
        payments = PaymentFilter(student: filter.student, status: filter.paymentStatus)
    }
}
