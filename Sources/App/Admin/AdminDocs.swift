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
