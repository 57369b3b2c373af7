// Beside the way: writes `.env.example` from the table of settings; a test compares it with the file.

extension SettingKey {
    /// Copied as it is, the file sets nothing: the keys are empty and the rest is commented out.
    package static var exampleFile: String {
        let head = """
            # Fermata's settings. Copy this file and fill in the keys:
            #
            #     cp .env.example .env && chmod 600 .env
            #
            # An empty value counts as unset, and the environment wins over this file.
            # Values with blanks or # want quotes: 'as it is', or "with \\n escapes".
            """
        let sections = all.map { key in
            (wrapped(key.meaning + key.unsetMeaning) + [key.exampleLine]).joined(separator: "\n")
        }
        return ([head] + sections).joined(separator: "\n\n") + "\n"
    }

    private var unsetMeaning: String {
        guard case .words(let words) = fallback else { return "" }
        return " When unset: \(words)."
    }

    private var exampleLine: String {
        switch fallback {
        case .none where example.hasSuffix("..."): "\(name)="
        case .none, .words: "# \(name)=\(example)"
        case .value(let value): "# \(name)=\(value)"
        }
    }

    /// Comment lines of at most 100 characters, broken at blanks.
    private static func wrapped(_ text: String) -> [String] {
        var lines = ["#"]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + 1 + word.count > 100 { lines.append("#") }
            lines[lines.count - 1] += " \(word)"
        }
        return lines
    }
}
