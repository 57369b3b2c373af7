// Beside the routes: what the bookings' routes take and answer.
internal import HTTPServer

extension RouteDoc {
    static let createBooking = RouteDoc(
        "createBooking", .bookings, "Book a lesson, or a package of lessons",
        """
        The price is held now, or when the lesson nears; a package is charged at once. A lesson of a package costs \
        nothing more. Staff and programs say whose lesson it is; a student books for themselves.
        """,
        body: .form(BookLessonForm.Shape.shape), takesKey: true,
        answers: [
            .json(
                .created, "Booked: the booking and its payment.", .bookingAnswer,
                headers: [.location, .replayed]), .underWay,
        ],
        failures: .moving)

    static let listBookings = RouteDoc(
        "listBookings", .bookings, "Bookings, the newest first, by pages",
        "Students and instructors see their own.", query: BookingQuery.Shape.shape,
        answers: [.json(.ok, "A page.", BookingQuery.pageSchema, headers: [.nextPage])], failures: .store)

    static let readBooking = RouteDoc(
        "readBooking", .bookings, "A booking, its payment, and the link to its page", path: .booking,
        answers: [.json(.ok, "The booking.", BookingDoor.oneSchema)], failures: .store)

    static let captureBooking = RouteDoc(
        "captureBooking", .bookings, "Capture what is held: all, a part, or what the minutes taught come to",
        path: .booking, body: .form(CaptureForm.Shape.shape), takesKey: true,
        answers: [
            .json(.ok, "Captured.", BookingReply.capturedSchema, headers: [.replayed]),
            .underWay,
        ],
        failures: .moving)

    static let refundBooking = RouteDoc(
        "refundBooking", .bookings, "Give back what was captured: all that is left, or a part",
        "Staff decide it, whatever became of the lesson. A package's unused lessons have a route of their own.",
        path: .booking, body: .form(BookingRefundForm.Shape.shape), takesKey: true, answers: .changed,
        failures: .moving)

    static let completeBooking = RouteDoc(
        "completeBooking", .bookings, "The lesson was taught: what it comes to is captured", path: .booking,
        body: .form(CompleteForm.Shape.shape), takesKey: true, answers: .changed, failures: .moving)

    static let noShow = RouteDoc(
        "noShow", .bookings, "Somebody did not come", path: .booking, body: .form(NoShowForm.Shape.shape),
        takesKey: true, answers: .changed, failures: .moving)

    static let cancelBooking = RouteDoc(
        "cancelBooking", .bookings, "Cancel it",
        "Settled by the policy under which it was booked, or by a quote.", path: .booking,
        body: .form(CancelForm.Shape.shape), takesKey: true, answers: .changed, failures: .moving)

    static let rescheduleBooking = RouteDoc(
        "rescheduleBooking", .bookings, "Move it to another time", path: .booking,
        body: .form(RescheduleForm.Shape.shape), takesKey: true, answers: .changed, failures: .moving)

    static let quoteCancel = RouteDoc(
        "quoteCancel", .bookings, "What a cancel would come to now, and a promise of just that",
        path: .booking, body: .form(QuoteForm.Shape.shape),
        answers: [.json(.ok, "The quote.", QuoteBody.schema)],
        failures: .store + [RouteFailure(.conflict, "The booking's state does not allow it.")])

    static let bookingEvents = RouteDoc(
        "bookingEvents", .bookings, "What happened to its money, the oldest first", path: .booking,
        answers: [.json(.ok, "The history.", .bookingEvents)], failures: .store)

    static let explainPayment = RouteDoc(
        "explainPayment", .bookings, "Every step of a payment, with its cause", path: .recordID("payment"),
        answers: [.json(.ok, "The steps.", .explainedPayment)], failures: .store)

    static let addStudent = RouteDoc(
        "addStudent", .people, "Add a student", body: .form(StudentForm.Shape.shape),
        answers: [.json(.created, "The student.", .student)], failures: .adding)

    static let addInstructor = RouteDoc(
        "addInstructor", .people, "Add an instructor", body: .form(InstructorForm.Shape.shape),
        answers: [.json(.created, "The instructor.", .instructor)], failures: .adding)

    static let refundPackage = RouteDoc(
        "refundPackage", .desk, "Pay back the lessons of a package that nobody took", "It needs no body.",
        path: .recordID("package"), takesKey: true, answers: .changed, failures: .moving)

    static let addTicket = RouteDoc(
        "addTicket", .desk, "Tell the shop's desk of money that puzzles somebody",
        body: .form(TicketForm.Shape.shape),
        answers: [.json(.created, "The ticket.", .ticket)],
        failures: .store + [RouteFailure(.notFound, "There is no such booking.")])
}

extension RouteDoc.PathParameter {
    static let booking = RouteDoc.PathParameter.recordID("booking")
}

extension RouteAnswer {
    /// Stripe has not answered yet.
    fileprivate static let underWay = RouteAnswer.json(
        .accepted, "Stripe has not answered yet; it will be finished: look it up later.",
        BookingReply.underWaySchema, headers: [.location, .replayed])
}

extension [RouteAnswer] {
    fileprivate static let changed = [
        RouteAnswer.json(
            .ok, "The booking and its payment as they are now.", .bookingAnswer, headers: [.replayed]),
        .underWay,
    ]
}

extension [RouteFailure] {
    /// Of every route that reads what is kept.
    static let store = [
        RouteFailure(.forbidden, "The token's sub is no student or instructor here."),
        RouteFailure(.internalServerError, "Something failed here that should not have."),
        RouteFailure(.serviceUnavailable, "The database cannot be used just now.", headers: [.retryAfter]),
    ]

    /// Of every route that moves money.
    static let moving =
        store + [
            RouteFailure(.badRequest, "What is named is not there, or Stripe refuses it."),
            RouteFailure(
                .paymentRequired,
                "The card was declined; the booking and its payment stand beside, if there is one.",
                headers: [.replayed]),
            RouteFailure(
                .conflict,
                "The state of the booking, its payment or the instructor's day does not allow it; or a request with "
                    + "this Idempotency-Key still runs.",
                headers: [.replayed, .retryAfter]),
            RouteFailure(.unprocessableContent, "The Idempotency-Key was used with another request."),
            RouteFailure(.badGateway, "Stripe cannot be reached, or gave no usable answer."),
            RouteFailure(.gatewayTimeout, "Stripe did not answer in time."),
        ]

    fileprivate static let adding =
        store + [
            RouteFailure(.conflict, "There is somebody with that subject or customer already."),
            RouteFailure(.badGateway, "Stripe cannot be reached, or gave no usable answer."),
            RouteFailure(.gatewayTimeout, "Stripe did not answer in time."),
        ]
}
