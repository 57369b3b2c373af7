// At the start: settings, the sandbox if it is wanted, the application; then it waits, and stops with care.
internal import App
internal import Basics
internal import HTTPServer

struct ServeOptions {
    let isSandbox: Bool
    let settingsPath: String?

    init(_ arguments: Arguments) {
        isSandbox = arguments.has("--sandbox")
        settingsPath = arguments.settingsPath
    }
}

struct Serve {
    private let options: ServeOptions
    private let log = Log(to: .standardError)

    init(_ options: ServeOptions) {
        self.options = options
    }

    func run() -> ExitStatus {
        do {
            if options.isSandbox { Terminal.write(Sandbox.firstLine) }
            var settings = try Settings.load(sandbox: options.isSandbox, path: options.settingsPath)
            for warning in settings.warnings { Terminal.complain("warning: \(warning)") }
            let sandbox = try options.isSandbox ? Sandbox.start(&settings, log) : nil
            let stop = StopSignal()
            let manager = ServiceManager()
            let given = try GivenSockets.ofProcess()
            let ready = settings
            let application = try Waiting.run { [log] in
                try await Application.start(ready, on: given, log: log)
            }
            if let sandbox {
                sandbox.tell(application, settings.stripe)
                try Waiting.run { try await application.seed(sandbox.people) }
            }
            Terminal.write(Greeting(settings, application, sandbox).text)
            manager?.tellReady()
            let signsOfLife = manager?.watch { await application.roundOfLoops(afterMilliseconds: $0) }
            stop.wait {
                manager?.tellStopping()
                signsOfLife?.cancel()
                Terminal.write("Stopping: what is under way is finished first. Ctrl-C again stops at once.")
                await application.stop()
                await sandbox?.stop()
            }
            LogSink.standardError.flush()
            return .good
        } catch {
            LogSink.standardError.flush()
            Terminal.complain("\(error)")
            return .settings
        }
    }
}
