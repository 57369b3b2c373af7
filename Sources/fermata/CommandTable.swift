// At the start: what each command does and takes, declared once.
internal import App
internal import Tokens

extension CommandName {
    var shape: CommandShape {
        switch self {
        case .serve:
            CommandShape(
                summary: "start the server",
                details: """
                    Settings come from .env of the working directory and from the environment, which wins. It stops \
                    at SIGTERM and Ctrl-C: what is under way is finished first.
                    """,
                options: [
                    OptionShape(
                        name: "--sandbox",
                        help: "stand on a Stripe that comes with it: no account, no key, no real money"),
                    .envFile,
                ])
        case .doctor:
            CommandShape(
                summary: "look whether everything the server needs is in order",
                details: """
                    A line for each thing, with the mend where there is one to make. Nothing is changed, no mail is \
                    sent, and no money moves. A server may run meanwhile.
                    """,
                options: [.json, .envFile], finding: "something the server cannot do without is not in order")
        case .report:
            CommandShape(
                summary: "print a report of the account",
                operand: ValueShape(
                    name: "SUBJECT", wish: "to know which: \(Self.reportSubjects.joined(separator: " or "))",
                    words: Self.reportSubjects),
                options: [
                    OptionShape(name: "--json", help: "as the route answers it"),
                    OptionShape(name: "--csv", help: "for a spreadsheet"),
                    .since("from then on; the last 36 hours when it is not given"),
                    .until("up to then; no end when it is not given"), .envFile,
                ])
        case .token: Self.tokenShape
        case .completions:
            CommandShape(
                summary: "print what makes a shell complete these commands",
                operand: ValueShape(
                    name: "SHELL", wish: "one of \(Shell.names.joined(separator: ", "))", words: Shell.names),
                readsSettings: false)
        case .man: CommandShape(summary: "print the manual page, for man(1)", readsSettings: false)
        case .version:
            CommandShape(
                summary: "print the version and those of the libraries", options: [.json],
                readsSettings: false)
        case .help:
            CommandShape(
                summary: "print what there is, or what a command takes",
                operand: ValueShape(
                    name: "COMMAND", wish: "the name of a command", words: Self.next(after: [])),
                isOperandOptional: true, readsSettings: false)
        case .jobs, .jobsPlan, .jobsRun, .policyRehearse, .migrate, .verify, .replay, .backup, .restore,
            .move:
            databaseShape
        }
    }

    private static let reportSubjects = ReportRun.Subject.allCases.map(\.rawValue)

    private static let tokenShape = CommandShape(
        summary: "print a token that the server believes",
        details: "It is signed with the server's AUTH_JWT_SECRET.",
        options: [
            OptionShape(
                name: "--role",
                value: ValueShape(
                    name: "ROLE", wish: "one of \(roles.joined(separator: ", "))", words: roles),
                help: "what the bearer may do; staff when it is not given"),
            OptionShape(
                name: "--sub", value: ValueShape(name: "ID", wish: "an id of 1 to 255 bytes"),
                help: "whose it is: the id of a student or an instructor"),
            OptionShape(
                name: "--scope",
                value: ValueShape(
                    name: "SCOPES",
                    wish: "scopes with blanks between them, of letters, digits and signs without quotes"),
                help: "what it is for, besides what the role may"),
            OptionShape(
                name: "--ttl",
                value: ValueShape(name: "TIME", wish: "seconds, or so long: 1h, 7d; at most 366d"),
                help: "how long it is good; 1h when it is not given"),
            OptionShape(name: "--sandbox", help: "for a server that was started with --sandbox"),
            .json, .envFile,
        ])

    private static let roles = TokenRole.allCases.map(\.rawValue)
}

extension OptionShape {
    static let envFile = OptionShape(
        name: "--env-file", value: ValueShape(name: "FILE", wish: "a file's name", isFile: true),
        help: "read the settings from FILE instead of .env")
    static let json = OptionShape(name: "--json", help: "for programs")

    static func since(_ help: String, isNeeded: Bool = false) -> OptionShape {
        OptionShape(name: "--since", value: .time, isNeeded: isNeeded, help: help)
    }

    static func until(_ help: String) -> OptionShape {
        OptionShape(name: "--until", value: .time, help: help)
    }
}

extension ValueShape {
    static let file = ValueShape(name: "FILE", wish: "a file's name", isFile: true)
    static let time = ValueShape(name: "TIME", wish: "a time: \(TypedTime.usage)")
}
