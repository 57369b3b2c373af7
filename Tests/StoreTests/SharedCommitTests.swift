// Tests of SQLite's writer when many write at once: they share a commit, and nothing else.
import Reactor
import Store
import TestSupport
import Testing

@Suite("a shared commit", .serialized, .timeLimit(.minutes(5)))
struct SharedCommitTests {
    /// Runs the bodies at once, behind a first transaction that ends when they have all been asked for.
    private static func together(
        _ count: Int64, in database: any Database,
        _ body: @escaping @Sendable (Int64, any Transaction) async throws -> Void
    ) async -> [Int64: StoreFailure] {
        let (entered, gate) = (Gate(), Gate())
        let failures = Record<(Int64, StoreFailure)>()
        await withTaskGroup { group in
            group.addTask {
                try? await database.transaction { _ in
                    entered.open()
                    await gate.wait()
                }
            }
            await entered.wait()
            for number in 1...count {
                group.addTask {
                    do {
                        try await database.transaction { try await body(number, $0) }
                    } catch {
                        failures.add((number, error as? StoreFailure ?? .malformed("\(error)")))
                    }
                }
            }
            group.addTask { gate.open() }
        }
        return Dictionary(failures.entries, uniquingKeysWith: { first, _ in first })
    }

    private static func make(in database: any Database) async throws {
        try await Notes.make(in: database)
        try await database.transaction { transaction in
            try await transaction.run(
                "CREATE TABLE words (note BIGINT REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)")
        }
    }

    @Test("one whose body throws takes none of the others with it", arguments: [Int64(3), 200])
    func thrown(count: Int64) async throws {
        try await withDatabase(.file) { database in
            try await Self.make(in: database)
            let failures = await Self.together(count, in: database) { number, transaction in
                try await transaction.run("INSERT INTO notes (id) VALUES ($1)", .integer(number))
                if number.isMultiple(of: 3) { throw Refused() }
            }
            #expect(failures.keys.sorted() == (1...count).filter { $0.isMultiple(of: 3) })
            let kept = try await Notes.count(in: database)
            #expect(kept == count - count / 3)
        }
    }

    @Test("when the commit fails each runs again by itself, and the one to blame fails")
    func failedCommit() async throws {
        try await withDatabase(.file) { database in
            try await Self.make(in: database)
            let runs = Record<Int64>()
            let failures = await Self.together(10, in: database) { number, transaction in
                runs.add(number)
                try await transaction.run("INSERT INTO notes (id) VALUES ($1)", .integer(number))
                if number == 5 { try await transaction.run("INSERT INTO words (note) VALUES (77)") }
            }
            #expect(failures.keys.sorted() == [5])
            guard case .constraint = failures[5] else {
                Issue.record("\(failures)")
                return
            }
            let kept = try await Notes.count(in: database)
            #expect(kept == 9)
            #expect(runs.entries.count > 10, "none of them shared the commit that failed")
        }
    }

    @Test("those who come while the disk is busy share the next commit")
    func sharing() async throws {
        try await withDatabase(.file) { database in
            try await Self.make(in: database)
            let (runs, failures) = (Record<Int64>(), Record<Int64>())
            await withTaskGroup { group in
                for number in Int64(1)...200 {
                    group.addTask {
                        do {
                            try await database.transaction { transaction in
                                runs.add(number)
                                let table = number.isMultiple(of: 10) ? "words (note)" : "notes (id)"
                                try await transaction.run(
                                    "INSERT INTO \(table) VALUES ($1)", .integer(-number))
                            }
                        } catch {
                            failures.add(number)
                        }
                    }
                }
            }
            #expect(failures.entries.count == 20)
            // A body runs again only when a commit failed that it shared.
            #expect(runs.entries.count > 200)
        }
    }

    @Test("when the disk is full the one that fills it fails, the others do not")
    func fullDisk() async throws {
        try await withDatabase(.file) { database in
            try await Self.make(in: database)
            try await database.transaction { try await $0.run("PRAGMA max_page_count = 12") }
            let long = SQLValue.text(String(repeating: "x", count: 100_000))
            let failures = await Self.together(10, in: database) { number, transaction in
                try await transaction.run(
                    "INSERT INTO notes (id, text) VALUES ($1, $2)",
                    [.integer(number), number == 5 ? long : ""])
            }
            #expect(failures == [5: .unavailable("database or disk is full")])
            let kept = try await Notes.count(in: database)
            #expect(kept == 9)
        }
    }

    @Test(
        "who waits when the database is closed is served, who comes later is refused, and nobody is forgotten"
    )
    func closed() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            try await Notes.make(in: database)
            let closing = Record<Task<Void, Never>>()
            let refused = Record<Int>()
            try await onLoop { _ in
                let failures = await Self.together(20, in: database) { number, transaction in
                    try await transaction.run("INSERT INTO notes (id) VALUES ($1)", .integer(number))
                    if number == 1 { closing.add(Task { await database.close() }) }
                }
                #expect(failures.values.allSatisfy { "\($0)".contains("the database is closed") })
                refused.add(failures.count)
            }
            await closing.entries[0].value
            let again = try SQLiteDatabase.open(folder: folder)
            let kept = try await Notes.count(in: again)
            #expect(kept == Int64(20 - refused.entries[0]))
            await again.close()
        }
    }
}
