// Beside the routes: what the desk's pages take and answer.
internal import HTTPServer

extension RouteDoc {
    static let adminSignInPage = RouteDoc(
        "adminSignInPage", .desk, "Where staff signs in with a browser", failsAsPage: true,
        answers: [.text("text/html", "The page.")])

    static let adminSignIn = RouteDoc(
        "adminSignIn", .desk, "Signs a browser in by a staff token",
        """
        The session is a cookie, for eight hours at most and no longer than the token. No script reads it, and no \
        other site's page has it sent.
        """,
        body: .pageForm(SignInForm.Shape.shape), failsAsPage: true,
        answers: [.empty(.seeOther, "Signed in.", headers: [.elsewhere])],
        failures: [
            RouteFailure(.badRequest, "There is no token; the page asks again."),
            RouteFailure(.unsupportedMediaType, "The body is no form."),
            RouteFailure(
                .forbidden, "The token is not believed, or is not of the staff; the page asks again."),
            RouteFailure(.serviceUnavailable, "The server has no key to prove a token by."),
        ])

    static let adminSignOut = RouteDoc.admin(
        "adminSignOut", "Signs the browser out", body: AdminMark.shape, answers: [])

    static let adminToday = RouteDoc.admin(
        "adminToday", "Today: lessons, holds that end, cards that failed, refund requests",
        answers: [.text("text/html", "The page.")])

    static let adminBookings = RouteDoc.admin(
        "adminBookings", "Bookings, the newest first, by who and how they stand",
        query: DeskQuery.Shape.shape,
        answers: [.text("text/html", "The page.")])

    static let adminPayments = RouteDoc.admin(
        "adminPayments", "Payments, the newest first, by who and how they stand",
        query: DeskQuery.Shape.shape, answers: [.text("text/html", "The page.")])

    static let adminPayment = RouteDoc.admin(
        "adminPayment", "One payment: every step, what Stripe was asked, the ledger's lines",
        path: .recordID("payment"), answers: [.text("text/html", "The page.")])

    static let adminHolds = RouteDoc.admin(
        "adminHolds", "Open holds: when each ends, and what becomes of it if nothing is done",
        answers: [.text("text/html", "The page.")])

    static let adminHoldsFile = RouteDoc.admin(
        "adminHoldsFile", "The ends of open holds, for a calendar",
        answers: [.text("text/calendar", "The calendar (RFC 5545).")])

    static let adminCapturePage = confirm(
        "adminCapturePage", "Says what a capture takes and releases", query: PartQuery.Shape.shape)
    static let adminCapture = action(
        "adminCapture", "Captures a hold, all or a part", AdminPartForm.Shape.shape)
    static let adminCompletePage = confirm("adminCompletePage", "Says what a completed lesson takes")
    static let adminComplete = action(
        "adminComplete", "The lesson was taught", AdminActionForm.Shape.shape)
    static let adminCancelPage = confirm(
        "adminCancelPage", "Says what a cancel keeps, releases and gives back")
    static let adminCancel = action(
        "adminCancel", "Cancels a lesson as was promised", AdminCancelForm.Shape.shape)
    static let adminNoShowPage = confirm(
        "adminNoShowPage", "Says what a lesson comes to that somebody did not come to")
    static let adminNoShow = action(
        "adminNoShow", "Somebody did not come", AdminNoShowForm.Shape.shape)
    static let adminRefundPage = confirm(
        "adminRefundPage", "Says what the unused lessons of a package come to")
    static let adminRefund = action(
        "adminRefund", "Pays the unused lessons of a package back", AdminActionForm.Shape.shape)

    /// - Parameter of: what the path names.
    static func confirm(
        _ id: String, _ summary: String, query: (any FormShape)? = nil, of noun: String = "booking"
    ) -> RouteDoc {
        .admin(
            id, summary, path: .recordID(noun), query: query,
            answers: [.text("text/html", "The page, whose form does just that.")],
            failures: [RouteFailure(.conflict, "It cannot be done as the \(noun) stands.")])
    }

    static func action(
        _ id: String, _ summary: String, _ form: any FormShape, of noun: String = "booking"
    ) -> RouteDoc {
        .admin(
            id, summary, path: .recordID(noun), body: form, answers: [],
            failures: [
                RouteFailure(.badRequest, "A field does not fit. Nothing was done."),
                RouteFailure(.conflict, "It cannot be done as the \(noun) stands, or Stripe refused."),
                RouteFailure(.paymentRequired, "The card refused."),
                RouteFailure(.unprocessableContent, "The form was sent before with other fields."),
            ])
    }

    /// Of a page that wants a session.
    static func admin(
        _ id: String, _ summary: String, path: PathParameter? = nil, query: (any FormShape)? = nil,
        body: (any FormShape)? = nil, answers: [RouteAnswer], failures: [RouteFailure] = []
    ) -> RouteDoc {
        let onward: RouteAnswer = .empty(
            .seeOther, body == nil ? "Nobody is signed in." : "Done; or nobody is signed in.",
            headers: [.elsewhere])
        let foreign: [RouteFailure] =
            body == nil
            ? []
            : [RouteFailure(.forbidden, "The form is not from a page of this session. Nothing was done.")]
        return RouteDoc(
            id, .desk, summary, path: path, query: query, body: body.map { .pageForm($0) },
            failsAsPage: true, answers: answers + [onward], failures: foreign + failures + .store)
    }
}
