// Beside the routes: what the marketplace takes and answers.
internal import HTTPServer

// MARK: Cards and payments

extension RouteDoc {
    static let addPaymentMethod = RouteDoc(
        "addPaymentMethod", .marketplace, "Add a card",
        """
        The card goes to Stripe and is not kept here. With a test key Stripe's published test numbers stand for its \
        test cards, whatever their expiry; a card with another number has to be good.
        """,
        body: .json(AddCardForm.Shape.shape),
        answers: [.json(.ok, "Added.", .cardAdded)], failures: .card)

    static let listPaymentMethods = RouteDoc(
        "listPaymentMethods", .marketplace, "The caller's saved cards, the newest first",
        answers: [.json(.ok, "The cards.", .savedCards)], failures: .store)

    static let removePaymentMethod = RouteDoc(
        "removePaymentMethod", .marketplace, "Remove a saved card", path: .recordID("payment method"),
        answers: [.json(.ok, "Removed.", .done)], failures: .askingStripe)

    static let processPayment = processing("processPayment")

    static let processStripePayment = processing("processStripePayment")

    private static func processing(_ id: String) -> RouteDoc {
        RouteDoc(
            id, .marketplace, "Pay for a gig",
            """
            With a new card (card_details), one that Stripe knows (payment_method) or a saved one \
            (saved_payment_method_id): one of the three. The gig's price is charged at once, and the booking is made \
            with it; the teacher confirms before the lesson begins.

            POST /api/payments/process-payment/ and POST /stripe-payments/process-payment/ are the same route: an \
            Idempotency-Key used at one holds at the other.
            """,
            body: .json(PayGigForm.Shape.shape), takesKey: true,
            answers: [
                .json(.ok, "Paid and booked.", .paymentProcessed, headers: [.replayed]),
                .json(
                    .accepted, "Stripe has not answered yet; it will be finished: look it up later.",
                    .paymentProcessed, headers: [.replayed]),
            ],
            failures: .card + .keyed + [
                RouteFailure(
                    .conflict, "The gig is not there, not active, full, or its teacher cannot be paid.",
                    headers: [.replayed, .retryAfter])
            ])
    }

    static let listGigPayments = RouteDoc(
        "listGigPayments", .marketplace, "Payments for gigs, the newest first, by pages",
        "Students see what they paid, instructors what was paid for their gigs.",
        query: GigPaymentQuery.Shape.shape,
        answers: [.json(.ok, "A page.", GigPaymentQuery.pageSchema, headers: [.nextPage])], failures: .store)

    static let readGigPayment = RouteDoc(
        "readGigPayment", .marketplace, "A payment for a gig as it stands", path: .recordID("payment"),
        answers: [.json(.ok, "The payment.", .gigPayment)], failures: .store)
}

// MARK: Refunds

extension RouteDoc {
    static let requestRefund = RouteDoc(
        "requestRefund", .marketplace, "Ask for a refund", "Moves nothing: the house decides.",
        body: .json(RefundRequestForm.Shape.shape),
        answers: [.json(.created, "Asked for.", .refundRequestAnswer)],
        failures: .store + [
            RouteFailure(.notFound, "There is no such payment."),
            RouteFailure(
                .conflict, "Nothing is paid, all of it went back, or a refund is asked for already."),
        ])

    static let listRefundRequests = RouteDoc(
        "listRefundRequests", .marketplace, "Refunds that were asked for, the newest first, by pages",
        "Students see their own.", query: RefundRequestQuery.Shape.shape,
        answers: [.json(.ok, "A page.", RefundRequestQuery.pageSchema, headers: [.nextPage])],
        failures: .store)

    static let readRefundRequest = RouteDoc(
        "readRefundRequest", .marketplace, "A refund that was asked for", path: .recordID("refund request"),
        answers: [.json(.ok, "The request.", .refundRequest)], failures: .store)

    static let decideRefund = RouteDoc(
        "decideRefund", .marketplace, "Approve a refund that was asked for, or reject it",
        "An approval gives the money back at once; the teacher gives their part of it.",
        path: .recordID("refund request"), body: .json(RefundDecisionForm.Shape.shape), takesKey: true,
        answers: .deciding,
        failures: .askingStripe + .keyed + [
            RouteFailure(
                .conflict,
                "It is processed already, nothing is left to give back, or the student's bank disputes the payment.",
                headers: [.replayed, .retryAfter])
        ])

