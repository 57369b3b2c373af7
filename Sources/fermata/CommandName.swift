// At the start: every command there is.

/// A command is one word or two.
enum CommandName: String, CaseIterable {
    case serve
    case doctor
    case report
    case token
    case jobs
    case jobsPlan = "jobs plan"
    case jobsRun = "jobs run"
    case policyRehearse = "policy rehearse"
    case migrate
    case verify
    case replay
    case backup
    case restore
    case move
    case completions
    case man
    case version
    case help

    var words: [String] { rawValue.split(separator: " ").map(String.init) }

    /// That which `arguments` begin with; the longest, when there are two.
    init?(leading arguments: ArraySlice<String>) {
        let candidates = Self.allCases.filter { arguments.starts(with: $0.words) }
        guard let name = candidates.max(by: { $0.words.count < $1.words.count }) else { return nil }
        self = name
    }

    /// Those that are `text`, or begin with it.
    static func named(_ text: String) -> [CommandName] {
        allCases.filter { $0.rawValue == text || $0.rawValue.hasPrefix(text + " ") }
    }
}
