// The program: what zsh is told (zshcompsys(1), _arguments).

enum ZshCompletions {
    static var text: String {
        """
        #compdef fermata
        # Completes fermata in zsh; `fermata completions zsh` has written it.

        _fermata() {
            local curcontext=$curcontext state line
            local -a commands
            _arguments -C '1: :->command' '*:: :->rest' && return
            case $state in
            command)
                commands=(
        \(CommandName.next(after: []).map(described).joined(separator: "\n"))
                )
                _describe command commands
                ;;
            rest)
                case $words[1] in
        \(CommandName.next(after: []).map(arm).joined(separator: "\n"))
                esac
                ;;
            esac
        }

        _fermata "$@"

        """
    }

    private static func described(_ first: String) -> String {
        let summary = CommandName(rawValue: first)?.shape.summary ?? "followed by \(nextWords(first))"
        return "            \(Shell.quoted("\(first):\(summary.replacing(":", with: "\\:"))"))"
    }

    private static func nextWords(_ first: String) -> String {
        CommandName.next(after: [first]).joined(separator: ", ")
    }

    private static func arm(_ first: String) -> String {
        let arms = CommandName.named(first).filter { $0.words.count == 2 }.map { name in
            "                \(name.words[1])) \(arguments(name.shape, skipping: true)) ;;"
        }
        let own = CommandName(rawValue: first).map { arguments($0.shape, skipping: false) }
        guard !arms.isEmpty else { return "        \(first)) \(own ?? "") ;;" }
        let words = "_arguments '1: :(\(CommandName.next(after: [first]).joined(separator: " ")))'"
        let whole = own.map { words + $0.dropFirst("_arguments".count) } ?? words
        return """
                    \(first))
                        case $words[2] in
            \(arms.joined(separator: "\n"))
                        *) \(whole) ;;
                        esac
                        ;;
            """
    }

    /// - Parameter skipping: whether the command's second word stands before what it takes.
    private static func arguments(_ shape: CommandShape, skipping: Bool) -> String {
        var specifications = shape.options.map { option in
            let value = option.value.map { ":\($0.name.replacing(":", with: "\\:")):\(action($0))" } ?? ""
            return Shell.quoted("\(option.name)[\(bracketed(option.help))]\(value)")
        }
        specifications.append(Shell.quoted("--help[print what the command takes]"))
        if skipping { specifications.append("'1: :'") }
        if let operand = shape.operand {
            specifications.append(Shell.quoted("\(skipping ? 2 : 1):\(operand.name):\(action(operand))"))
        }
        return (["_arguments"] + specifications).joined(separator: " ")
    }

    private static func action(_ value: ValueShape) -> String {
        let words = value.words.map { $0.replacing(" ", with: "\\ ") }.joined(separator: " ")
        return switch (value.words.isEmpty, value.isFile) {
        case (true, true): "_files"
        case (true, false): " "
        case (false, false): "(\(words))"
        case (false, true): "{compadd \(words); _files}"
        }
    }

    private static func bracketed(_ help: String) -> String {
        help.replacing(":", with: "\\:").replacing("]", with: "\\]")
    }
}
