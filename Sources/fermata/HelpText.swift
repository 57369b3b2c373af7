// The program: what `fermata help` prints, out of the commands' table.

enum HelpText {
    static var all: String {
        let names = CommandName.allCases
        let width = names.map(\.rawValue.count).max() ?? 0
        let lines = names.map { "  \(padded($0.rawValue, width))  \($0.shape.summary)" }
        return """
            Usage: fermata COMMAND [OPTION...]

            \(lines.joined(separator: "\n"))

            fermata help COMMAND, or COMMAND --help, tells what a command takes.
            """
    }

    static func of(_ name: CommandName) -> String {
        let shape = name.shape
        var parts = ["Usage: fermata \(usage(name))", sentences(shape)]
        let optionWidth = shape.options.map(\.synopsis.count).max() ?? 0
        let options = shape.options.map { "  \(padded($0.synopsis, optionWidth))  \($0.help)" }
        if !options.isEmpty { parts.append(options.joined(separator: "\n")) }
        let exits = shape.exits.map { "  \(padded("\($0.status.rawValue)", 2))  \($0.meaning)" }
        parts.append("Exit status:\n" + exits.joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }

    /// `jobs plan [--until TIME] [--json]`
    static func usage(_ name: CommandName) -> String {
        [name.rawValue, name.shape.synopsis].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What it does, and what more there is to say.
    static func sentences(_ shape: CommandShape) -> String {
        let summary = shape.summary.prefix(1).uppercased() + shape.summary.dropFirst() + "."
        return shape.details.map { "\(summary) \($0)" } ?? summary
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
