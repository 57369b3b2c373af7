// Policies read out: each rule in a sentence that says who gets what.
import Testing

@testable import PaymentRules

@Suite("policies in sentences", .timeLimit(.minutes(5)))
struct PolicySentencesTests {
    @Test("windows, credits, fees and early holds are told in the order of time")
    func all() throws {
        let policy = try Policy(
            json: Array(
                #"""
                {"name":"a","title":"A","hold_lead_days":1,"cancel":{"student":[
                {"until_hours_before":72,"keep_percent":0},{"until_hours_before":1,"keep_percent":50},
                {"keep_percent":70,"credit_percent":30}]},
                "no_show":{"student":{"keep_percent":20,"fee_minor_units":500}}}
                """#.utf8))
        #expect(
            policy.sentences == [
                "The card is held 1 day before the lesson.",
                "A student who cancels up to 72 hours before the lesson: all of it goes back.",
                "A student who cancels later than 72 and up to 1 hour before the lesson: 50 % is kept, 50 % goes back.",
                "A student who cancels later than 1 hour before the lesson: 70 % is kept, "
                    + "30 % becomes a credit for a lesson.",
                "A student who does not come: 20 % is kept, 80 % goes back, less a fee of 500 in the currency's "
                    + "smallest unit, which is kept too.",
                "What the instructor cancels or misses goes back whole.",
            ])
    }

    @Test("one window without an end is any time")
    func anyTime() throws {
        let policy = try Policy(
            json: Array(
                #"""
                {"name":"a","title":"A","cancel":{"student":[{"keep_percent":100}]},
                "no_show":{"student":{"keep_percent":100}}}
                """#.utf8))
        #expect(policy.sentences.first == "A student who cancels at any time: all of it is kept.")
        #expect(policy.sentences.count == 3)
    }
}
