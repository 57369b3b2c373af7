// Beside the routes: what the three lesson routes take and answer.
internal import HTTPServer

extension RouteDoc {
    static let scheduleLesson = RouteDoc(
        "scheduleLesson", .lessons, "Hold the price of a lesson on the student's saved card",
        body: .form(ScheduleLessonForm.Shape.shape), takesKey: true,
        answers: [.json(.ok, "The hold, as Stripe tells of it.", LessonBodies.paymentSchema)],
        failures: .lessons)

    static let completeLesson = RouteDoc(
        "completeLessonPayment", .lessons, "Capture what is held, all or a part",
        body: .form(LessonPaymentForm.Shape.shape), takesKey: true,
        answers: [.json(.ok, "The payment, as Stripe tells of it.", LessonBodies.paymentSchema)],
        failures: .lessons)

    static let refundLesson = RouteDoc(
        "refundLesson", .lessons, "Refund what was captured, or release what is only held",
        body: .form(LessonPaymentForm.Shape.shape), takesKey: true,
        answers: [.json(.ok, "What became of the money.", LessonBodies.refundSchema)],
        failures: .lessons)
}

extension [RouteFailure] {
    /// Of every route that asks Stripe and keeps nothing.
    static let stripe = [
        RouteFailure(.badRequest, "Stripe refuses it; the code and the message are Stripe's."),
        RouteFailure(.internalServerError, "Something failed here that should not have."),
        RouteFailure(.badGateway, "Stripe cannot be reached, or gave no usable answer."),
        RouteFailure(.gatewayTimeout, "Stripe did not answer in time: what was done is unknown."),
    ]

    static let lessons =
        stripe + [
            RouteFailure(.conflict, "The Idempotency-Key belongs to another request, or to one that runs.")
        ]
}
