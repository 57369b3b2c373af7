// Beside the table of settings: the page that shows it, `docs/reference/settings.md`.

/// Every setting as the program reads it; a test compares the page with this.
package enum SettingsReference {
    package static var page: String {
        """
        # Settings

        Printed from `SettingKey.all` in `Sources/App/Settings`. They are read from `.env` in the working
        directory, or from `--env-file FILE`; the environment wins.

        | name | when unset | meaning |
        |---|---|---|
        \(SettingKey.all.map(row).joined(separator: "\n"))

        """
    }

    private static func row(_ key: SettingKey) -> String {
        "| `\(key.name)` | \(whenUnset(key)) | \(key.meaning.replacing("|", with: "\\|")) |"
    }

    private static func whenUnset(_ key: SettingKey) -> String {
        switch key.fallback {
        case .none: ""
        case .value(let value): "`\(value)`"
        case .words(let words): words
        }
    }
}
