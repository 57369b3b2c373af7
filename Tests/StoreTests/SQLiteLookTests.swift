// Tests of a look at SQLite beside whoever has it: what is seen, and that nothing is made or kept from others.
import Foundation
import Store
import Testing

@Suite("A look at SQLite", .serialized, .timeLimit(.minutes(5)))
struct SQLiteLookTests {
    private static func isWhole(_ folder: String) async throws -> Bool {
        let look = try SQLiteDatabase.look(folder: folder)
        let damage = try await look.read { tx in try await tx.damage() }
        await look.close()
        return damage == nil
    }

    @Test("a folder without a database is told so, and left so")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            let place = folder + "/none"
            guard case .missing = try SQLiteStanding(folder: place) else {
                Issue.record("it is there")
                return
            }
            #expect(throws: StoreFailure.self) { try SQLiteDatabase.look(folder: place) }
            #expect(!FileManager.default.fileExists(atPath: place))
        }
    }

    @Test("a database in use is told so, read all the same, and cannot be written to")
    func inUse() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            try await Notes.make(in: database)
            try await Notes.add(7, to: database)
            guard case .inUse = try SQLiteStanding(folder: folder) else {
                Issue.record("nobody has it")
                return
            }
            let look = try SQLiteDatabase.look(folder: folder)
            #expect(try await Notes.count(in: look) == 1)
            await #expect(throws: StoreFailure.self) { try await Notes.add(1, to: look) }
            try await Notes.add(1, to: database)
            #expect(try await Notes.count(in: look) == 2)
            await look.close()
            await database.close()
            guard case .free = try SQLiteStanding(folder: folder) else {
                Issue.record("somebody has it")
                return
            }
            // The look keeps nobody out.
            let again = try SQLiteDatabase.open(folder: folder)
            await again.close()
        }
    }

    @Test("one damaged page among many is found, which no other statement has read")
    func damaged() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            try await Notes.make(in: database)
            try await database.transaction { tx in
                try await tx.run("CREATE TABLE filler (id INTEGER PRIMARY KEY, text TEXT) STRICT")
                for _ in 0..<200 {
                    try await tx.run(
                        "INSERT INTO filler (text) VALUES ($1)", .text(String(repeating: "x", count: 2000)))
                }
            }
            await database.close()
            #expect(try await Self.isWhole(folder))
            let path = folder + "/fermata.db"
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            let pages = try file.seekToEnd() / 4096
            #expect(pages > 50)
            try file.seek(toOffset: pages / 2 * 4096)
            try file.write(contentsOf: Data([0xFF]))
            try file.close()
            #expect(try await !Self.isWhole(folder))
            let look = try SQLiteDatabase.look(folder: folder)
            #expect(try await Notes.count(in: look) == 0)
            await look.close()
        }
    }
}
