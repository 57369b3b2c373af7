// At the start: everything that is wrong with the settings, told at once.

/// The texts name the key and the mend, and never hold a key's value: they are meant for the terminal and the log.
package struct SettingsFailure: Error, Equatable, CustomStringConvertible {
    package struct Problem: Equatable, Sendable {
        /// The setting's name; nil when the file as a whole is the matter.
        package let key: String?
        package let text: String
    }

    package let problems: [Problem]

    package var description: String {
        let lines = problems.map { problem in
            problem.key.map { "  \($0): \(problem.text)" } ?? "  \(problem.text)"
        }
        return (["The settings are not usable:"] + lines).joined(separator: "\n")
    }
}
