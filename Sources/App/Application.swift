// At the start: puts the house together, and takes it down without dropping a request.
package import Basics
package import HTTPServer
package import Payments
internal import Reactor

/// The running service: its loops, its server, what it counts.
package struct Application: Sendable {
    /// Where it listens; ports asked for as 0 are the real ones here.
    package let addresses: [SocketAddress]
    /// Of the loop that is in no request's way.
    let backBookings: Bookings
    let backMarket: Marketplace
    private let loops: Loops
    private let server: Server
    private let runner: JobRunner
    private let office: BackOffice
    private let log: Log

    /// - Throws: `StartFailure` when an address is taken, or the system gives no poller.
    /// - Parameters:
    ///   - given: sockets to listen on instead of those that the settings name.
    ///   - runsJobs: whether each job is run at its period too; else only by `run`.
    package static func start(
        _ settings: Settings, on given: GivenSockets? = nil, log: Log, clock: WallClock = .system,
        runsJobs: Bool = true
    ) async throws(StartFailure) -> Application {
        if let given { try settings.listen.admit(given) }
        let log = log.showing(debug: settings.showsDebug)
        let loops = try startLoops(settings.listen)
        do {
            let application = try await start(settings, given, log: log, clock: clock, on: loops)
            if runsJobs { application.runner.start() }
            return application
        } catch {
            for loop in loops.all { loop.stop() }
            throw StartFailure(settings.listen, error)
        }
    }

    private static func start(
        _ settings: Settings, _ given: GivenSockets?, log: Log, clock: WallClock, on loops: Loops
    ) async throws -> Application {
        let metrics = Metrics()
        let stripeMetrics = StripeMetrics(metrics)
        let rates = RateMetrics(metrics)
        // One for all of its loop: its connections are shared by reports and jobs.
        let stripe = StripeLink(
            settings.stripe.access, on: loops.back, observing: stripeMetrics, log: log)
        let keys = KeyReporter(metrics, log)
        let verifier = settings.auth?.verifier(on: loops.back, clock: clock, tell: keys.tell)
        let office = try await BackOffice.open(
            settings.bookings.backOffice(stripeDeadlineSeconds: settings.stripe.deadlineSeconds),
            on: loops.back, stripe: settings.isSandbox ? nil : stripe, clock: clock)
        do {
            let house = DoorMaker(
                settings: settings, log: log, clock: clock, verifier: verifier, metrics: metrics,
                stripeMetrics: stripeMetrics, office: office, backLoop: loops.back, backStripe: stripe)
            let makeRouter = { (loop: EventLoop, addresses: [SocketAddress]) in
                Routes.router(
                    house.doors(on: loop, port: addresses.first?.port ?? 0),
                    Gate(
                        settings, verifier,
                        RateGate(
                            limits: office.rateLimits(on: loop), settings: settings.limits, metrics: rates,
                            log: log),
                        at: addresses, clock: clock, log: log))
            }
            let wire = serverSettings(settings.stripe, log, metrics, clock)
            let server =
                if let given {
                    try Server.start(on: given, on: loops.front, settings: wire, makeRouter: makeRouter)
                } else {
                    try Server.start(
                        at: settings.listen.addresses, on: loops.front, settings: wire,
                        makeRouter: makeRouter)
                }
            log.info("started") { line in
                line.member("addresses", server.addresses.map(\.description).joined(separator: " "))
                line.member("loops", settings.listen.loopCount)
                line.member("poller", settings.listen.poller.rawValue)
                line.member("stripe", "\(settings.stripe.base)")
                line.member("stripe_version", settings.stripe.version)
            }
            return Application(
                addresses: server.addresses, backBookings: office.bookings(stripe, on: loops.back),
                backMarket: office.marketplace(settings.marketplace, stripe, on: loops.back),
                loops: loops, server: server,
                runner: try house.jobRunner(port: server.addresses.first?.port ?? 0),
                office: office, log: log)
        } catch {
            await office.close()
            throw error
        }
    }

    /// Runs a job now; nil when another process is at it.
    package func run(_ job: JobName) async throws -> JobRun? {
        try await withTaskExecutorPreference(loops.back) { @concurrent in try await runner.run(job) }
    }

    /// Does what has to be done on the loop that is in no request's way.
    func onBackLoop(_ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withTaskExecutorPreference(loops.back) { @concurrent in try await work() }
    }

    /// Returns when every loop has answered: a sign of life that one which hangs does not give.
    package func roundOfLoops(afterMilliseconds milliseconds: Int) async {
        await withTaskExecutorPreference(loops.back) { @concurrent in
            await loops.back.wait(milliseconds: milliseconds)
        }
        for loop in loops.all {
            await withTaskExecutorPreference(loop) { @concurrent in loop.assertInside() }
        }
    }

    /// Lets what is under way finish, then returns.
    package func stop() async {
        log.info("stopping")
        await server.stop()
        await withTaskExecutorPreference(loops.back) { @concurrent in await runner.stop() }
        await office.close()
        for loop in loops.all { loop.stop() }
        log.info("stopped")
    }

    /// Of the threads that everything runs on.
    private struct Loops: Sendable {
        /// Each has connections of its own.
        let front: [EventLoop]
        /// For reports and jobs, which are in no request's way here.
        let back: EventLoop

        var all: [EventLoop] { front + [back] }
    }

    private static func startLoops(_ settings: ListenSettings) throws(StartFailure) -> Loops {
        var loops: [EventLoop] = []
        do throws(ReactorFailure) {
            for _ in 0..<settings.loopCount { loops.append(try startedLoop(settings)) }
            return Loops(front: loops, back: try startedLoop(settings))
        } catch {
            for loop in loops { loop.stop() }
            throw StartFailure(settings, error)
        }
    }

    private static func startedLoop(_ settings: ListenSettings) throws(ReactorFailure) -> EventLoop {
        let loop = try EventLoop(settings.poller)
        try loop.start()
        return loop
    }

    private static func serverSettings(
        _ stripe: StripeSettings, _ log: Log, _ metrics: Metrics, _ clock: WallClock
    ) -> ServerSettings {
        let patterns = Routes.all.map(\.pattern)
        let counts = HTTPMetrics(metrics, routes: patterns)
        let lines = AccessLog(log)
        var settings = ServerSettings(refuse: Refusals(paths: Set(Routes.all.flatMap(\.paths))).response) {
            exchange in
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

    init(_ description: String) { self.description = description }

    init(_ settings: ListenSettings, _ failure: any Error) {
        switch failure {
        case ReactorFailure.unavailable:
            description = "POLLER=\(settings.poller.rawValue) cannot be had here: \(failure)."
        case is ReactorFailure:
            description = """
                Not all \(settings.loopCount) loops can be started: \(failure). \
                Set LOOPS to a smaller number, or raise the limits on open files, threads and memory.
                """
        case is SocketFailure:
            description = """
                Cannot listen on port \(settings.port): \(failure). \
                Stop what listens there, or set PORT to another number.
                """
        default: description = "\(failure)"
        }
    }
}
