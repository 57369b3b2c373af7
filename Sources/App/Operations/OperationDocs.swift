// Beside the routes: what Stripe's events, health, metrics and the documentation answer; and the staff's figures.
internal import HTTPServer

extension RouteDoc {
    static let webhook = webhook("webhook")
    static let stripeWebhook = webhook("stripeWebhook")
    static let marketWebhook = webhook("marketWebhook")

    private static func webhook(_ id: String) -> RouteDoc {
        RouteDoc(
            id, .webhooks, "Takes Stripe's events",
            """
            Proved by the header Stripe-Signature before anything is read; Stripe sends again after any answer but 200.
            """,
            body: .event,
            answers: [.json(.ok, "Kept, or none of ours.", WebhookDoor.schema)],
            failures: [
                RouteFailure(.badRequest, "The signature does not fit, or this is no event."),
                RouteFailure(.internalServerError, "It could not be kept: send it again."),
                RouteFailure(.serviceUnavailable, "The server has no secret to prove an event by."),
            ])
    }

    static let config = RouteDoc(
        "config", .operations, "What a browser needs to take cards",
        answers: [.json(.ok, "The publishable key.", OperationsDoor.configSchema)],
        failures: [RouteFailure(.serviceUnavailable, "The server has no publishable key.")])

    static let health = RouteDoc(
        "health", .operations, "The process answers",
        answers: [.json(.ok, "It does.", OperationsDoor.healthSchema)])

    static let live = RouteDoc(
        "live", .operations, "The process answers, by the name that orchestrators ask for",
        answers: [.json(.ok, "It does.", OperationsDoor.healthSchema)])

    static let ready = RouteDoc(
        "ready", .operations, "Requests may be sent here",
        "Asks the database at most once a second. Stripe's troubles do not count.",
        answers: [
            .json(.ok, "They may.", Readiness.schema),
            .json(
                .serviceUnavailable, "They may not: the database, its tables or the jobs are in trouble.",
                Readiness.troubleSchema),
        ])

    static let metrics = RouteDoc(
        "metrics", .operations, "Metrics in Prometheus' text format",
        answers: [.text("text/plain", "The metrics.")])

    static let openAPI = RouteDoc(
        "openAPI", .operations, "This document",
        answers: .file("application/json", .openObject(["openapi": .string])))

    static let docs = RouteDoc(
        "docs", .operations, "This document, for people", answers: .file("text/html", .string))

    static let analytics = RouteDoc(
        "analytics", .desk, "How holds fare, in six figures", "A rate of nothing is null.",
        query: FiguresWindow.Shape.shape, answers: [.json(.ok, "The figures.", .figures)],
        failures: .store)
}

extension [RouteAnswer] {
    /// Bytes that do not change while the server runs.
    static func file(_ type: String, _ schema: JSONSchema) -> [RouteAnswer] {
        [
            RouteAnswer(
                status: .ok, description: "Its bytes.",
                contents: [RouteAnswer.Content(type: type, schema: schema)], headers: [.entityTag]),
            .empty(.notModified, "If-None-Match names these bytes.", headers: [.entityTag]),
        ]
    }
}
