// The page of settings says what the program reads.
import App
import Foundation
import Testing

@Suite("docs/reference/settings.md", .timeLimit(.minutes(5)))
struct SettingsReferenceTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/reference/settings.md")

    @Test("the page is what the program reads (RECORD=yes writes it anew)")
    func page() throws {
        if ProcessInfo.processInfo.environment["RECORD"] == "yes" {
            try SettingsReference.page.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.file, encoding: .utf8) == SettingsReference.page)
    }
}
