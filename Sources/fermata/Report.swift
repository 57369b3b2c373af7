// The program: a report of the account, printed.
internal import App

struct ReportOptions {
    let subject: ReportRun.Subject
    var format = ReportRun.Format.text
    var since: Int64?
    var until: Int64?
    /// nil is `.env`, if it is there.
    var settingsPath: String?
}

struct Report {
    private let options: ReportOptions

    init(_ options: ReportOptions) {
        self.options = options
    }

    /// - Returns: the process' exit status. Ctrl-C ends it at any time: it changes nothing.
    func run() -> Int32 {
        let report = ReportRun(
            options.subject, as: options.format, since: options.since, until: options.until)
        let progress = ReportProgressLine()
        return PrintedWork.run(settingsPath: options.settingsPath, afterwards: { progress.end() }) {
            try await report.run($0, on: $1) { progress.show($0) }
        }
    }
}
