// The program: work that is done once and printed, on a loop of its own.
internal import App
internal import Basics
internal import Reactor

enum PrintedWork {
    /// - Parameters:
    ///   - settingsPath: nil is `.env`, if it is there.
    ///   - afterwards: before anything is printed.
    ///   - work: what it returns is printed.
    static func run(
        settingsPath: String?, afterwards: () -> Void = {},
        _ work: @escaping @Sendable (Settings, EventLoop) async throws -> OfficeTask.Outcome
    ) -> ExitStatus {
        let settings: Settings
        let loop: EventLoop
        do {
            settings = try Settings.load(sandbox: false, path: settingsPath)
            loop = try EventLoop(settings.listen.poller)
            try loop.start()
        } catch {
            Terminal.complain("\(error)")
            return .settings
        }
        defer { loop.stop() }
        for warning in settings.warnings { Terminal.complain("warning: \(warning)") }
        do {
            let outcome = try Waiting.run {
                try await withTaskExecutorPreference(loop) { @concurrent in try await work(settings, loop) }
            }
            afterwards()
            Terminal.writeAsIs(outcome.text)
            return outcome.isGood ? .good : .finding
        } catch {
            afterwards()
            Terminal.complain("\(error)")
            return (error as? OfficeTask.Failure)?.isOfFile == true ? .settings : .unavailable
        }
    }
}
