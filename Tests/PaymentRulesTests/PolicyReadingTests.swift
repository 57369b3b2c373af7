// Proves that a policy's text is read strictly, and that each mistake is named with its mend.
import Basics
import Testing

@testable import PaymentRules

@Suite("Reading policies", .timeLimit(.minutes(5)))
struct PolicyReadingTests {
    private static let windows = #"[{"until_hours_before":6,"keep_percent":0},{"keep_percent":100}]"#

    private static func text(
        name: String = #""mine""#, more: String = "", student: String = windows, cancel: String = "",
        noShow: String = #"{"keep_percent":100}"#
    ) -> String {
        #"{"name":\#(name),"title":"A title"\#(more),"cancel":{"student":\#(student)\#(cancel)},"#
            + #""no_show":{"student":\#(noShow)}}"#
    }

    private func failure(_ text: String) -> PolicyFailure? {
        do throws(PolicyFailure) {
            _ = try Policy(json: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("a policy of a few lines is read; what may be left out is nothing")
    func plain() throws {
        let policy = try Policy(json: Array(Self.text().utf8))
        #expect(policy.name == "mine")
        #expect(policy.holdLeadDays == nil)
        #expect(
            policy.studentCancels == [
                Policy.Window(untilHoursBefore: 6, keepPercent: 0, creditPercent: 0),
                Policy.Window(untilHoursBefore: nil, keepPercent: 100, creditPercent: 0),
            ])
        #expect(policy.studentNoShow == Policy.NoShow(keepPercent: 100, feeMinorUnits: 0))
    }

    @Test(
        "a mistake names its member",
        arguments: [
            (text(name: "7"), "name"), (text(name: #""Six Hours""#), "name"), (text(name: #""""#), "name"),
            (text(more: #","hold_lead_days":0"#), "hold_lead_days"),
            (text(more: #","hold_lead_days":8"#), "hold_lead_days"),
            (text(more: #","hold_lead_days":2.5"#), "hold_lead_days"),
            (text(more: #","hold_lead_day":2"#), "hold_lead_day"),
            (text(more: #","title":"again""#), "title"),
            (text(cancel: #","instructor":[]"#), "cancel.instructor"),
            (text(student: "{}"), "cancel.student"), (text(student: "[]"), "cancel.student"),
            (text(student: "[7]"), "cancel.student[0]"),
            (text(student: #"[{}]"#), "cancel.student[0].keep_percent"),
            (text(student: #"[{"keep_percent":101}]"#), "cancel.student[0].keep_percent"),
            (text(student: #"[{"keep_percent":-1}]"#), "cancel.student[0].keep_percent"),
            (text(student: #"[{"keep_percent":"1"}]"#), "cancel.student[0].keep_percent"),
            (
                text(student: #"[{"keep_percent":60,"credit_percent":41}]"#),
                "cancel.student[0].credit_percent"
            ),
            (
                text(student: #"[{"until_hours_before":6,"keep_percent":0}]"#),
                "cancel.student[0].until_hours_before"
            ),
            (
                text(student: #"[{"keep_percent":0},{"keep_percent":1}]"#),
                "cancel.student[0].until_hours_before"
            ),
            (
                text(
                    student: #"[{"until_hours_before":6,"keep_percent":0},"#
                        + #"{"until_hours_before":6,"keep_percent":1},{"keep_percent":2}]"#),
                "cancel.student[1].until_hours_before"
            ),
            (text(noShow: "{}"), "no_show.student.keep_percent"),
            (text(noShow: #"{"keep_percent":1,"fee_minor_units":-5}"#), "no_show.student.fee_minor_units"),
            (text(noShow: "[]"), "no_show.student"),
            ("[]", ""), ("{", ""), ("{}", "name"),
        ])
    func mistakes(text: String, member: String) throws {
        let failure = try #require(self.failure(text))
        #expect(failure.member == member)
        #expect(failure.mend.hasSuffix("."))
        #expect(failure.description.hasPrefix(member))
    }

    @Test("the message says what is allowed")
    func message() {
        let failure = self.failure(Self.text(student: #"[{"keep_percent":101}]"#))
        #expect(
            failure?.description == "cancel.student[0].keep_percent: Must be a whole number from 0 to 100.")
        let unknown = self.failure(Self.text(cancel: #","teacher":[]"#))
        #expect(unknown?.description == "cancel.teacher: Unknown; there are student.")
    }

    @Test("more windows than anybody would read are refused")
    func tooMany() {
        let many = (0..<12).map { #"{"until_hours_before":\#(100 - $0),"keep_percent":0},"# }.joined()
        #expect(failure(Self.text(student: "[\(many){\"keep_percent\":1}]"))?.member == "cancel.student")
    }
}
