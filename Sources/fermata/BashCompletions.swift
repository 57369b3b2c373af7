// The program: what bash is told (bash(1), Programmable Completion).

enum BashCompletions {
    static var text: String {
        """
        # Completes fermata in bash; `fermata completions bash` has written it.
        _fermata() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
            local command=${COMP_WORDS[1]} words='' files=''
            COMPREPLY=()
            case $before in
        \(valueCases)
            esac
            case $command in
        \(groupCases)
            esac
            if [ "$COMP_CWORD" -eq 1 ]; then
                words='\(CommandName.next(after: []).joined(separator: " "))'
            elif [ -z "$files$words" ]; then
                case $command in
        \(commandCases)
                esac
                case $word in -*) files='' ;; esac
            fi
            mapfile -t COMPREPLY < <(
                compgen -W "$words" -- "$word"
                [ -z "$files" ] || compgen -f -- "$word"
            )
            [ -z "$files" ] || compopt -o filenames 2>/dev/null
        }
        complete -F _fermata fermata

        """
    }

    private static var valueCases: String {
        CommandName.valueOptions.map { name, value in
            let what = value.isFile || !value.words.isEmpty ? sources(value) : "return"
            return "        \(name)) \(what) ;;"
        }.joined(separator: "\n")
    }

    /// A command of two words is called by both.
    private static var groupCases: String {
        CommandName.groups.map { group in
            let seconds = CommandName.next(after: [group]).joined(separator: " | ")
            let named = #"[ "$COMP_CWORD" -eq 2 ] || command="$command ${COMP_WORDS[2]}""#
            return """
                        \(group))
                            case ${COMP_WORDS[2]} in
                                \(seconds)) \(named) ;;
                            esac
                            ;;
                """
        }.joined(separator: "\n")
    }

    private static var commandCases: String {
        var lines = CommandName.allCases.map { name in
            line(name.rawValue, CommandName.next(after: name.words), name.shape)
        }
        for group in CommandName.groups where CommandName(rawValue: group) == nil {
            lines.append(line(group, CommandName.next(after: [group]), nil))
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ command: String, _ next: [String], _ shape: CommandShape?) -> String {
        let options = (shape?.options.map(\.name) ?? []) + (shape == nil ? [] : ["--help"])
        let operands = shape?.operand?.words ?? []
        let words = (next + operands + options).joined(separator: " ")
        let files = shape?.operand?.isFile == true ? " files=yes" : ""
        return "            '\(command)') words='\(words)'\(files) ;;"
    }

    private static func sources(_ value: ValueShape) -> String {
        "words='\(value.words.joined(separator: " "))'" + (value.isFile ? " files=yes" : "")
    }
}
