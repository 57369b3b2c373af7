// Beside the routes: what the desk's pages that are only read take and answer.
internal import HTTPServer

extension RouteDoc {
    static let adminFigures = RouteDoc.admin(
        "adminFigures", "The six figures of how holds fare, over 30, 90 and 365 days", answers: [.page])

    static let adminStudents = RouteDoc.admin(
        "adminStudents", "Students, the newest first, or those whose name begins so",
        query: PeopleQuery.Shape.shape, answers: [.page])

    static let adminStudent = RouteDoc.admin(
        "adminStudent", "One student: bookings, packages, cards", path: .recordID("student"), answers: [.page]
    )

    static let adminInstructors = RouteDoc.admin(
        "adminInstructors", "Instructors, the newest first, or those whose name begins so",
        query: PeopleQuery.Shape.shape, answers: [.page])

    static let adminInstructor = RouteDoc.admin(
        "adminInstructor", "One instructor, and a week of lessons by their clock",
        path: .recordID("instructor"), query: WeekQuery.Shape.shape, answers: [.page])

    static let adminPolicies = RouteDoc.admin(
        "adminPolicies", "The policy in force and earlier ones, in sentences", answers: [.page])

    static let adminRehearsal = RouteDoc.admin(
        "adminRehearsal", "Says what a policy would have made of the last 90 days' cancels and no-shows",
        body: RehearsalForm.Shape.shape, answers: [.page],
        failures: [RouteFailure(.badRequest, "The text is no policy; the page says where.")])

    static let adminBookingsFile = RouteDoc.admin(
        "adminBookingsFile", "All bookings that the filter names, the newest first",
        query: ExportQuery.Shape.shape, answers: [.file])

    static let adminPaymentsFile = RouteDoc.admin(
        "adminPaymentsFile",
        "All payments that the filter names, the newest first; `status` is not looked at",
        query: ExportQuery.Shape.shape, answers: [.file])

    static let adminLedgerFile = RouteDoc.admin(
        "adminLedgerFile", "All lines of the ledger, the oldest first", answers: [.file])
}

extension RouteAnswer {
    fileprivate static let file = RouteAnswer.text(
        "text/csv", "A file for a spreadsheet (RFC 4180), in whole units of each row's currency.")
    fileprivate static let page = RouteAnswer.text("text/html", "The page.")
}
