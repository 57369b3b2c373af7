// At the start: what the command line asks for, and who does it.
internal import App
internal import Basics

enum Command {
    case serve(ServeOptions)
    case doctor(DoctorOptions)
    case report(ReportOptions)
    case token(TokenOptions)
    case office(OfficeOptions)
    case copy(CopyOptions)
    case version(asJSON: Bool)
    case completions(Shell)
    case manual
    /// Of these, in full; of all together when there are none.
    case help([CommandName])
    case mistake(UsageMistake)

    init(_ words: ArraySlice<String>) {
        switch words.first {
        case nil, "--help", "-h": self = .help([])
        case "--version": self = .version(asJSON: false)
        case let first?:
            guard let name = CommandName(leading: words) else {
                self = .mistake(Self.unknown(first))
                return
            }
            do throws(UsageMistake) {
                let rest = words.dropFirst(name.words.count)
                // A command of two words is named by both.
                let asked = name == .help && !rest.isEmpty ? [rest.joined(separator: " ")] : rest
                let arguments = try Arguments(name, asked)
                self = arguments.wantsHelp ? .help([name]) : try Self.reading(arguments)
            } catch {
                self = .mistake(error)
            }
        }
    }

    private static func unknown(_ word: String) -> UsageMistake {
        let begun = CommandName.named(word)
        guard let first = begun.first else { return UsageMistake("there is no command \(word)") }
        let rest = begun.map { name in
            let operand = name.shape.operand.map { " \($0.name)" } ?? ""
            return name.words.dropFirst().joined(separator: " ") + operand
        }
        return UsageMistake("\(word) wants to know what: \(rest.joined(separator: " or "))", in: first)
    }

    private static func reading(_ arguments: Arguments) throws(UsageMistake) -> Command {
        switch arguments.command {
        case .serve: .serve(ServeOptions(arguments))
        case .doctor: .doctor(DoctorOptions(arguments))
        case .report: .report(try ReportOptions(arguments))
        case .token: .token(try TokenOptions(arguments))
        case .jobs, .jobsPlan, .jobsRun, .policyRehearse, .migrate, .verify, .replay:
            .office(try OfficeOptions(arguments))
        case .backup, .restore, .move: .copy(try CopyOptions(arguments))
        case .completions: .completions(try arguments.operand { Shell(rawValue: $0) })
        case .man: .manual
        case .version: .version(asJSON: arguments.isJSON)
        case .help:
            .help(
                try arguments.optionalOperand {
                    let names = CommandName.named($0)
                    return names.isEmpty ? nil : names
                } ?? [])
        }
    }

    func run() -> ExitStatus {
        switch self {
        case .serve(let options): return Serve(options).run()
        case .doctor(let options): return Doctor(options).run()
        case .report(let options): return Report(options).run()
        case .token(let options): return Token(options).run()
        case .office(let options): return Office(options).run()
        case .copy(let options): return Copy(options).run()
        case .version(let isJSON): Terminal.write(isJSON ? VersionText.json : VersionText.line)
        case .completions(let shell): Terminal.writeAsIs(shell.completions)
        case .manual: Terminal.writeAsIs(ManualPage.text)
        case .help(let names):
            Terminal.write(
                names.isEmpty ? HelpText.all : names.map(HelpText.of).joined(separator: "\n\n"))
        case .mistake(let mistake):
            Terminal.complain(
                "fermata: \(mistake.text)\n\n\(mistake.command.map(HelpText.of) ?? HelpText.all)")
            return .usage
        }
        return .good
    }
}
