// At the start: what the command line says about a report.
internal import App
internal import Basics

extension ReportOptions {
    /// Why the arguments cannot be.
    struct Mistake: Error {
        let text: String
    }

    init(_ arguments: ArraySlice<String>, now: Int64 = WallClock.system.nowSeconds) throws(Mistake) {
        var rest = arguments
        let subjects = ReportRun.Subject.allCases.map(\.rawValue).joined(separator: " or ")
        guard let name = rest.popFirst(), let subject = ReportRun.Subject(rawValue: name) else {
            throw Mistake(text: "report wants to know which: \(subjects)")
        }
        self.init(subject: subject)
        while let argument = rest.popFirst() {
            switch argument {
            case "--json": format = .json
            case "--csv": format = .csv
            case "--since": since = try Self.time(argument, rest.popFirst(), now)
            case "--until": until = try Self.time(argument, rest.popFirst(), now)
            case "--env-file":
                guard let path = rest.popFirst() else {
                    throw Mistake(text: "--env-file wants a file's name")
                }
                settingsPath = path
            default: throw Mistake(text: "report does not know \(argument)")
            }
        }
        if let until, until <= since ?? now - 36 * 3600 {
            throw Mistake(
                text: "--until must be later than --since, which is 36 hours ago when it is not given")
        }
    }

    private static func time(_ name: String, _ text: String?, _ now: Int64) throws(Mistake) -> Int64 {
        guard let text, let time = TypedTime(text, now: now) else {
            throw Mistake(text: "\(name) wants a time: \(TypedTime.usage)")
        }
        return time.unixSeconds
    }
}
