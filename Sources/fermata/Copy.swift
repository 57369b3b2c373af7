// The program: the database as a whole, from a shell.
internal import App
internal import Basics

struct CopyOptions {
    let what: CopyTask.What
    let isJSON: Bool
    let settingsPath: String?

    init(_ arguments: Arguments) throws(UsageMistake) {
        what =
            switch arguments.command {
            case .move: .move(to: Secret(arguments.text("--to") ?? ""))
            case .restore: .restore(try arguments.operand { $0 })
            default: .backUp(to: try arguments.operand { $0 })
            }
        isJSON = arguments.isJSON
        settingsPath = arguments.settingsPath
    }
}

struct Copy {
    private let options: CopyOptions

    init(_ options: CopyOptions) {
        self.options = options
    }

    func run() -> ExitStatus {
        let task = CopyTask(options.what, asJSON: options.isJSON)
        let progress = ProgressLine()
        return PrintedWork.run(settingsPath: options.settingsPath, afterwards: { progress.end() }) {
            try await task.run($0, on: $1) { progress.show($0) }
        }
    }
}
