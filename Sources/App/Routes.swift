// On a request's way: every route of the house on one page, each with who may call it.
internal import HTTPServer
internal import Tokens

enum Routes {
    static let all: [Endpoint] = site + api + bookings + bookingPages + desk

    private static let api: [Endpoint] = [
        Endpoint(.post, "/schedule-lesson", access: .shopStaff) { $0.lessons.schedule },
        Endpoint(.post, "/complete-lesson-payment", access: .shopStaff) { $0.lessons.complete },
        Endpoint(.post, "/refund-lesson", access: .shopStaff) { $0.lessons.refund },

        Endpoint(.post, "/lessons", access: .shop) { $0.accounts.signUp },
        Endpoint(.get, "/payment-method/:customer_id", access: .shop) { $0.accounts.card },
        Endpoint(.post, "/account-update", access: .shop) { $0.accounts.update },
        Endpoint(.post, "/account-update/:customer_id", access: .shop) { $0.accounts.update },
        Endpoint(.post, "/update-payment-details/:customer_id", access: .shop) { $0.accounts.saveCard },
        Endpoint(.post, "/delete-account/:customer_id", access: .shopStaff) { $0.accounts.delete },

        Endpoint(.get, "/calculate-lesson-total", access: .shopStaff) { $0.reports.lessonTotal },
        Endpoint(.get, "/find-customers-with-failed-payments", access: .shopStaff) {
            $0.reports.failedPayments
        },

        Endpoint(.post, "/webhook", access: .signed) { $0.webhooks.receive },
        Endpoint(.post, "/webhooks/stripe", access: .signed) { $0.webhooks.receive },

        Endpoint(.get, "/config", access: .anyone) { $0.operations.config },
        Endpoint(.get, "/healthz", access: .anyone) { $0.operations.health },
        Endpoint(.get, "/metrics", access: .shopStaff) { Gzip.wrap($0.operations.metricsPage) },
    ]

    private static let bookings: [Endpoint] = [
        Endpoint(.post, "/bookings", access: .bearer(.staff, .service, .student, isSubjectBound: true)) {
            $0.bookings.create
        },
        Endpoint(.get, "/bookings", access: .anyRole) { $0.bookings.list },
        Endpoint(.get, "/bookings/:id", access: .anyRole) { $0.bookings.one },
        Endpoint(.post, "/bookings/:id/capture-payment", access: .teaching) { $0.bookings.capture },
        Endpoint(.post, "/bookings/:id/complete", access: .teaching) { $0.bookings.complete },
        Endpoint(.post, "/bookings/:id/no-show", access: .teaching) { $0.bookings.noShow },
        Endpoint(.post, "/bookings/:id/cancel", access: .anyRole) { $0.bookings.cancel },
        Endpoint(.post, "/bookings/:id/reschedule", access: .anyRole) { $0.bookings.reschedule },
        Endpoint(.post, "/bookings/:id/quotes", access: .anyRole) { $0.bookings.quote },
        Endpoint(.get, "/bookings/:id/events", access: .anyRole) { $0.bookings.events },
        Endpoint(.get, "/payments/:id/explain", access: .anyRole) { $0.bookings.explain },

        Endpoint(.post, "/students", access: .bearer(.staff, .service)) { $0.bookings.addStudent },
        Endpoint(.post, "/instructors", access: .bearer(.staff)) { $0.bookings.addInstructor },
    ]

    /// Opened by links that only this house can have made.
    private static let bookingPages: [Endpoint] = [
        Endpoint(.get, "/bookings/:id/status", access: .anyone) { $0.bookingPages.status },
        Endpoint(.get, "/bookings/:id/rating", access: .anyone) { $0.bookingPages.ratingPage },
        Endpoint(.post, "/bookings/:id/rating", access: .anyone) { $0.bookingPages.rate },
        Endpoint(.get, "/sandbox/outbox", access: .shop) { $0.outbox.page },
    ]

    private static let desk: [Endpoint] = [
        Endpoint(.post, "/packages/:id/refund", access: .bearer(.staff)) { $0.bookings.refundPackage },
        Endpoint(.get, "/analytics", access: .bearer(.staff)) { $0.analytics.figures },
        Endpoint(.post, "/support-tickets", access: .bearer(.staff, .student, isSubjectBound: true)) {
            $0.bookings.addTicket
        },
    ]

    /// A handful of short fields; 413 above.
    private static let bodyBytesMax = 64 * 1024

    static func router(_ doors: Doors, _ gate: Gate) -> Router {
        Router(
            all.map { endpoint in
                Route(
                    endpoint.method, endpoint.pattern, bodyBytesMax: bodyBytesMax,
                    handler: endpoint.handler(doors, gate))
            })
    }
}

extension CallerRule {
    /// Whoever has to do with bookings; each sees their own.
    fileprivate static let anyRole = bearer(.staff, .service, .instructor, .student, isSubjectBound: true)
    /// Who says what became of a lesson.
    fileprivate static let teaching = bearer(.staff, .instructor, isSubjectBound: true)
}

/// One line of the table above.
struct Endpoint: Sendable {
    let method: Method
    let pattern: String
    /// With the gate before it.
    let handler: @Sendable (Doors, Gate) -> Handler

    /// A handler that is not told who calls.
    init(
        _ method: Method, _ pattern: String, access: Access, handler: @escaping @Sendable (Doors) -> Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.handler = { doors, gate in gate.wrap(handler(doors), access) }
    }

    /// A handler that is.
    init(
        _ method: Method, _ pattern: String, access: CallerRule,
        handler: @escaping @Sendable (Doors) -> CallerHandler
    ) {
        self.method = method
        self.pattern = pattern
        self.handler = { doors, gate in gate.wrap(handler(doors), access) }
    }
}

/// The front doors of one loop.
struct Doors: Sendable {
    let site: SiteDoor
    let lessons: LessonDoor
    let accounts: AccountDoor
    let reports: ReportDoor
    let bookings: BookingDoor
    let bookingPages: BookingPagesDoor
    let outbox: OutboxDoor
    let analytics: AnalyticsDoor
    let webhooks: WebhookDoor
    let operations: OperationsDoor
}
