// The program: what fish is told (complete(1) of fish).

enum FishCompletions {
    static var text: String {
        let head =
            "# Completes fermata in fish; `fermata completions fish` has written it.\ncomplete -c fermata -f"
        let lines = CommandName.next(after: []).map(first) + CommandName.allCases.flatMap(rest)
        return ([head] + lines).joined(separator: "\n") + "\n"
    }

    private static func first(_ word: String) -> String {
        let summary =
            CommandName(rawValue: word)?.shape.summary
            ?? "followed by \(CommandName.next(after: [word]).joined(separator: ", "))"
        return line("__fish_use_subcommand", "-a \(word) -d \(Shell.fishQuoted(summary))")
    }

    private static func rest(_ name: CommandName) -> [String] {
        var lines: [String] = []
        let shape = name.shape
        if name.words.count == 2 {
            let others = CommandName.next(after: [name.words[0]]).joined(separator: " ")
            lines.append(
                line(
                    "__fish_seen_subcommand_from \(name.words[0]); and not __fish_seen_subcommand_from \(others)",
                    "-a \(name.words[1]) -d \(Shell.fishQuoted(shape.summary))"))
        }
        let seen = name.words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
        for option in shape.options {
            let value = option.value.map { ($0.isFile ? " -r " : " -x ") + source($0) } ?? ""
            lines.append(
                line(seen, "-l \(option.name.dropFirst(2))\(value) -d \(Shell.fishQuoted(option.help))"))
        }
        if let operand = shape.operand { lines.append(line(seen, source(operand))) }
        return lines
    }

    private static func source(_ value: ValueShape) -> String {
        let words = value.words.map { $0.replacing(" ", with: "\\ ") }.joined(separator: " ")
        let choices = value.words.isEmpty ? "" : "-a \(Shell.fishQuoted(words))"
        return [value.isFile ? "-F" : "", choices].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func line(_ condition: String, _ rest: String) -> String {
        "complete -c fermata -n \(Shell.fishQuoted(condition)) \(rest)"
    }
}

extension Shell {
    /// In single quotes, in which fish knows two escapes.
    static func fishQuoted(_ text: String) -> String {
        "'\(text.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
    }
}
