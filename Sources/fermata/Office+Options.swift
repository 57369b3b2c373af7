// At the start: what the command line says about the database, its jobs, its policies and its books.
internal import App
internal import Basics

extension OfficeOptions {
    /// Why the arguments cannot be.
    struct Mistake: Error {
        let text: String
    }

    static let commands = ["migrate", "jobs", "policy", "verify", "replay"]

    /// - Parameter command: one of `commands`.
    init(
        _ command: String, _ arguments: ArraySlice<String>, now: Int64 = WallClock.system.nowSeconds
    ) throws(Mistake) {
        var rest = arguments
        switch command {
        case "jobs": self.init(what: try Self.jobs(&rest, now))
        case "policy": self.init(what: try Self.policy(&rest, now))
        case "verify": self.init(what: .verify(since: 0))
        case "replay": self.init(what: .replay(since: try Self.replayStart(&rest, now)))
        default: self.init(what: .migrate)
        }
        while let argument = rest.popFirst() {
            switch (argument, what) {
            case ("--json", _): isJSON = true
            case ("--env-file", _):
                settingsPath = try Self.value(rest.popFirst(), "--env-file wants a file's name")
            case ("--apply", .plan(let until, _)): what = .plan(until: until, applies: true)
            case ("--until", .plan(_, let applies)):
                what = .plan(
                    until: try Self.time(argument, rest.popFirst(), now, isAhead: true), applies: applies)
            case ("--since", .rehearse(let policy, _)):
                what = .rehearse(policy: policy, since: try Self.time(argument, rest.popFirst(), now))
            case ("--since", .verify):
                what = .verify(since: try Self.time(argument, rest.popFirst(), now))
            default: throw Mistake(text: "\(command) does not know \(argument)")
            }
        }
    }

    private static func jobs(_ rest: inout ArraySlice<String>, _ now: Int64) throws(Mistake)
        -> OfficeTask.What
    {
        switch rest.first {
        case "plan":
            rest.removeFirst()
            return .plan(until: now + 86_400, applies: false)
        case "run":
            rest.removeFirst()
            let names = OfficeTask.jobNames
            guard let job = rest.popFirst(), names.contains(job) else {
                throw Mistake(text: "jobs run wants one of \(names.joined(separator: ", "))")
            }
            return .runJob(job)
        default: return .jobs
        }
    }

    private static func policy(_ rest: inout ArraySlice<String>, _ now: Int64) throws(Mistake)
        -> OfficeTask.What
    {
        guard rest.popFirst() == "rehearse" else {
            throw Mistake(text: "policy wants to know what: rehearse FILE")
        }
        let path = try value(rest.popFirst(), "policy rehearse wants a file's name, or one of the policies'")
        return .rehearse(policy: path, since: 0)
    }

    /// Without a time it would do what a job does every ten minutes.
    private static func replayStart(
        _ rest: inout ArraySlice<String>, _ now: Int64
    ) throws(Mistake) -> Int64 {
        guard rest.popFirst() == "--since" else { throw Mistake(text: "replay wants --since TIME") }
        let since = try time("--since", rest.popFirst(), now)
        guard since >= now - OfficeTask.eventsKeptSeconds, since <= now else {
            throw Mistake(text: "--since must lie in the last 30 days: Stripe keeps events no longer")
        }
        return since
    }

    private static func value(_ text: String?, _ wish: String) throws(Mistake) -> String {
        guard let text else { throw Mistake(text: wish) }
        return text
    }

    private static func time(
        _ name: String, _ text: String?, _ now: Int64, isAhead: Bool = false
    ) throws(Mistake) -> Int64 {
        guard let text, let time = TypedTime(text, now: now, isAhead: isAhead) else {
            throw Mistake(text: "\(name) wants a time: \(TypedTime.usage)")
        }
        return time.unixSeconds
    }
}
