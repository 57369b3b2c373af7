// At the start: what a command takes, as a value. Help, completions and the manual are written from it.

/// What stands behind an option, or for itself behind a command.
struct ValueShape: Sendable {
    /// As help names it: `FILE`.
    let name: String
    /// What is said when there is none that fits, behind "... wants ".
    let wish: String
    /// Some that fit, for completion.
    var words: [String] = []
    var isFile = false
}

struct OptionShape: Sendable {
    /// With its dashes.
    let name: String
    /// nil for one that stands alone.
    var value: ValueShape?
    var isNeeded = false
    /// A line.
    let help: String

    /// As help shows it: `--until TIME`.
    var synopsis: String { value.map { "\(name) \($0.name)" } ?? name }
}

struct CommandShape: Sendable {
    /// A line that says what it does.
    let summary: String
    /// What more there is to say, in sentences.
    var details: String?
    var operand: ValueShape?
    /// Whether it can do without the operand.
    var isOperandOptional = false
    var options: [OptionShape] = []
    /// What an exit status of 1 says; nil for a command that never ends so.
    var finding: String?
    /// Whether it needs the settings, and with them what they lead to.
    var readsSettings = true

    /// How it can end.
    var exits: [(status: ExitStatus, meaning: String)] {
        ExitStatus.allCases.compactMap { status in
            switch status {
            case .good, .usage: (status, status.meaning)
            case .finding: finding.map { (status, $0) }
            case .unavailable, .settings: readsSettings ? (status, status.meaning) : nil
            }
        }
    }

    /// What can stand behind the command's name: `--since TIME [--json] [--env-file FILE]`.
    var synopsis: String {
        let operand = operand.map { isOperandOptional ? "[\($0.name)]" : $0.name }
        let options = options.map { $0.isNeeded ? $0.synopsis : "[\($0.synopsis)]" }
        return ([operand].compactMap { $0 } + options).joined(separator: " ")
    }
}
