// At the start: the front doors of each loop, with what all loops share.
internal import Basics
internal import HTTPServer
internal import Payments
internal import Reactor

struct DoorMaker: Sendable {
    private let settings: Settings
    private let log: Log
    private let clock: WallClock
    private let stripeMetrics: StripeMetrics
    private let office: BackOffice
    private let backLoop: EventLoop
    private let backStripe: StripeLink
    private let problems: LessonProblems
    private let site: SiteDoor
    private let operations: OperationsDoor
    private let reports: ReportDoor
    private let turns = Turns()

    init(
        settings: Settings, log: Log, clock: WallClock, metrics: Metrics, stripeMetrics: StripeMetrics,
        office: BackOffice, backLoop: EventLoop, backStripe: StripeLink
    ) {
        self.settings = settings
        self.log = log
        self.clock = clock
        self.stripeMetrics = stripeMetrics
        self.office = office
        self.backLoop = backLoop
        self.backStripe = backStripe
        problems = LessonProblems(log, metrics)
        site = SiteDoor(settings)
        operations = OperationsDoor(
            publishableKey: settings.stripe.publishableKey, script: settings.stripe.script, metrics: metrics)
        reports = ReportDoor(settings.stripe, backStripe, on: backLoop, clock: clock, log: log)
    }

    func doors(on loop: EventLoop) -> Doors {
        let stripe = StripeLink(settings.stripe.access, on: loop, observing: stripeMetrics)
        return Doors(
            site: site, lessons: LessonDoor(payments: LessonPayments(stripe), problems: problems),
            accounts: AccountDoor(
                accounts: Accounts(stripe, turns: turns),
                problems: AccountProblems(log: log, common: problems)),
            reports: reports,
            bookings: BookingDoor(
                office.bookings(stripe, on: loop), makesPeople: settings.isSandbox, clock: clock, log: log),
            webhooks: WebhookDoor(
                webhooks: office.webhooks(
                    stripe, on: loop, secrets: settings.stripe.webhookSecrets,
                    isLive: settings.stripe.mode == .live), log: log),
            operations: operations)
    }
}

extension DoorMaker {
    /// On the loop of what is in no request's way.
    func jobRunner() -> JobRunner {
        let jobs = office.jobs(
            backStripe, on: backLoop, isLive: settings.stripe.mode == .live, deliver: { _ in (0, 0) })
        return JobRunner(jobs, on: backLoop) { [log] job, result in
            switch result {
            case .success(let run):
                guard let run, run.count > 0 || run.failed > 0 else { return }
                log.info("job_ran") { line in
                    line.member("job", job.rawValue)
                    line.member("count", run.count)
                    line.member("failed", run.failed)
                    if let problem = run.problem { line.member("reason", problem) }
                }
            case .failure(let error):
                log.error("job_failed") { line in
                    line.member("job", job.rawValue)
                    line.member("reason", "\(error)")
                }
            }
        }
    }
}
