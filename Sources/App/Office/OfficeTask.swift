// Beside the routes: what a shell does with the database while no server has it, or beside those that share it.
package import Basics
internal import PaymentRules
internal import Payments
package import Reactor

package struct OfficeTask: Sendable {
    package enum What: Sendable {
        /// Brings the tables up to date, which a start does too.
        case migrate
        case jobs
        /// One of `jobNames`.
        case runJob(String)
        /// What the jobs will do with money until then, in Unix seconds; done at once what is due of it, if wanted.
        case plan(until: Int64, applies: Bool)
        /// What a policy, as a file has it, would have made of the cancels since then.
        case rehearse(policy: String, since: Int64)
        /// Compares the books with Stripe's; of payments that were charged since then.
        case verify(since: Int64)
        /// Takes in what Stripe has told since then.
        case replay(since: Int64)
    }

    /// What is to be printed.
    package struct Outcome: Sendable {
        package let text: String
        /// false when what was looked at is not as it should be.
        package var isGood = true
    }

    package static var jobNames: [String] { JobName.allCases.map(\.rawValue) }

    /// Those that come with the server.
    package static var policyNames: [String] { BuiltInPolicy.allCases.map(\.rawValue) }

    /// As long as Stripe keeps events.
    package static var eventsKeptSeconds: Int64 { Jobs.eventsKeptSeconds }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
        /// Whether the file that was named is at fault, and not the database or Stripe.
        package var isOfFile = false
    }

    private let what: What
    private let isJSON: Bool
    private let clock: WallClock
    private let log: Log

    package init(_ what: What, asJSON isJSON: Bool, clock: WallClock = .system, log: Log) {
        self.what = what
        self.isJSON = isJSON
        self.clock = clock
        self.log = log
    }

    /// Call it on the loop.
    ///
    /// - Parameter progress: is told how far a comparison or a replay is.
    package func run(
        _ settings: Settings, on loop: EventLoop, progress: @escaping WorkProgress
    ) async throws(Failure) -> Outcome {
        do {
            let link = StripeLink(
                settings.stripe.access, on: loop, observing: StripeMetrics(Metrics()),
                log: log.showing(debug: settings.showsDebug))
            let office = try await BackOffice.open(
                settings.bookings.backOffice(stripeDeadlineSeconds: settings.stripe.deadlineSeconds),
                on: loop, stripe: asksStripe ? link : nil, clock: clock)
            do {
                let outcome = try await perform(settings, office, link, loop, progress)
                await office.close()
                return outcome
            } catch {
                await office.close()
                throw error
            }
        } catch let failure as Failure {
            throw failure
        } catch let failure as BookingFailure {
            throw Failure(description: failure.logText)
        } catch let failure as ReportFailure {
            throw Failure(description: "\(failure.message) (\(failure.logText))")
        } catch let failure as PolicyFailure {
            throw Failure(description: "The policy cannot be used: \(failure)", isOfFile: true)
        } catch {
            throw Failure(description: "\(error)")
        }
    }

    /// What asks Stripe for something asks first whose the key is: another account's would be refused every hold, and
    /// each refusal written down.
    private var asksStripe: Bool {
        switch what {
        case .runJob, .plan(_, applies: true), .verify, .replay: true
        case .migrate, .jobs, .plan(_, applies: false), .rehearse: false
        }
    }

    private func perform(
        _ settings: Settings, _ office: BackOffice, _ link: StripeLink, _ loop: EventLoop,
        _ progress: @escaping WorkProgress
    ) async throws -> Outcome {
        switch what {
        case .migrate: return printed(json: "{\"migrated\":true}\n", text: "The database is up to date.\n")
        case .rehearse(let path, let since):
            let rehearsal = try await office.bookings(link, on: loop).rehearse(
                try BookingSettings.policy(named: path), from: since, to: clock.nowSeconds + 1)
            let body = RehearsalBody(rehearsal)
            return printed(json: body.json, text: body.text)
        case .verify(let since):
            let pacer = ReadPacer(readsPerSecond: settings.stripe.readsPerSecond)
            let body = ComparisonBody(
                try await office.verification(link, on: loop, pacer: pacer)
                    .compare(since: since) { progress(WorkStep($0)) })
            return Outcome(text: isJSON ? body.json : body.text, isGood: body.isClean)
        case .replay(let since):
            let body = ReplayBody(
                try await jobs(settings, office, link, loop).replay(since: since, progress: progress))
            return printed(json: body.json, text: body.text)
        case .jobs:
            let body = JobsBody(try await jobs(settings, office, link, loop).standings())
            return printed(json: body.json, text: body.text)
        case .runJob(let name):
            guard let job = JobName(rawValue: name) else {
                throw Failure(description: "There is no job \(name).")
            }
            guard let run = try await jobs(settings, office, link, loop).run(job) else {
                throw Failure(description: "Another process is running \(name) just now.")
            }
            let body = JobRunsBody([run])
            return printed(json: body.json, text: body.text)
        case .plan(let until, let applies):
            let jobs = try jobs(settings, office, link, loop)
            let plan = try await jobs.plan(until: until)
            let body = JobPlanBody(plan)
            guard applies else { return printed(json: body.json, text: body.text) }
            let runs = JobRunsBody(try await jobs.apply(plan))
            return printed(json: runs.json, text: body.text + "\n" + runs.text)
        }
    }

    private func printed(json: @autoclosure () -> String, text: @autoclosure () -> String) -> Outcome {
        Outcome(text: isJSON ? json() : text())
    }

    private func jobs(
        _ settings: Settings, _ office: BackOffice, _ link: StripeLink, _ loop: EventLoop
    ) throws -> Jobs {
        let access = try MailAccess(
            settings, office, port: Int(settings.listen.port), shelf: MailShelf())
        let outbox = office.outbox(access, on: loop, log: log)
        let hooks = office.hooks(settings.hooks.access, on: loop, log: log)
        return office.jobs(
            link, on: loop, isLive: settings.stripe.mode == .live,
            deliverMails: { try await outbox.run(limit: $0) },
            deliverHooks: { try await hooks.run(limit: $0) })
    }
}
