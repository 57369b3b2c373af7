// Proves which limits a server starts with, and which it refuses.
import App
import Basics
import Testing

@testable import App

@Suite("limits in the settings", .timeLimit(.minutes(5)))
struct LimitSettingsTests {
    private static let requests = [
        "RATE_LIMIT_REQUESTS": "120/minute", "RATE_LIMIT_REQUESTS_ADDRESS": "600/minute",
    ]

    private static func limits(
        _ changes: [String: String] = [:], sandbox: Bool = false
    ) throws -> LimitSettings {
        let values = sandbox ? changes : SettingsTests.keys.merging(changes) { $1 }
        return try SettingsTests.load(values, sandbox: sandbox).limits
    }

    @Test("have defaults, which in a sandbox are wider for cards", arguments: [false, true])
    func defaults(sandbox: Bool) throws {
        let cards =
            sandbox
            ? ["RATE_LIMIT_CARDS": "600/hour", "RATE_LIMIT_CARDS_ADDRESS": "1200/hour"]
            : ["RATE_LIMIT_CARDS": "30/hour", "RATE_LIMIT_CARDS_ADDRESS": "60/hour"]
        let written = Self.requests.merging(cards) { $1 }
        #expect(try Self.limits(sandbox: sandbox) == Self.limits(written))
        for name in written.keys {
            #expect(try Self.limits([name: "7/day"], sandbox: sandbox) != Self.limits(written))
        }
    }

    @Test(
        "are read alike in a sandbox, each of its own name, and no two of them are one",
        arguments: [false, true])
    func given(sandbox: Bool) throws {
        let texts = ["off", "1/second", "60/minute", "3600/hour", "1/hour", "1/day", "1000000/day"]
        for name in ["RATE_LIMIT_CARDS", "RATE_LIMIT_CARDS_ADDRESS"] + Self.requests.keys {
            for (index, text) in texts.enumerated() {
                let limits = try Self.limits([name: text], sandbox: sandbox)
                for (otherIndex, other) in texts.enumerated() {
                    #expect(
                        (try Self.limits([name: other], sandbox: sandbox) == limits) == (index == otherIndex))
                }
            }
        }
    }

    @Test(
        "what is none of these is refused, with the mend",
        arguments: [
            "30", "/hour", "30/", "30/hours", "30 / hour", "30/hour/", "0/hour", "-1/hour", "+1/hour",
            "1000001/hour", "99999999999999999999/hour", "1.5/hour", "OFF", "none",
        ])
    func refused(text: String) throws {
        let failure = try #require(throws: SettingsFailure.self) {
            try Self.limits(["RATE_LIMIT_CARDS": text, "RATE_LIMIT_REQUESTS": text])
        }
        #expect(failure.problems.map(\.key) == ["RATE_LIMIT_REQUESTS", "RATE_LIMIT_CARDS"])
        #expect(
            failure.problems.last?.text == """
                must be off, or a count from 1 to 1000000, / and one of second, minute, hour, day, such as 30/hour
                """)
    }
}
