// Beside the tests of PostgreSQL: other sessions, as other processes would have them.
import Store

enum Session {
    static let lockRow = "SELECT id FROM notes WHERE id = $1 FOR UPDATE"

    static func kill(_ backend: Int64, by database: any Database) async throws {
        try await database.transaction {
            try await $0.run("SELECT pg_terminate_backend($1)", .integer(backend))
        }
    }

    static func backend(_ transaction: any Transaction) async throws -> Int64 {
        try await transaction.run("SELECT pg_backend_pid() AS pid").first?.integer("pid") ?? 0
    }

    /// Returns when that backend waits for a lock.
    static func waitUntilBlocked(_ backend: Int64, by database: any Database) async throws {
        var isBlocked = false
        while !isBlocked {
            isBlocked = try await database.read { transaction in
                let sql = "SELECT wait_event_type AS what FROM pg_stat_activity WHERE pid = $1"
                return try await transaction.run(sql, .integer(backend)).first?.text(orNull: "what") == "Lock"
            }
        }
    }
}
