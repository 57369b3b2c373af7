// The program: work that is done once and printed, on a loop of its own.
internal import App
internal import Basics
internal import Reactor

enum PrintedWork {
    typealias Work = @Sendable (Settings, EventLoop) async throws -> OfficeTask.Outcome

    /// - Parameters:
    ///   - settingsPath: nil is `.env`, if it is there.
    ///   - afterwards: before anything is printed.
    ///   - work: what it returns is printed.
    static func run(
        settingsPath: String?, afterwards: () -> Void = {}, _ work: @escaping Work
    ) -> ExitStatus {
        do throws(SettingsFailure) {
            let settings = try Settings.load(sandbox: false, path: settingsPath)
            for warning in settings.warnings { Terminal.complain("warning: \(warning)") }
            return run(settings, afterwards: afterwards, work)
        } catch {
            Terminal.complain("\(error)")
            return .settings
        }
    }

    static func run(
        _ settings: Settings, afterwards: () -> Void = {}, _ work: @escaping Work
    ) -> ExitStatus {
        let loop: EventLoop
        do throws(ReactorFailure) {
            loop = try EventLoop(settings.listen.poller)
            try loop.start()
        } catch {
            Terminal.complain("\(error)")
            return .settings
        }
        defer { loop.stop() }
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
