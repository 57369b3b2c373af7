// On a desk request's way: lists as files for a spreadsheet, however long they are.
internal import Basics
internal import HTTPServer
internal import PaymentRules
internal import Payments

extension AdminDoor {
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

    /// What is in memory at once. The lists give one more than they are asked for, and here that one is a row too.
    private static let rowsMax: Int64 = 500

    /// The first rows are read before anything is answered, so that a database which is gone is told as ever; one that
    /// goes later cuts the file, and the browser says that it is not whole.
    ///
    /// - Parameter rows: those behind the id, `rowsMax` of them while there are so many; and the last one's id.
    private func file(
        _ request: Request, _ name: String, _ header: [String],
        rows: @escaping @Sendable (_ after: Int64?) async throws -> (cells: [[String?]], last: Int64?)
    ) async throws -> Response {
        let first = try await rows(nil)
        var response = Response(
            .ok,
            fields: [
                .init("Content-Type", FieldValue(constant: "text/csv; charset=utf-8; header=present")),
                .init("Cache-Control", FieldValue(constant: "no-store")),
            ], body: Array((CSV.line(header) + Self.text(first.cells)).utf8))
        if let disposition = FieldValue("attachment; filename=\"\(name).csv\"") {
            response.add("Content-Disposition", disposition)
        }
        guard first.cells.count == Int(Self.rowsMax) else { return response }
        @Sendable func rest(_ send: ([UInt8]) async throws -> Void) async throws {
            do {
                var page = first
                while page.cells.count == Int(Self.rowsMax) {
                    page = try await rows(page.last)
                    try await send(Array(Self.text(page.cells).utf8))
                }
            } catch {
                FailureLog(log: log).note(error, request)
                throw error
            }
        }
        response.rest = rest
        return response
    }

    private static func text(_ rows: [[String?]]) -> String { rows.map(CSV.line).joined() }
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
