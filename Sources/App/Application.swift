// At the start: puts the house together, and takes it down without dropping a request.
package import Basics
package import HTTPServer
internal import Payments
internal import Reactor

/// The running service: its loops, its server, what it counts.
package struct Application: Sendable {
    /// Where it listens; ports asked for as 0 are the real ones here.
    package let addresses: [SocketAddress]
    private let loops: [EventLoop]
    private let server: Server
    private let log: Log

    /// - Throws: `StartFailure` when an address is taken, or the system gives no poller.
    package static func start(
        _ settings: Settings, log: Log, clock: WallClock = .system
    ) throws(StartFailure) -> Application {
        let metrics = Metrics()
        let problems = LessonProblems(log, metrics)
        let stripeMetrics = StripeMetrics(metrics)
        let turns = Turns()
        let operations = OperationsDoor(
            publishableKey: settings.stripe.publishableKey, script: settings.stripe.script, metrics: metrics)
        let site = SiteDoor(settings)
        let loops = try startLoops(settings.listen)
        let reports = ReportDoor(
            settings.stripe, on: loops[settings.listen.loopCount], observing: stripeMetrics, clock: clock,
            log: log)
        do throws(SocketFailure) {
            let server = try Server.start(
                at: settings.listen.addresses, on: Array(loops.dropLast()),
                settings: serverSettings(settings.stripe, log, metrics, clock)
            ) { loop, addresses in
                let stripe = StripeLink(settings.stripe.access, on: loop, observing: stripeMetrics)
                let lessons = LessonDoor(payments: LessonPayments(stripe), problems: problems)
                let accounts = AccountDoor(
                    accounts: Accounts(stripe, turns: turns),
                    problems: AccountProblems(log: log, common: problems))
                let webhooks = WebhookDoor(
                    webhooks: Webhooks(stripe, settings.stripe, clock: clock), log: log)
                return Routes.router(
                    Doors(
                        site: site, lessons: lessons, accounts: accounts, reports: reports,
                        webhooks: webhooks,
                        operations: operations), SiteGuard(settings.listen, at: addresses)
                )
            }
            log.info("started") { line in
                line.member("addresses", server.addresses.map(\.description).joined(separator: " "))
                line.member("loops", settings.listen.loopCount)
                line.member("poller", settings.listen.poller.rawValue)
                line.member("stripe", "\(settings.stripe.base)")
                line.member("stripe_version", settings.stripe.version)
            }
            return Application(addresses: server.addresses, loops: loops, server: server, log: log)
        } catch {
            for loop in loops { loop.stop() }
            throw StartFailure(settings.listen, error)
        }
    }

    /// Lets what is under way finish, then returns.
    package func stop() async {
        log.info("stopping")
        await server.stop()
        for loop in loops { loop.stop() }
        log.info("stopped")
    }

    /// One more than connections use: the last is the reports'.
    private static func startLoops(_ settings: ListenSettings) throws(StartFailure) -> [EventLoop] {
        var loops: [EventLoop] = []
        for _ in 0...settings.loopCount {
            do throws(ReactorFailure) {
                let loop = try EventLoop(settings.poller)
                try loop.start()
                loops.append(loop)
            } catch {
                for loop in loops { loop.stop() }
                throw StartFailure(settings, error)
            }
        }
        return loops
    }

    private static func serverSettings(
        _ stripe: StripeSettings, _ log: Log, _ metrics: Metrics, _ clock: WallClock
    ) -> ServerSettings {
        let patterns = Routes.all.map(\.pattern)
        let counts = HTTPMetrics(metrics, routes: patterns)
        let lines = AccessLog(log)
        var settings = ServerSettings(refuse: Refusals(patterns: Set(patterns)).response) { exchange in
            counts.count(exchange)
            lines.write(exchange)
        }
        settings.clock = clock
        // A stop waits for whoever waits for Stripe: no move of money is cut in half by a deploy.
        settings.limits.stopSeconds = stripe.deadlineSeconds + 5
        settings.commonFields = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        return settings
    }
}

/// Why the server could not start, with the mend.
package struct StartFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ settings: ListenSettings, _ failure: ReactorFailure) {
        switch failure {
        case .unavailable:
            description = "POLLER=\(settings.poller.rawValue) cannot be had here: \(failure)."
        case .system:
            description = """
                Not all \(settings.loopCount) loops can be started: \(failure). \
                Set LOOPS to a smaller number, or raise the limits on open files, threads and memory.
                """
        }
    }

    init(_ settings: ListenSettings, _ failure: SocketFailure) {
        description = """
            Cannot listen on port \(settings.port): \(failure). \
            Stop what listens there, or set PORT to another number.
            """
    }
}
