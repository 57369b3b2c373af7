// The program: what makes a shell complete its commands, out of the commands' table.

enum Shell: String, CaseIterable {
    case bash
    case zsh
    case fish

    static let names = allCases.map(\.rawValue)

    var completions: String {
        switch self {
        case .bash: BashCompletions.text
        case .zsh: ZshCompletions.text
        case .fish: FishCompletions.text
        }
    }

    /// In single quotes, for a shell that ends them at the next one (POSIX.1-2024, 2.2.2).
    static func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: #"'\''"#))'"
    }
}

extension CommandName {
    /// What can come next on the way to a command: `jobs` leads to `plan` and `run`.
    static func next(after words: [String]) -> [String] {
        var seen: [String] = []
        for name in allCases where name.words.count > words.count && name.words.starts(with: words) {
            let word = name.words[words.count]
            if !seen.contains(word) { seen.append(word) }
        }
        return seen
    }

    /// Words that begin commands of two.
    static var groups: [String] {
        next(after: []).filter { !next(after: [$0]).isEmpty }
    }

    /// Every option that takes a value, once: what it takes is the same wherever it stands.
    static var valueOptions: [(name: String, value: ValueShape)] {
        var seen: [(name: String, value: ValueShape)] = []
        for option in allCases.flatMap(\.shape.options) {
            guard let value = option.value, !seen.contains(where: { $0.name == option.name }) else {
                continue
            }
            seen.append((option.name, value))
        }
        return seen
    }
}
