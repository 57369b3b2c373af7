// At the start: what the command line says about the database, its jobs, its policies and its books.
internal import App
internal import Basics

extension OfficeOptions {
    init(_ arguments: Arguments, now: Int64 = WallClock.system.nowSeconds) throws(UsageMistake) {
        self.init(
            what: try Self.what(arguments, now), isJSON: arguments.isJSON,
            settingsPath: arguments.settingsPath)
    }

    private static func what(_ arguments: Arguments, _ now: Int64) throws(UsageMistake) -> OfficeTask.What {
        switch arguments.command {
        case .jobs: .jobs
        case .jobsPlan:
            .plan(
                until: try arguments.time("--until", now: now, isAhead: true) ?? now + 86_400,
                applies: arguments.has("--apply"))
        case .jobsRun:
            .runJob(try arguments.operand { OfficeTask.jobNames.contains($0) ? $0 : nil })
        case .policyRehearse:
            .rehearse(
                policy: try arguments.operand { $0 }, since: try arguments.time("--since", now: now) ?? 0)
        case .verify: .verify(since: try arguments.time("--since", now: now) ?? 0)
        case .replay: .replay(since: try replayStart(arguments, now))
        default: .migrate
        }
    }

    /// Without a time it would do what a job does every ten minutes.
    private static func replayStart(_ arguments: Arguments, _ now: Int64) throws(UsageMistake) -> Int64 {
        let since = try arguments.time("--since", now: now) ?? now
        guard since >= now - OfficeTask.eventsKeptSeconds, since <= now else {
            throw UsageMistake(
                "--since must lie in the last 30 days: Stripe keeps events no longer", in: arguments.command)
        }
        return since
    }
}
