// The program: a report of the account, printed.
internal import App
internal import Basics

struct ReportOptions {
    let subject: ReportRun.Subject
    let format: ReportRun.Format
    let since: Int64?
    let until: Int64?
    let settingsPath: String?

    init(_ arguments: Arguments, now: Int64 = WallClock.system.nowSeconds) throws(UsageMistake) {
        subject = try arguments.operand { ReportRun.Subject(rawValue: $0) }
        format = arguments.isJSON ? .json : arguments.has("--csv") ? .csv : .text
        since = try arguments.time("--since", now: now)
        until = try arguments.time("--until", now: now)
        settingsPath = arguments.settingsPath
        if let until, until <= since ?? now - 36 * 3600 {
            throw UsageMistake(
                "--until must be later than --since, which is 36 hours ago when it is not given",
                in: arguments.command)
        }
    }
}

struct Report {
    private let options: ReportOptions

    init(_ options: ReportOptions) {
        self.options = options
    }

    /// Ctrl-C ends it at any time: it changes nothing.
    func run() -> ExitStatus {
        let report = ReportRun(
            options.subject, as: options.format, since: options.since, until: options.until)
        let progress = ProgressLine()
        return PrintedWork.run(settingsPath: options.settingsPath, afterwards: { progress.end() }) {
            try await report.run($0, on: $1) { progress.show($0) }
        }
    }
}
