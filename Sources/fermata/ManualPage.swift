// The program: fermata(1), out of the tables of the commands and of the settings.
internal import App

/// In the macros of man(7).
enum ManualPage {
    static var text: String {
        let parts = [
            #".TH FERMATA 1 "" "fermata \#(escaped(Version.text))" "User Commands""#,
            section("NAME", #"fermata \- a payments server for a lesson business, in front of Stripe"#),
            section("SYNOPSIS", ".B fermata\n.I COMMAND\n[\\fIOPTION\\fR...]"),
            section("COMMANDS", CommandName.allCases.map(command).joined(separator: "\n")),
            section("OPTIONS", sharedOptions),
            section("EXIT STATUS", ExitStatus.allCases.map(exit).joined(separator: "\n")),
            section("FILES", files.map(entry).joined(separator: "\n")),
            section("ENVIRONMENT", environment),
            section(
                "SEE ALSO",
                "Its pages on operating and deploying, in /usr/share/doc/fermata or beside its source."
            ),
        ]
        return parts.joined(separator: "\n") + "\n"
    }

    private static func section(_ name: String, _ body: String) -> String {
        ".SH \(name.contains(" ") ? "\"\(name)\"" : name)\n\(body)"
    }

    private static func command(_ name: CommandName) -> String {
        let shape = name.shape
        var lines = [
            #".SS "\#(escaped(name.rawValue))""#, ".B fermata \(escaped(name.rawValue))",
        ]
        if !shape.synopsis.isEmpty { lines.append(escaped(shape.synopsis)) }
        lines += [".PP", escaped(HelpText.sentences(shape))]
        lines += shape.options.filter { !isShared($0) }.map { entry(name: $0.synopsis, meaning: $0.help) }
        if let finding = shape.finding { lines.append(entry(name: "exit status 1", meaning: finding)) }
        return lines.joined(separator: "\n")
    }

    /// Described once for all commands that take them.
    private static let shared: [OptionShape] = [
        .json, .envFile, OptionShape(name: "--help", help: "print what the command takes"),
    ]

    private static func isShared(_ option: OptionShape) -> Bool { shared.contains { $0.name == option.name } }

    private static var sharedOptions: String {
        "Of every command that lists them:\n"
            + shared.map { entry(name: $0.synopsis, meaning: $0.help) }.joined(separator: "\n")
            + "\n.PP\n" + escaped("A TIME is \(TypedTime.usage).")
    }

    private static func exit(_ status: ExitStatus) -> String {
        entry(name: "\(status.rawValue)", meaning: status.meaning)
    }

    private static let files: [(name: String, meaning: String)] = [
        (".env", "the settings, when --env-file names no other file; it must be its owner's alone"),
        ("/etc/fermata/fermata.env", "the settings of the service that the package brings"),
        (
            "data/fermata.db",
            "the database, where DATABASE_URL names no PostgreSQL; DATA_DIR moves the folder"
        ),
    ]

    private static var environment: String {
        escaped("Each may stand in the settings file as well; the environment wins.") + "\n"
            + SettingKey.all.map { entry(name: $0.name, meaning: $0.meaning) }.joined(separator: "\n")
    }

    private static func entry(_ pair: (name: String, meaning: String)) -> String {
        entry(name: pair.name, meaning: pair.meaning)
    }

    private static func entry(name: String, meaning: String) -> String {
        ".TP\n.B \(escaped(name))\n\(escaped(meaning))"
    }

    /// A minus stays one, and no line begins with what roff takes for a request (groff(7)).
    private static func escaped(_ text: String) -> String {
        let signs = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return signs.hasPrefix(".") || signs.hasPrefix("'") ? "\\&" + signs : signs
    }
}
