// The README says what is so: its table of settings is the program's own.
import App
import Foundation
import Testing

@Suite("README", .timeLimit(.minutes(1)), .serialized)
struct ReadmeTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "README.md")
    private static let begin = "<!-- settings: generated from Sources/App/Settings/SettingKey.swift -->\n"
    private static let end = "\n<!-- end of settings -->"

    @Test("the table of settings is what the program reads (RECORD=yes writes it anew)")
    func settings() throws {
        var text = try String(contentsOf: Self.file, encoding: .utf8)
        let start = try #require(text.firstRange(of: Self.begin)).upperBound
        let stop = try #require(text.firstRange(of: Self.end)).lowerBound
        if ProcessInfo.processInfo.environment["RECORD"] == "yes" {
            text.replaceSubrange(min(start, stop)..<stop, with: SettingKey.table)
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(text[start..<stop] == SettingKey.table)
        }
    }
}
