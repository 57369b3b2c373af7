// Header fields: `name: value`, strictly (RFC 9112 section 5).
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(5)))
struct FieldLineTests {
    private static func parse(_ lines: String) -> HeadOutcome {
        HeadHarness.parse("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n")
    }

    private static let accepted = [
        ("X: y", "X=y"), ("X:y", "X=y"), ("X: \t y\t ", "X=y"), ("X:", "X="), ("X: ", "X="),
        ("X: a b\tc", "X=a b\tc"), ("X: a: b", "X=a: b"), ("X: é", "X=é"),
        ("!#$%&'*+-.^_`|~09azAZ: y", "!#$%&'*+-.^_`|~09azAZ=y"),
    ]

    @Test("a name, a colon and a value between optional spaces", arguments: accepted)
    func accepts(line: String, field: String) {
        #expect(Self.parse(line).head?.fields == ["Host=a", field])
    }

    private static let refused = [
        "X", ": y", " X: y", "\tX: y", "X : y", "X\t: y", "X Y: z", "X(: y", "É: y", "X\u{0}: y",
        "X: a\u{0}b", "X: a\u{1}b", "X: a\u{7F}b", "X: a\rb", "X: a\r", "\r", "X: a\nY: b", "X: a\r\n folded",
        "X: a\r\n\tfolded",
    ]

    @Test("folds, control characters and misplaced spaces are refused", arguments: refused)
    func refuses(lines: String) {
        #expect(Self.parse(lines) == .refused(400))
    }
}
