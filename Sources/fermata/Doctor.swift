// The program: whether everything the server needs is in order.
internal import App
internal import Basics

struct DoctorOptions {
    let isJSON: Bool
    let settingsPath: String?

    init(_ arguments: Arguments) {
        isJSON = arguments.isJSON
        settingsPath = arguments.settingsPath
    }
}

struct Doctor {
    private let options: DoctorOptions

    init(_ options: DoctorOptions) {
        self.options = options
    }

    func run() -> ExitStatus {
        let task = DoctorTask(asJSON: options.isJSON)
        do throws(SettingsFailure) {
            let settings = try Settings.load(sandbox: false, path: options.settingsPath)
            return PrintedWork.run(settings) { await task.run($0, on: $1) }
        } catch {
            Terminal.writeAsIs(task.outcome(error).text)
            return .settings
        }
    }
}