    static let gigDashboard = RouteDoc(
        "gigDashboard", .marketplace, "What the marketplace took and gave back, in all and by day",
        query: DashboardQuery.Shape.shape,
        answers: [.json(.ok, "The figures; amounts in dollars.", DashboardBody.schema)], failures: .store)
}

// MARK: Gigs

extension RouteDoc {
    static let addGig = RouteDoc(
        "addGig", .marketplace, "Offer a gig", body: .json(GigForm.Shape.shape),
        answers: [.json(.created, "The gig.", .gigAnswer)], failures: .store)

    static let listGigs = RouteDoc(
        "listGigs", .marketplace, "Gigs that can be booked, the newest first, by pages",
        query: GigQuery.Shape.shape,
        answers: [.json(.ok, "A page.", GigQuery.pageSchema, headers: [.nextPage])], failures: .store)

    static let readGig = RouteDoc(
        "readGig", .marketplace, "A gig", path: .recordID("gig"),
        answers: [.json(.ok, "The gig.", .gig)], failures: .store)

    static let activateGig = RouteDoc(
        "activateGig", .marketplace, "Let a gig be booked", "It needs no body.", path: .recordID("gig"),
        answers: [.json(.ok, "The gig.", .gigAnswer)], failures: .store)

    static let deactivateGig = RouteDoc(
        "deactivateGig", .marketplace, "Let a gig be booked no more",
        "What is booked stays booked. It needs no body.", path: .recordID("gig"),
        answers: [.json(.ok, "The gig.", .gigAnswer)], failures: .store)

    static let onboardTeacher = RouteDoc(
        "onboardTeacher", .marketplace, "Connect a teacher's account at Stripe",
        "Makes the account, once, and leads the teacher to Stripe's page until Stripe can pay them.",
        path: .recordID("teacher"), body: .json(OnboardingForm.Shape.shape),
        answers: [.json(.ok, "The account.", .onboarding)], failures: .askingStripe)

    static let confirmGig = answering(
        "confirmGig", "Confirm a booked gig", "Teachers confirm before lessons begin. It needs no body.")

    static let declineGig = answering(
        "declineGig", "Decline a booked gig", "All that was paid is given back. It needs no body.")

    static let startGig = answering(
        "startGig", "Start the lesson of a gig", "It has to be confirmed. It needs no body.")

    private static func answering(_ id: String, _ summary: String, _ description: String) -> RouteDoc {
        RouteDoc(
            id, .marketplace, summary, description, path: .recordID("booking"), takesKey: true,
            answers: .bookingAnswered,
            failures: .askingStripe + .keyed + [
                RouteFailure(
                    .conflict, "Where the booking stands does not allow it.",
                    headers: [.replayed, .retryAfter])
            ])
    }
}

// MARK: Shared

extension [RouteAnswer] {
    fileprivate static let bookingAnswered = moved("The payment as it is now.", .bookingAnswered)
    fileprivate static let deciding = moved("The request as it is now.", .refundRequestAnswer)

    private static func moved(_ description: String, _ schema: JSONSchema) -> [RouteAnswer] {
        [
            .json(.ok, description, schema, headers: [.replayed]),
            .json(
                .accepted, "Stripe has not answered yet; it will be finished: look it up later.", schema,
                headers: [.replayed]),
        ]
    }
}

extension [RouteFailure] {
    /// Of every route that asks Stripe.
    fileprivate static let askingStripe =
        store + [
            RouteFailure(.badRequest, "Stripe refuses it."),
            RouteFailure(.conflict, "Stripe is still at work on the same request."),
            RouteFailure(.badGateway, "Stripe cannot be reached, or gave no usable answer."),
            RouteFailure(.gatewayTimeout, "Stripe did not answer in time."),
        ]

    /// Of every route that brings a card.
    fileprivate static let card =
        askingStripe + [
            RouteFailure(.badRequest, "The card's number is none, or the card has expired."),
            RouteFailure(
                .paymentRequired, "The card was declined; decline_code tells why.", headers: [.replayed]),
        ]

    /// Of every route that takes a key.
    fileprivate static let keyed = [
        RouteFailure(.conflict, "A request with this Idempotency-Key still runs."),
        RouteFailure(.unprocessableContent, "The Idempotency-Key was used with another request."),
    ]
}
