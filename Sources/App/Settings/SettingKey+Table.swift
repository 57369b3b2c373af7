// Beside the way: writes the table of settings that the README shows; a test compares the two.

extension SettingKey {
    /// Markdown: a row a setting.
    package static var table: String {
        let rows = all.map { key in
            let meaning = key.meaning.replacing("|", with: "\\|")
            return "| `\(key.name)` | \(key.defaultCell) | \(meaning) |"
        }
        return (["| name | when unset | meaning |", "|---|---|---|"] + rows).joined(separator: "\n")
    }

    private var defaultCell: String {
        switch fallback {
        case .none: ""
        case .value(let value): "`\(value)`"
        case .words(let words): words
        }
    }
}
