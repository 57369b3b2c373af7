// The program: the database as a whole, from a shell.
internal import App
internal import Basics

struct CopyOptions {
    let what: CopyTask.What
    private(set) var isJSON = false
    /// nil is `.env`, if it is there.
    private(set) var settingsPath: String?

    /// Why the arguments cannot be.
    struct Mistake: Error {
        let text: String
    }

    static let commands = ["backup", "restore", "move"]

    /// - Parameter command: one of `commands`.
    init(_ command: String, _ arguments: ArraySlice<String>) throws(Mistake) {
        var rest = arguments
        switch command {
        case "move":
            guard rest.popFirst() == "--to", let address = rest.popFirst() else {
                throw Mistake(text: "move wants --to postgres://...")
            }
            what = .move(to: Secret(address))
        case "backup": what = .backUp(to: try Self.file(&rest, command))
        default: what = .restore(try Self.file(&rest, command))
        }
        while let argument = rest.popFirst() {
            switch argument {
            case "--json": isJSON = true
            case "--env-file":
                guard let path = rest.popFirst() else {
                    throw Mistake(text: "--env-file wants a file's name")
                }
                settingsPath = path
            default: throw Mistake(text: "\(command) does not know \(argument)")
            }
        }
    }

    private static func file(
        _ rest: inout ArraySlice<String>, _ command: String
    ) throws(Mistake) -> String {
        guard let path = rest.popFirst(), !path.hasPrefix("-") else {
            throw Mistake(text: "\(command) wants a file's name")
        }
        return path
    }
}

struct Copy {
    private let options: CopyOptions

    init(_ options: CopyOptions) {
        self.options = options
    }

    /// - Returns: the process' exit status.
    func run() -> Int32 {
        let task = CopyTask(options.what, asJSON: options.isJSON)
        return PrintedWork.run(settingsPath: options.settingsPath) { try await task.run($0, on: $1) }
    }
}
