// At the start: the front doors of each loop, with what all loops share.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Reactor
internal import Tokens

struct DoorMaker: Sendable {
    private let settings: Settings
    private let log: Log
    private let clock: WallClock
    /// nil when there is no key.
    private let verifier: TokenVerifier?
    private let stripeMetrics: StripeMetrics
    private let office: BackOffice
    private let backLoop: EventLoop
    private let backStripe: StripeLink
    private let problems: LessonProblems
    private let site: SiteDoor
    private let operations: OperationsDoor
    private let reports: ReportDoor
    private let analytics: AnalyticsDoor
    private let figuresBoard: FiguresBoard
    private let docs: DocsDoor
    private let webhookMetrics: WebhookMetrics
    private let jobMetrics: JobMetrics
    private let hookMetrics: HookMetrics
    private let turns = Turns()
    /// The mails of a house that keeps nothing, for the sandbox's page.
    private let shelf = MailShelf()

    init(
        settings: Settings, log: Log, clock: WallClock, verifier: TokenVerifier?, metrics: Metrics,
        stripeMetrics: StripeMetrics, office: BackOffice, backLoop: EventLoop, backStripe: StripeLink
    ) {
        self.settings = settings
        self.log = log
        self.clock = clock
        self.verifier = verifier
        self.stripeMetrics = stripeMetrics
        self.office = office
        self.backLoop = backLoop
        self.backStripe = backStripe
        problems = LessonProblems(log, metrics)
        site = SiteDoor(settings)
        docs = DocsDoor(settings)
        let figures = HoldFiguresReader(
            bookings: office.bookings(backStripe, on: backLoop), loop: backLoop)
        let health = office.health(on: backLoop)
        let jobMetrics = JobMetrics(metrics, now: clock.nowSeconds)
        self.jobMetrics = jobMetrics
        operations = OperationsDoor(
            publishableKey: settings.stripe.publishableKey, script: settings.stripe.script, metrics: metrics,
            figures: HoldFiguresMetrics(figures, clock: clock, log: log),
            house: HouseMetrics(clock: clock, log: log) {
                try await withTaskExecutorPreference(backLoop) { @concurrent in try await health.figures() }
            },
            readiness: Readiness(
                clock: clock, log: log,
                pendingMigrations: {
                    try await withTaskExecutorPreference(backLoop) { @concurrent in
                        try await health.pendingMigrations()
                    }
                }, heartbeat: { jobMetrics.heartbeatAt }))
        reports = ReportDoor(settings.stripe, backStripe, on: backLoop, clock: clock, log: log)
        analytics = AnalyticsDoor(figures, clock: clock, log: log)
        figuresBoard = FiguresBoard(figures, clock: clock, log: log)
        webhookMetrics = WebhookMetrics(metrics)
        hookMetrics = HookMetrics(metrics)
    }

    /// - Parameter port: the one listened on, for links.
    func doors(on loop: EventLoop, port: Int) -> Doors {
        let stripe = StripeLink(
            settings.stripe.access, on: loop, observing: stripeMetrics, log: log)
        let bookings = office.bookings(stripe, on: loop)
        let payments = office.servicePayments(stripe, on: loop)
        let market = office.marketplace(settings.marketplace, stripe, on: loop)
        let links = office.links(settings, port: port)
        let viewers = BookingViewers(bookings: bookings, areMade: settings.isSandbox)
        return Doors(
            site: site, lessons: LessonDoor(payments: office.lessons(stripe, on: loop), problems: problems),
            accounts: AccountDoor(
                accounts: Accounts(stripe, turns: turns),
                problems: AccountProblems(log: log, common: problems)),
            reports: reports,
            bookings: BookingDoor(bookings, links: links, viewers: viewers, clock: clock, log: log),
            payments: PaymentDoor(payments, log: log), airline: AirlineDoor(payments, log: log),
            market: MarketDoor(
                market, viewers: viewers, origin: links.origin, clock: clock, log: log),
            bookingPages: BookingPagesDoor(bookings, links: links, log: log),
            outbox: OutboxDoor(shelf: settings.isSandbox ? shelf : nil), analytics: analytics,
            admin: admin(bookings, payments, market, links.origin),
            webhooks: WebhookDoor(
                webhooks: office.webhooks(
                    stripe, on: loop, secrets: settings.stripe.webhookSecrets,
                    isLive: settings.stripe.mode == .live), metrics: webhookMetrics, log: log),
            operations: operations, docs: docs)
    }

    /// - Parameter origin: where browsers find the house.
    private func admin(
        _ bookings: Bookings, _ payments: ServicePayments, _ market: Marketplace, _ origin: String
    ) -> AdminDoor {
        let sessions = AdminSessions(
            seal: office.seal, clock: clock, isSecure: origin.hasPrefix("https://"))
        let isOpen = settings.isSandbox && settings.auth?.secret?.reveal() == AuthSettings.sandboxSecret
        let signIn = AdminSignIn(
            sessions: sessions, verifier: verifier, sandbox: isOpen ? settings.auth?.signer : nil,
            clock: clock, log: log)
        return AdminDoor(
            payments: payments, market: market,
            bookings: bookings, signIn: signIn, clock: clock, holdsMode: settings.bookings.expiringHolds,
            figures: figuresBoard, log: log)
    }
}

extension DoorMaker {
    /// On the loop of what is in no request's way.
    ///
    /// - Parameter port: the one listened on, for the links in mails.
    func jobRunner(port: Int) throws(ReactorFailure) -> JobRunner {
        let access = try MailAccess(settings, office, port: port, shelf: shelf)
        let outbox = office.outbox(access, on: backLoop, log: log)
        let hooks = office.hooks(settings.hooks.access, on: backLoop, log: log) { [hookMetrics] in
            hookMetrics.count($0)
        }
        let jobs = office.jobs(
            backStripe, on: backLoop, isLive: settings.stripe.mode == .live,
            deliverMails: { try await outbox.run(limit: $0) },
            deliverHooks: { try await hooks.run(limit: $0) })
        return JobRunner(jobs, on: backLoop) { [log, clock, jobMetrics] job, result, milliseconds in
            jobMetrics.count(job, result, now: clock.nowSeconds)
            switch result {
            case .success(let run):
                func members(_ line: inout JSONWriter) {
                    line.member("job", job.rawValue)
                    line.member("count", run?.count ?? 0)
                    line.member("failed", run?.failed ?? 0)
                    line.member("milliseconds", milliseconds)
                    if let problem = run?.problem { line.member("reason", problem) }
                }
                guard let run, run.count > 0 || run.failed > 0 else {
                    log.debug(run == nil ? "job_elsewhere" : "job_idle", members)
                    return
                }
                log.info("job_ran", members)
            case .failure(let error):
                log.error("job_failed") { line in
                    line.member("job", job.rawValue)
                    line.member("reason", "\(error)")
                }
            }
        }
    }
}
