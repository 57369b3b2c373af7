// The program: the database, its jobs and its policies, from a shell.
internal import App
internal import Basics

struct OfficeOptions {
    let what: OfficeTask.What
    let isJSON: Bool
    let settingsPath: String?
}

struct Office {
    private let options: OfficeOptions

    init(_ options: OfficeOptions) {
        self.options = options
    }

    func run() -> ExitStatus {
        let task = OfficeTask(options.what, asJSON: options.isJSON, log: Log(to: .standardError))
        let progress = ProgressLine()
        return PrintedWork.run(settingsPath: options.settingsPath, afterwards: { progress.end() }) {
            try await task.run($0, on: $1) { progress.show($0) }
        }
    }
}
