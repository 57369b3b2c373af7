// Beside the routes: what a shell asks before a server is started, and when something is odd.
package import Basics
internal import Payments
package import Reactor

/// Looks at everything that the server needs, each thing for itself and for a limited time, and changes nothing.
package struct DoctorTask: Sendable {
    typealias Check = @Sendable () async -> [DoctorFinding]

    /// For one check. A mail server thinks the longest, and an honest one less than this.
    private static let secondsMax: UInt64 = 15

    private let isJSON: Bool
    let clock: WallClock

    package init(asJSON isJSON: Bool, clock: WallClock = .system) {
        self.isJSON = isJSON
        self.clock = clock
    }

    /// Call it on the loop.
    package func run(_ settings: Settings, on loop: EventLoop) async -> OfficeTask.Outcome {
        let link = StripeLink(settings.stripe.access, on: loop, observing: StripeMetrics(Metrics()))
        let stripe = StripeDoctor(settings: settings, checkup: StripeCheckup(link, clock: clock))
        let house = HouseDoctor(settings: settings, link: link, loop: loop, clock: clock)
        // A file is read on its reader's thread, which must not be the loop's: its timers go on.
        let isOnFile = if case .folder = settings.bookings.place { true } else { false }
        let checks: [(name: String, isOnLoop: Bool, body: Check)] = [
            ("settings", true, { SettingsDoctor(settings: settings).findings() }),
            ("stripe", true, { await stripe.account() }),
            ("webhooks", true, { await stripe.webhooks() }),
            ("database", !isOnFile, { await house.findings() }),
            ("mail", true, { await MailDoctor(settings: settings).findings() }),
            ("disk", true, { DiskDoctor(folder: settings.mail.dataDirectory).findings() }),
        ]
        let answers = checks.map { check in
            Task.detached(executorPreference: loop) {
                await Self.within(check.name, check.body, isOnLoop: check.isOnLoop, loop)
            }
        }
        var findings: [DoctorFinding] = []
        for answer in answers { findings += await answer.value }
        return outcome(DoctorBody(findings: findings))
    }

    /// For settings that cannot be read: all that is wrong with them.
    package func outcome(_ failure: SettingsFailure) -> OfficeTask.Outcome {
        outcome(
            DoctorBody(
                findings: failure.problems.map { problem in
                    .fail("settings", problem.key.map { "\($0) \(problem.text)" } ?? problem.text)
                }))
    }

    private func outcome(_ body: DoctorBody) -> OfficeTask.Outcome {
        OfficeTask.Outcome(text: isJSON ? body.json : body.text, isGood: body.isHealthy)
    }

    /// What comes first: the findings, or the end of the time. A check that is late goes on alone, and is not waited
    /// for.
    private static func within(
        _ name: String, _ body: @escaping Check, isOnLoop: Bool, _ loop: EventLoop
    ) async -> [DoctorFinding] {
        let (answers, answer) = AsyncStream.makeStream(of: [DoctorFinding].self)
        let due = monotonicNanoseconds() + secondsMax * 1_000_000_000
        let alarm = loop.timer(atNanoseconds: due) {
            answer.yield([.fail(name, "No answer within \(secondsMax) seconds.")])
            answer.finish()
        }
        defer { loop.cancel(alarm) }
        Task.detached(executorPreference: isOnLoop ? loop : nil) {
            answer.yield(await body())
            answer.finish()
        }
        for await findings in answers { return findings }
        return []
    }
}
