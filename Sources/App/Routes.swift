// On a request's way: every route of the house on one page, each with who may call it.
internal import HTTPServer

enum Routes {
    static let all: [Endpoint] = site + api

    private static let api: [Endpoint] = [
        Endpoint(.post, "/schedule-lesson", access: .shop) { $0.lessons.schedule },
        Endpoint(.post, "/complete-lesson-payment", access: .shop) { $0.lessons.complete },
        Endpoint(.post, "/refund-lesson", access: .shop) { $0.lessons.refund },

        Endpoint(.post, "/lessons", access: .shop) { $0.accounts.signUp },
        Endpoint(.get, "/payment-method/:customer_id", access: .shop) { $0.accounts.card },
        Endpoint(.post, "/account-update", access: .shop) { $0.accounts.update },
        Endpoint(.post, "/account-update/:customer_id", access: .shop) { $0.accounts.update },
        Endpoint(.post, "/update-payment-details/:customer_id", access: .shop) { $0.accounts.saveCard },
        Endpoint(.post, "/delete-account/:customer_id", access: .shop) { $0.accounts.delete },

        Endpoint(.get, "/calculate-lesson-total", access: .shop) { $0.reports.lessonTotal },
        Endpoint(.get, "/find-customers-with-failed-payments", access: .shop) { $0.reports.failedPayments },

        Endpoint(.post, "/webhook", access: .signed) { $0.webhooks.receive },

        Endpoint(.get, "/config", access: .anyone) { $0.operations.config },
        Endpoint(.get, "/healthz", access: .anyone) { $0.operations.health },
        Endpoint(.get, "/metrics", access: .shop) { Gzip.wrap($0.operations.metricsPage) },
    ]

    /// A handful of short fields; 413 above.
    private static let bodyBytesMax = 64 * 1024

    static func router(_ doors: Doors, _ guarded: SiteGuard) -> Router {
        Router(
            all.map { endpoint in
                Route(
                    endpoint.method, endpoint.pattern, bodyBytesMax: bodyBytesMax,
                    handler: guarded.wrap(endpoint.handler(doors), endpoint.access))
            })
    }
}

/// One line of the table above.
struct Endpoint: Sendable {
    let method: Method
    let pattern: String
    let access: Access
    let handler: @Sendable (Doors) -> Handler

    init(
        _ method: Method, _ pattern: String, access: Access, handler: @escaping @Sendable (Doors) -> Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.handler = handler
    }
}

/// The front doors of one loop.
struct Doors: Sendable {
    let site: SiteDoor
    let lessons: LessonDoor
    let accounts: AccountDoor
    let reports: ReportDoor
    let webhooks: WebhookDoor
    let operations: OperationsDoor
}
