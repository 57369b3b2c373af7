// On a request's way: the routes of the desk's pages that are only read, and of its exports.
internal import HTTPServer

extension Routes {
    static let adminReading: [Endpoint] = [
        Endpoint(.get, "/admin/figures", .adminFigures) { $0.admin.figuresPage },
        Endpoint(.get, "/admin/students", .adminStudents) { $0.admin.studentList },
        Endpoint(.get, "/admin/students/:id", .adminStudent) { $0.admin.student },
        Endpoint(.get, "/admin/instructors", .adminInstructors) { $0.admin.instructorList },
        Endpoint(.get, "/admin/instructors/:id", .adminInstructor) { $0.admin.instructor },
        Endpoint(.get, "/admin/policies", .adminPolicies) { $0.admin.policies },
        Endpoint(.post, "/admin/policies", .adminRehearsal) { $0.admin.rehearse },
        Endpoint(.get, "/admin/bookings.csv", .adminBookingsFile) { $0.admin.bookingsFile },
        Endpoint(.get, "/admin/payments.csv", .adminPaymentsFile) { $0.admin.paymentsFile },
        Endpoint(.get, "/admin/ledger.csv", .adminLedgerFile) { $0.admin.ledgerFile },
    ]
}
