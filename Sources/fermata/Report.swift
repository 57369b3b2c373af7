// The program: a report of the account, printed.
internal import App
internal import Basics
internal import Dispatch
internal import Reactor

struct ReportOptions {
    let subject: ReportRun.Subject
    var format = ReportRun.Format.text
    var since: Int64?
    var until: Int64?
    /// nil is `.env`, if it is there.
    var settingsPath: String?
}

struct Report {
    /// As sysexits.h has it: somebody else's service is not to be had.
    private static let unavailableExit: Int32 = 69

    private let options: ReportOptions

    init(_ options: ReportOptions) {
        self.options = options
    }

    /// - Returns: the process' exit status. Ctrl-C ends it at any time: it changes nothing.
    func run() -> Int32 {
        let settings: Settings
        let loop: EventLoop
        do {
            settings = try Settings.load(sandbox: false, path: options.settingsPath)
            loop = try EventLoop(settings.listen.poller)
            try loop.start()
        } catch {
            Terminal.complain("\(error)")
            return 78
        }
        for warning in settings.warnings { Terminal.complain("warning: \(warning)") }
        let report = ReportRun(
            options.subject, as: options.format, since: options.since, until: options.until)
        let outcome = Lock<Result<String, ReportRun.Failure>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let progress = ReportProgressLine()
        loop.spawn {
            do throws(ReportRun.Failure) {
                let text = try await report.run(settings, on: loop) { progress.show($0) }
                outcome.withLock { $0 = .success(text) }
            } catch {
                outcome.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        done.wait()
        progress.end()
        loop.stop()
        switch outcome.withLock({ $0 }) {
        case .success(let text):
            Terminal.writeAsIs(text)
            return 0
        case .failure(let failure):
            Terminal.complain(failure.description)
            return Self.unavailableExit
        case nil: return Self.unavailableExit
        }
    }
}
