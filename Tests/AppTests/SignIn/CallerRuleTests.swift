// Proves which callers a rule takes, without a server.
import Testing
import Tokens

@testable import App

@Suite("Caller rules", .timeLimit(.minutes(5)))
struct CallerRuleTests {
    private func caller(
        _ role: TokenRole? = nil, subject: String? = nil, scopes: Set<String> = []
    ) throws -> Caller {
        Caller(try TokenClaims(subject: subject, role: role, scopes: scopes, expiresAt: 0))
    }

    private func takes(_ rule: CallerRule, _ caller: Caller) -> Bool {
        do throws(AccessRefusal) {
            try rule.check(caller)
            return true
        } catch {
            return false
        }
    }

    @Test("each role is enough, and no other is, staff's neither")
    func roles() throws {
        let rule = CallerRule.bearer(.student, .instructor)
        for role in TokenRole.allCases {
            #expect(takes(rule, try caller(role)) == [.student, .instructor].contains(role), "\(role)")
        }
        #expect(!takes(rule, try caller(scopes: ["student"])))
    }

    @Test("of scopes all are wanted; staff has every one")
    func scopes() throws {
        let rule = CallerRule.bearer(scopes: ["a", "b"])
        #expect(takes(rule, try caller(scopes: ["a", "b", "c"])))
        #expect(!takes(rule, try caller(scopes: ["a"])))
        #expect(!takes(rule, try caller(.service)))
        #expect(takes(rule, try caller(.staff)))
    }

    @Test("a rule without roles and scopes takes nobody")
    func empty() throws {
        for role in TokenRole.allCases {
            #expect(!takes(.bearer(), try caller(role, subject: "7", scopes: ["a"])))
        }
    }

    @Test("what belongs to somebody wants a subject, but of staff and programs")
    func subjects() throws {
        let rule = CallerRule.bearer(.staff, .service, .student, scopes: ["a"], isSubjectBound: true)
        #expect(takes(rule, try caller(.staff)))
        #expect(takes(rule, try caller(.service)))
        #expect(!takes(rule, try caller(.student)))
        #expect(takes(rule, try caller(.student, subject: "7")))
        #expect(!takes(rule, try caller(scopes: ["a"])))
        #expect(takes(rule, try caller(subject: "7", scopes: ["a"])))
    }

    @Test("only the subject itself, staff and programs may touch what belongs to it")
    func ownership() throws {
        #expect(try caller(.student, subject: "7").mayTouch(whatBelongsTo: "7"))
        #expect(!(try caller(.student, subject: "7").mayTouch(whatBelongsTo: "70")))
        #expect(!(try caller(.student).mayTouch(whatBelongsTo: "")))
        #expect(!(try caller(.instructor, subject: "caf\u{E9}").mayTouch(whatBelongsTo: "cafe\u{301}")))
        #expect(try caller(.staff).mayTouch(whatBelongsTo: "7"))
        #expect(try caller(.service, subject: "8").mayTouch(whatBelongsTo: "7"))
    }

    @Test("a rule says in words what it wants")
    func words() {
        #expect(CallerRule.bearer(.service, .staff).wish == "the role staff or service")
        #expect(CallerRule.bearer(scopes: ["a"]).wish == "the scope a")
        #expect(
            CallerRule.bearer(.staff, scopes: ["a", "b"]).wish == "the role staff, or the scopes a and b")
    }
}
