// Beside the tests of the store: a small table that both engines understand.
import Store

struct Refused: Error {}

enum Notes {
    static func make(in database: any Database) async throws {
        try await database.transaction { transaction in
            try await transaction.run("CREATE TABLE notes (id BIGINT PRIMARY KEY, text TEXT, number BIGINT)")
        }
    }

    static func add(_ id: Int64, _ text: SQLValue = .null, to database: any Database) async throws {
        try await database.transaction { transaction in
            try await transaction.run(
                "INSERT INTO notes (id, text, number) VALUES ($1, $2, 0)", .integer(id), text)
        }
    }

    static func count(in database: any Database) async throws -> Int64 {
        try await database.read { try await count($0) }
    }

    static func count(_ transaction: any Transaction) async throws -> Int64 {
        try await transaction.run("SELECT count(*) AS n FROM notes").first?.integer("n") ?? -1
    }
}
