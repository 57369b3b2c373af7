// Beside the routes: what the pages behind a mail's links take and answer.
internal import HTTPServer

extension RouteDoc {
    static let statusPage = RouteDoc(
        "statusPage", .pages, "Where a lesson and its money stand, for the student", signed, path: .booking,
        query: SignedLink.shape, failsAsPage: true,
        answers: [
            RouteAnswer.text("text/html", "The page; JSON to who asks for it.")
                .or("application/json", .bookingStory)
        ],
        failures: .store)

    static let ratingPage = RouteDoc(
        "ratingPage", .pages, "Asks how the lesson was, or shows what was said", signed, path: .booking,
        query: SignedLink.shape, failsAsPage: true, answers: [.text("text/html", "The page.")],
        failures: .store)

    static let rate = RouteDoc(
        "rate", .pages, "How the lesson was: said once", signed, path: .booking, query: SignedLink.shape,
        body: .pageForm(RatingForm.Shape.shape), failsAsPage: true,
        answers: [.text("text/html", "The page, with what was said.")],
        failures: .store + [
            RouteFailure(.badRequest, "A field does not fit; the page asks again."),
            RouteFailure(.unsupportedMediaType, "The body is no form."),
            RouteFailure(.conflict, "The lesson has not been taught."),
        ])

    static let sandboxOutbox = RouteDoc(
        "sandboxOutbox", .pages, "The mails that the sandbox would have sent",
        answers: [.text("text/html", "The page.")],
        failures: [RouteFailure(.notFound, "This is no sandbox.")])

    private static let signed =
        "Opened by a link of a mail, whose signature is the key; any other answers 404."
}
