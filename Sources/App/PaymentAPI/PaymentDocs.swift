// Beside the routes: what the payment door takes and answers.
internal import HTTPServer

extension RouteDoc {
    static let putPayment = RouteDoc(
        "putPayment", .payments, "Pre-authorized transaction info about the payment",
        """
        Collect data about a payment. What the front end had Stripe hold (`pi_`, `ch_`) is checked with Stripe; on a \
        card (`pm_`, `tok_`) the amount is held now. The same stripeToken again is the same payment.
        """,
        body: .json(ChargeForm.Shape.shape, besides: .chargeData),
        answers: [
            .json(.ok, "Successful operation", .paymentStatusOfCharge),
            .json(
                .accepted, "Stripe has not answered yet; it will be finished: look it up later.",
                .paymentStatus),
        ],
        failures: .movingPayment)

    static let readPayment = RouteDoc(
        "readPayment", .payments, "A payment as it stands", path: .paymentName,
        answers: [.json(.ok, "The payment.", .servicePayment)], failures: .store)

    static let listPayments = RouteDoc(
        "listPayments", .payments, "Payments, the newest first, by pages", query: PaymentQuery.Shape.shape,
        answers: [.json(.ok, "A page.", PaymentQuery.pageSchema, headers: [.nextPage])], failures: .store)

    static let completePayment = RouteDoc(
        "completePayment", .payments, "Collect what is held, all or a part",
        "What is not collected is released. Collected already with the same amount is no error.",
        path: .paymentName, body: .json(PaymentPartForm.Shape.shape), takesKey: true, answers: .payment,
        failures: .movingPayment)

    static let cancelPayment = RouteDoc(
        "cancelPayment", .payments, "Give everything back: release what is held, refund what was collected",
        "It needs no body.", path: .paymentName, takesKey: true, answers: .payment, failures: .movingPayment)

    static let refundPayment = RouteDoc(
        "refundPayment", .payments, "Give back some of what was collected, or what is left",
        path: .paymentName, body: .json(PaymentPartForm.Shape.shape), takesKey: true, answers: .payment,
        failures: .movingPayment)
}

extension JSONSchema {
    /// As the services that call this have it in their own documents; the form says what of it has to be there.
    fileprivate static let chargeData = JSONSchema.named(
        "ChargeData",
        JSONSchema([
            "type": "object",
            "properties": [
                "amount": ["example": .number("100.99"), "format": "double", "type": "number"],
                "currency": ["example": "USD", "type": "string"],
                "stripeToken": ["example": "abc123", "type": "string"],
                "description": ["example": "Payment by foo@example.com", "type": "string"],
                "email": ["example": "foo@example.com", "type": "string", "format": "email"],
            ],
        ]))

    fileprivate static let paymentStatusOfCharge = JSONSchema.all(of: [
        .named("Empty", JSONSchema(["type": "object", "properties": ["status": ["type": "string"]]])),
        .paymentStatus,
    ])
}

extension RouteDoc.PathParameter {
    fileprivate static let paymentName = RouteDoc.PathParameter.name(
        "payment", .paymentName, example: "pay_0123456789abcdef01234567")
}

extension [RouteAnswer] {
    fileprivate static let payment = [
        RouteAnswer.json(.ok, "The payment as it is now.", .servicePayment, headers: [.replayed]),
        RouteAnswer.json(
            .accepted, "Stripe has not answered yet; it will be finished: look it up later.",
            .servicePaymentUnderWay, headers: [.replayed]),
    ]
}

extension [RouteFailure] {
    static let movingPayment =
        store + [
            RouteFailure(.paymentRequired, "The card was declined."),
            RouteFailure(
                .conflict,
                "Stripe does not bear out what is claimed, or the payment's state does not allow it; or a request with "
                    + "this Idempotency-Key still runs.",
                headers: [.replayed, .retryAfter]),
            RouteFailure(.unprocessableContent, "The Idempotency-Key was used with another request."),
            RouteFailure(.badGateway, "Stripe cannot be reached, or gave no usable answer."),
            RouteFailure(.gatewayTimeout, "Stripe did not answer in time."),
        ]
}
