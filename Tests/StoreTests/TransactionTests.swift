// Tests of transactions beside each other and of those that fail, over both engines.
import Basics
import Store
import TestSupport
import Testing

@Suite("transactions, either engine", .serialized, .timeLimit(.minutes(5)))
struct TransactionTests {
    @Test("a hundred increments at once lose nothing", arguments: Engine.available)
    func increments(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            try await Notes.add(1, to: database)
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await database.transaction { transaction in
                            let row = try await transaction.run(
                                "SELECT number FROM notes WHERE id = 1 FOR UPDATE")
                            let number = try row.first?.integer("number") ?? -1
                            try await transaction.run("UPDATE notes SET number = $1", .integer(number + 1))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let number = try await database.read { transaction in
                try await transaction.run("SELECT number FROM notes").first?.integer("number")
            }
            #expect(number == 100)
        }
    }

    @Test("a row that is there already is a broken constraint", arguments: Engine.available)
    func constraint(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            try await Notes.add(1, to: database)
            let failure = await #expect(throws: StoreFailure.self) { try await Notes.add(1, to: database) }
            guard case .constraint(let text) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(text.contains("notes"))
        }
    }

    @Test(
        "after a failed statement the transaction is lost, whatever its body does",
        arguments: Engine.available)
    func caughtFailure(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let caught = Record<StoreFailure>()
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { transaction in
                    try await transaction.run("INSERT INTO notes (id) VALUES (1)")
                    for sql in ["INSERT INTO notes (id) VALUES (1)", "INSERT INTO notes (id) VALUES (2)"] {
                        do throws(StoreFailure) { try await transaction.run(sql) } catch { caught.add(error) }
                    }
                }
            }
            #expect(caught.entries == [failure, failure])
            let count = try await Notes.count(in: database)
            #expect(count == 0)
        }
    }

    @Test("a rule that is looked at last fails the commit, and nothing is kept", arguments: Engine.available)
    func failedCommit(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            try await database.transaction { transaction in
                try await transaction.run(
                    "CREATE TABLE words (note BIGINT REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)")
            }
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { transaction in
                    try await transaction.run("INSERT INTO notes (id) VALUES (1)")
                    try await transaction.run("INSERT INTO words (note) VALUES (2)")
                }
            }
            guard case .constraint = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let count = try await Notes.count(in: database)
            #expect(count == 0)
            try await Notes.add(1, to: database)
        }
    }

    @Test(
        "a read has one view, also while others write", arguments: Engine.available.filter { $0 != .memory })
    func view(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let counts = try await database.read { transaction in
                let before = try await Notes.count(transaction)
                try await Notes.add(1, to: database)
                return [before, try await Notes.count(transaction)]
            }
            #expect(counts == [0, 0])
            let count = try await Notes.count(in: database)
            #expect(count == 1)
        }
    }

    @Test("a read that would write is refused", arguments: Engine.available)
    func writingRead(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let failure = await #expect(throws: StoreFailure.self) {
                _ = try await database.read { try await $0.run("INSERT INTO notes (id) VALUES (1)") }
            }
            guard case .malformed = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test("a transaction kept beyond its body fails", arguments: Engine.available)
    func escaped(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let kept = try await database.transaction { $0 }
            await #expect(throws: StoreFailure.malformed("the transaction is over")) {
                try await kept.run("INSERT INTO notes (id) VALUES (1)")
            }
            let undone = Record<any Transaction>()
            await #expect(throws: Refused.self) {
                try await database.transaction { transaction in
                    undone.add(transaction)
                    throw Refused()
                }
            }
            await #expect(throws: StoreFailure.malformed("the transaction is over")) {
                try await undone.entries[0].run("SELECT 1")
            }
        }
    }

    @Test("two statements in one text are refused", arguments: Engine.available)
    func twoStatements(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { try await $0.run("DELETE FROM notes; DELETE FROM notes") }
            }
            guard case .malformed = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test("more statements than are kept prepared still run", arguments: Engine.available)
    func manyStatements(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let sum = try await database.read { transaction in
                var sum: Int64 = 0
                for number in 0..<300 {
                    sum += try await transaction.run("SELECT \(number) AS n").first?.integer("n") ?? 0
                }
                return sum
            }
            #expect(sum == 299 * 150)
        }
    }
}
