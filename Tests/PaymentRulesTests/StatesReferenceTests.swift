// The page of states says what the tables say.
import Foundation
import PaymentRules
import Testing

@Suite("docs/reference/states.md", .timeLimit(.minutes(5)))
struct StatesReferenceTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/reference/states.md")

    @Test("the page is what the tables print (RECORD=yes writes it anew)")
    func page() throws {
        if ProcessInfo.processInfo.environment["RECORD"] == "yes" {
            try StatesReference.page.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == StatesReference.page)
    }
}
