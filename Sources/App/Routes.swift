// On a request's way: every route of the house on one page, each with its documentation and who may call it.
internal import HTTPServer
internal import Tokens

enum Routes {
    static let all: [Endpoint] =
        site + api + bookings + payments + bookingPages + desk + admin + adminMoney + marketplace

    private static let api: [Endpoint] = [
        Endpoint(.post, "/schedule-lesson", .scheduleLesson, access: .shopStaff) { $0.lessons.schedule },
        Endpoint(.post, "/complete-lesson-payment", .completeLesson, access: .shopStaff) {
            $0.lessons.complete
        },
        Endpoint(.post, "/refund-lesson", .refundLesson, access: .shopStaff) { $0.lessons.refund },

        Endpoint(.post, "/lessons", .signUp, access: .shop) { $0.accounts.signUp },
        Endpoint(.get, "/payment-method/:customer_id", .savedCard, access: .shop) { $0.accounts.card },
        Endpoint(.post, "/account-update", .updateAccount, access: .shop) { $0.accounts.update },
        Endpoint(.post, "/account-update/:customer_id", .updateAccountOf, access: .shop) {
            $0.accounts.updateNamed
        },
        Endpoint(.post, "/update-payment-details/:customer_id", .saveCard, access: .shop) {
            $0.accounts.saveCard
        },
        Endpoint(.post, "/delete-account/:customer_id", .deleteAccount, access: .shopStaff) {
            $0.accounts.delete
        },

        Endpoint(.get, "/calculate-lesson-total", .lessonTotal, access: .shopStaff) {
            $0.reports.lessonTotal
        },
        Endpoint(.get, "/find-customers-with-failed-payments", .failedPayments, access: .shopStaff) {
            $0.reports.failedPayments
        },

        Endpoint(.post, "/webhook", .webhook, access: .signed) { $0.webhooks.receive },
        Endpoint(.post, "/webhooks/stripe", .stripeWebhook, access: .signed) { $0.webhooks.receive },

        Endpoint(.get, "/config", .config, access: .anyone) { $0.operations.config },
        Endpoint(.get, "/healthz", .health, access: .anyone) { $0.operations.health },
        Endpoint(.get, "/livez", .live, access: .anyone) { $0.operations.health },
        Endpoint(.get, "/readyz", .ready, access: .anyone) { $0.operations.ready },
        Endpoint(.get, "/metrics", .metrics, access: .shopStaff) { Gzip.wrap($0.operations.metricsPage) },
        Endpoint(.get, "/openapi.json", .openAPI, access: .anyone) { $0.docs.document },
        Endpoint(.get, "/docs", .docs, access: .anyone) { $0.docs.page },
    ]

    private static let bookings: [Endpoint] = [
        Endpoint(
            .post, "/bookings", .createBooking,
            access: .bearer(.staff, .service, .student, isSubjectBound: true)
        ) { $0.bookings.create },
        Endpoint(.get, "/bookings", .listBookings, access: .anyRole) { $0.bookings.list },
        Endpoint(.get, "/bookings/:id", .readBooking, access: .anyRole) { $0.bookings.one },
        Endpoint(.post, "/bookings/:id/capture-payment", .captureBooking, access: .teaching) {
            $0.bookings.capture
        },
        Endpoint(.post, "/bookings/:id/complete", .completeBooking, access: .teaching) {
            $0.bookings.complete
        },
        Endpoint(.post, "/bookings/:id/no-show", .noShow, access: .teaching) { $0.bookings.noShow },
        Endpoint(.post, "/bookings/:id/cancel", .cancelBooking, access: .anyRole) { $0.bookings.cancel },
        Endpoint(.post, "/bookings/:id/reschedule", .rescheduleBooking, access: .anyRole) {
            $0.bookings.reschedule
        },
        Endpoint(.post, "/bookings/:id/refund", .refundBooking, access: .bearer(.staff)) {
            $0.bookings.refund
        },
        Endpoint(.post, "/bookings/:id/quotes", .quoteCancel, access: .anyRole) { $0.bookings.quote },
        Endpoint(.get, "/bookings/:id/events", .bookingEvents, access: .anyRole) { $0.bookings.events },
        Endpoint(.get, "/payments/:id/explain", .explainPayment, access: .anyRole) { $0.bookings.explain },

        Endpoint(.post, "/students", .addStudent, access: .bearer(.staff, .service)) {
            $0.bookings.addStudent
        },
        Endpoint(.post, "/instructors", .addInstructor, access: .bearer(.staff)) {
            $0.bookings.addInstructor
        },
    ]

