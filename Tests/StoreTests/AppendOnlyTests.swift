// Evidence stays as it was written: no statement of the program changes or drops it.
import Foundation
import Testing

@Suite("The books", .timeLimit(.minutes(5)))
struct AppendOnlyTests {
    private static let store = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Store")

    @Test(
        "events and ledger lines are only ever added: no statement changes or deletes one",
        arguments: ["payment_events", "ledger_entries"])
    func added(table: String) throws {
        let change = try Regex(
            #"(?i)((UPDATE|DELETE\s+FROM|REPLACE\s+INTO|DROP\s+TABLE)\s+|update\(\s*")\#(table)\b"#)
        #expect("DELETE  FROM \(table) WHERE id = 1".contains(change))
        let files = try #require(
            FileManager.default.enumerator(at: Self.store, includingPropertiesForKeys: nil))
        var (inserts, changes): (Int, [String]) = (0, [])
        for case let file as URL in files where ["swift", "sql"].contains(file.pathExtension) {
            let text = try String(contentsOf: file, encoding: .utf8)
            if text.contains("into: \"\(table)\"") { inserts += 1 }
            if text.contains(change) { changes.append(file.lastPathComponent) }
        }
        #expect(inserts > 0)
        #expect(changes == [])
    }
}
