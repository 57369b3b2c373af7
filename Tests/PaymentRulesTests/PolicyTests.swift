// Proves the policies that come with the program, and what a policy says of itself.
import Basics
import Testing

@testable import PaymentRules

@Suite("Policies", .timeLimit(.minutes(5)))
struct PolicyTests {
    @Test("each built-in policy is read and has its own name", arguments: BuiltInPolicy.allCases)
    func builtIn(policy: BuiltInPolicy) throws {
        #expect(try Policy(json: policy.json).name == policy.rawValue)
    }

    @Test(
        "the mail promises what the policy gives",
        arguments: [
            (.sixHours, "You can cancel anytime up to 6 hours before your lesson."),
            (.musicShop, "You can cancel anytime up to 3 days before your lesson."),
            (.creditWindow, "You can cancel anytime up to 24 hours before your lesson."),
        ] as [(BuiltInPolicy, String)])
    func sentence(policy: BuiltInPolicy, sentence: String) throws {
        #expect(try Policy(json: policy.json).freeCancelSentence == sentence)
    }

    @Test(
        "the promise fits every shape of policy",
        arguments: [
            (#"{"keep_percent":0}"#, "You can cancel anytime."),
            (#"{"keep_percent":1}"#, "This lesson cannot be cancelled free of charge."),
            (
                #"{"until_hours_before":9,"keep_percent":0,"credit_percent":1},{"keep_percent":1}"#,
                "This lesson cannot be cancelled free of charge."
            ),
            (
                #"{"until_hours_before":0,"keep_percent":0},{"keep_percent":1}"#,
                "You can cancel anytime before your lesson starts."
            ),
            (
                #"{"until_hours_before":1,"keep_percent":0},{"keep_percent":1}"#,
                "You can cancel anytime up to 1 hour before your lesson."
            ),
            (
                #"{"until_hours_before":50,"keep_percent":0},{"keep_percent":1}"#,
                "You can cancel anytime up to 50 hours before your lesson."
            ),
        ])
    func sentences(windows: String, sentence: String) throws {
        #expect(try policy(windows).freeCancelSentence == sentence)
    }

    @Test("the hash is the same for every writing of one policy, and another for another")
    func hash() throws {
        let plain = try policy(#"{"keep_percent":0}"#)
        let spread = try policy(#"{ "credit_percent" : 0, "keep_percent" : 0 }"#)
        #expect(plain.hash == spread.hash)
        #expect(plain.hash.utf8.count == 64)
        #expect(try policy(#"{"keep_percent":1}"#).hash != plain.hash)
        #expect(try Policy(json: plain.canonicalJSON) == plain)
        let built = try BuiltInPolicy.allCases.map { try Policy(json: $0.json) }
        #expect(Set(built.map(\.hash)).count == built.count)
        #expect(try built.map { try Policy(json: $0.canonicalJSON) } == built)
    }

    @Test("the hash of the default policy stays what bookings keep of it")
    func knownHash() throws {
        let policy = try Policy(json: BuiltInPolicy.sixHours.json)
        let canonical = """
            {"name":"six-hours","title":"Free until six hours before the lesson, then all of it",\
            "cancel":{"student":[{"until_hours_before":6,"keep_percent":0,"credit_percent":0},\
            {"keep_percent":100,"credit_percent":0}]},\
            "no_show":{"student":{"keep_percent":100,"fee_minor_units":0}}}
            """
        #expect(String(decoding: policy.canonicalJSON, as: UTF8.self) == canonical)
        #expect(policy.hash == "599380df3e9ca4f3c594ff47d6c0a5d4988f38f51d557390f20a61e508a9198c")
    }

    @Test("a hold placed so early that a Visa's would be renewed is told of, a later one is not")
    func notices() throws {
        let musicShop = try Policy(json: BuiltInPolicy.musicShop.json)
        #expect(musicShop.renewsHolds)
        let notice = try #require(musicShop.notices.first)
        #expect(notice.contains("hold_lead_days is 5") && notice.contains("4 days 18 hours"))
        #expect(notice.contains("will be renewed"))
        #expect(try Policy(json: BuiltInPolicy.sixHours.json).notices.isEmpty)
        #expect(try policy(#"{"keep_percent":0}"#, leadDays: 3).notices.isEmpty)
        #expect(try policy(#"{"keep_percent":0}"#, leadDays: 4).notices.count == 1)
    }

    private func policy(_ windows: String, leadDays: Int? = nil) throws(PolicyFailure) -> Policy {
        let lead = leadDays.map { #""hold_lead_days":\#($0),"# } ?? ""
        let text =
            #"{"name":"mine","title":"Mine",\#(lead)"cancel":{"student":[\#(windows)]},"#
            + #""no_show":{"student":{"keep_percent":100}}}"#
        return try Policy(json: Array(text.utf8))
    }
}