    /// For other services.
    private static let payments: [Endpoint] = [
        Endpoint(.put, "/payment", .putPayment, access: .movingAndReading) { $0.payments.put },
        Endpoint(.get, "/payment/:id", .readPayment, access: .reading) { $0.payments.one },
        Endpoint(.get, "/payments", .listPayments, access: .reading) { $0.payments.list },
        Endpoint(.post, "/payment/:id/complete", .completePayment, access: .moving) { $0.payments.complete },
        Endpoint(.post, "/payment/:id/cancel", .cancelPayment, access: .moving) { $0.payments.cancel },
        Endpoint(.post, "/payment/:id/refund", .refundPayment, access: .moving) { $0.payments.refund },

        Endpoint(.post, "/charge", .airlineCharge, access: .airline) { $0.airline.charge },
        Endpoint(.post, "/capture", .airlineCapture, access: .airline) { $0.airline.capture },
        Endpoint(.post, "/refund", .airlineRefund, access: .airline) { $0.airline.refund },
    ]

    /// Opened by links that only this house can have made.
    private static let bookingPages: [Endpoint] = [
        Endpoint(.get, "/bookings/:id/status", .statusPage, access: .anyone) { $0.bookingPages.status },
        Endpoint(.get, "/bookings/:id/rating", .ratingPage, access: .anyone) { $0.bookingPages.ratingPage },
        Endpoint(.post, "/bookings/:id/rating", .rate, access: .anyone) { $0.bookingPages.rate },
        Endpoint(.get, "/sandbox/outbox", .sandboxOutbox, access: .shop) { $0.outbox.page },
    ]

    private static let desk: [Endpoint] = [
        Endpoint(.post, "/packages/:id/refund", .refundPackage, access: .bearer(.staff)) {
            $0.bookings.refundPackage
        },
        Endpoint(.get, "/analytics", .analytics, access: .bearer(.staff)) { $0.analytics.figures },
        Endpoint(
            .post, "/support-tickets", .addTicket, access: .bearer(.staff, .student, isSubjectBound: true)
        ) { $0.bookings.addTicket },
    ]

    /// A handful of short fields; 413 above.
    private static let bodyBytesMax = 64 * 1024

    static func router(_ doors: Doors, _ gate: Gate) -> Router {
        Router(
            all.flatMap { endpoint in
                let handler = endpoint.handler(doors, gate)
                return endpoint.paths.map { path in
                    Route(
                        endpoint.method, path, name: endpoint.pattern, bodyBytesMax: bodyBytesMax,
                        handler: handler)
                }
            })
    }
}

extension CallerRule {
    fileprivate static let movingAndReading = bearing(.writePayment, .readPayment)
    fileprivate static let moving = bearing(.writePayment)
    fileprivate static let reading = bearing(.readPayment)
    /// Whoever has to do with bookings; each sees their own.
    fileprivate static let anyRole = bearer(.staff, .service, .instructor, .student, isSubjectBound: true)
    /// Who says what became of a lesson.
    fileprivate static let teaching = bearer(.staff, .instructor, isSubjectBound: true)
}

/// One line of the table above.
struct Endpoint: Sendable {
    let method: Method
    let pattern: String
    let doc: RouteDoc
    let access: RouteAccess
    let limit: RouteLimit
    /// With the gate before it.
    let handler: @Sendable (Doors, Gate) -> Handler

    /// A path that ends in a slash is answered without it too.
    var paths: [String] {
        pattern.hasSuffix("/") && pattern != "/" ? [pattern, String(pattern.dropLast())] : [pattern]
    }

    /// A handler that is not told who calls.
    init(
        _ method: Method, _ pattern: String, _ doc: RouteDoc, access: Access,
        handler: @escaping @Sendable (Doors) -> Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.doc = doc
        self.access = .access(access)
        limit = .none
        self.handler = { doors, gate in gate.wrap(handler(doors), access) }
    }

    /// A handler that is.
    init(
        _ method: Method, _ pattern: String, _ doc: RouteDoc, access: CallerRule, limit: RouteLimit = .none,
        handler: @escaping @Sendable (Doors) -> CallerHandler
    ) {
        self.method = method
        self.pattern = pattern
        self.doc = doc
        self.access = .rule(access)
        self.limit = limit
        let errors = ErrorShape(path: pattern)
        self.handler = { doors, gate in gate.wrap(handler(doors), access, errors: errors, limit: limit) }
    }
}

/// The front doors of one loop.
struct Doors: Sendable {
    let site: SiteDoor
    let lessons: LessonDoor
    let accounts: AccountDoor
    let reports: ReportDoor
    let bookings: BookingDoor
    let payments: PaymentDoor
    let airline: AirlineDoor
    let market: MarketDoor
    let bookingPages: BookingPagesDoor
    let outbox: OutboxDoor
    let analytics: AnalyticsDoor
    let admin: AdminDoor
    let webhooks: WebhookDoor
    let operations: OperationsDoor
    let docs: DocsDoor
}
