// At the start: what the commands of the database, its jobs and its books take.
internal import App

extension CommandName {
    /// Of the commands that are about the database.
    var databaseShape: CommandShape {
        switch self {
        case .jobs:
            CommandShape(
                summary: "print how the jobs went",
                details: "While a server has the database's file, it runs them itself.",
                options: [.json, .envFile])
        case .jobsPlan:
            CommandShape(
                summary: "print what the jobs will do with money, and when",
                options: [
                    .until("until then: 7d is in a week; a day ahead when it is not given"),
                    OptionShape(name: "--apply", help: "do what of it is due now, and nothing else"),
                    .json, .envFile,
                ])
        case .jobsRun:
            CommandShape(
                summary: "run one job now",
                operand: ValueShape(
                    name: "NAME", wish: "one of \(OfficeTask.jobNames.joined(separator: ", "))",
                    words: OfficeTask.jobNames),
                options: [.json, .envFile])
        case .policyRehearse:
            CommandShape(
                summary: "print what another policy would have made of the cancels and no-shows there were",
                operand: ValueShape(
                    name: "FILE", wish: "a file's name, or one of the policies'",
                    words: OfficeTask.policyNames, isFile: true),
                options: [.since("of those since then; all when it is not given"), .json, .envFile])
        case .verify:
            CommandShape(
                summary: "compare the books with Stripe's, payment by payment",
                options: [
                    .since("of what was charged since then; all when it is not given"), .json, .envFile,
                ],
                finding: "there is a difference")
        case .replay:
            CommandShape(
                summary: "take in again what Stripe has told",
                options: [.since("since then, at most 30 days ago", isNeeded: true), .json, .envFile])
        case .backup:
            CommandShape(
                summary: "copy the database to a file that is not there yet",
                details: "A server may have the database meanwhile.", operand: .file,
                options: [.json, .envFile])
        case .restore:
            CommandShape(
                summary: "put such a copy in the database's place, and keep what was there",
                details: "Stop the server first.", operand: .file, options: [.json, .envFile])
        case .move:
            CommandShape(
                summary: "copy everything to an empty PostgreSQL",
                details: "Stop the server first, and give the password in PGPASSWORD.",
                options: [
                    OptionShape(
                        name: "--to", value: ValueShape(name: "postgres://...", wish: "postgres://..."),
                        isNeeded: true, help: "where it is to go"),
                    .json, .envFile,
                ])
        default:
            CommandShape(
                summary: "bring the database's tables up to date, as serve does", options: [.json, .envFile])
        }
    }
}
