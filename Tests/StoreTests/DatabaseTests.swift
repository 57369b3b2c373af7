// Tests of what both engines promise: one suite, each test once an engine.
import Store
import Testing

@Suite("a database, either engine", .serialized, .timeLimit(.minutes(5)))
struct DatabaseTests {
    @Test("what a transaction wrote is there after it", arguments: Engine.available)
    func commit(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            try await Notes.add(1, "one", to: database)
            let count = try await Notes.count(in: database)
            #expect(count == 1)
        }
    }

    @Test("a transaction whose body throws leaves nothing", arguments: Engine.available)
    func rollback(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            await #expect(throws: Refused.self) {
                try await database.transaction { transaction in
                    try await transaction.run("INSERT INTO notes (id) VALUES (1)")
                    throw Refused()
                }
            }
            let count = try await Notes.count(in: database)
            #expect(count == 0)
        }
    }

    @Test("every kind of value comes back as it was", arguments: Engine.available)
    func values(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let texts: [SQLValue] = ["", "plain", "it's \"quoted\"", "𝄐 fermata\n\t\\", "NULL", .null]
            let numbers: [SQLValue] = [.integer(.min), .integer(.max), 0, -1, .null, 42]
            let rows = try await database.transaction { transaction in
                for (index, (text, number)) in zip(texts, numbers).enumerated() {
                    try await transaction.run(
                        "INSERT INTO notes (id, text, number) VALUES ($1, $2, $3)",
                        [.integer(Int64(index)), text, number])
                }
                return try await transaction.run("SELECT text, number FROM notes ORDER BY id").rows
            }
            let found = try rows.map { try $0.text(orNull: "text") }
            #expect(found.map(SQLValue.optional) == texts)
            #expect(try rows.map { SQLValue.optional(try $0.integer(orNull: "number")) } == numbers)
        }
    }

    @Test("a text with a NUL character is refused", arguments: Engine.available)
    func nulCharacter(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            await #expect(throws: StoreFailure.malformed("a text holds a NUL character")) {
                try await Notes.add(1, "a\0b", to: database)
            }
        }
    }

    @Test("values go by their numbers, wherever those stand and however often", arguments: Engine.available)
    func numbering(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            let row = try await database.transaction { transaction in
                try await transaction.run(
                    "INSERT INTO notes (text, number, id) VALUES ($2, $1, $1)", 7, "seven")
                return try await transaction.run(
                    "SELECT id, text, number FROM notes WHERE text = $2 AND id = $1", 7, "seven"
                ).first
            }
            #expect(try row?.integer("id") == 7)
            #expect(try row?.text("text") == "seven")
            #expect(try row?.integer("number") == 7)
        }
    }

    @Test("too few and too many values are refused", arguments: Engine.available)
    func valueCount(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            for values in [[SQLValue.integer(1)], [1, 2, 3]] {
                let failure = await #expect(throws: StoreFailure.self) {
                    try await database.transaction { transaction in
                        try await transaction.run("INSERT INTO notes (id, number) VALUES ($1, $2)", values)
                    }
                }
                guard case .malformed = failure else {
                    Issue.record("\(values.count) values: \(String(describing: failure))")
                    continue
                }
            }
        }
    }

    @Test("RETURNING answers rows, and changes are counted", arguments: Engine.available)
    func returning(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            for id in 1...3 { try await Notes.add(Int64(id), "x", to: database) }
            let (updated, none, read) = try await database.transaction { transaction in
                let sql = "UPDATE notes SET number = id * 10 WHERE id > $1 RETURNING number"
                return (
                    try await transaction.run(sql, 1), try await transaction.run(sql, 9),
                    try await transaction.run("SELECT id FROM notes")
                )
            }
            #expect(try updated.rows.map { try $0.integer("number") }.sorted() == [20, 30])
            #expect(updated.changes == 2)
            #expect(none.rows.isEmpty && none.changes == 0)
            #expect(read.rows.count == 3 && read.changes == 0)
        }
    }
}
