// Beside the tests of bookings: a database that takes no writes for a while, by its engine's own means.
import Store
import Testing

/// Why a write fails. What is kept can be read all the while.
enum SceneDisk: String, CaseIterable, CustomTestStringConvertible {
    case full
    case readOnly

    var testDescription: String { self == .full ? "a full disk" : "a read-only one" }

    /// As PostgreSQL calls it (PostgreSQL's manual, appendix A).
    fileprivate var state: String { self == .full ? "53100" : "25006" }
}

extension BookingScene {
    /// From now on every write fails.
    func stopWrites(_ disk: SceneDisk) async throws {
        guard database.dialect == .postgres else {
            // Of SQLite's own reasons the one that meets every write; a disk that fills up has tests of its own.
            try await setQueryOnly(true)
            return
        }
        let state = disk.state
        let tables = try await tables()
        try await database.transaction { tx in
            try await tx.run(
                """
                CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION USING ERRCODE = ''\(state)'', MESSAGE = ''no room''; END'
                """)
            for table in tables {
                try await tx.run(
                    """
                    CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON \(table)
                        FOR EACH STATEMENT EXECUTE FUNCTION no_room()
                    """)
            }
        }
    }

    func allowWrites() async throws {
        guard database.dialect == .postgres else { return try await setQueryOnly(false) }
        try await database.transaction { try await $0.run("DROP FUNCTION no_room CASCADE") }
    }

    /// By a read, because no write can be begun without it. In memory both have the same connection.
    private func setQueryOnly(_ isOn: Bool) async throws {
        _ = try await database.read { try await $0.run("PRAGMA query_only = \(isOn ? 1 : 0)") }
    }

    private func tables() async throws -> [String] {
        try await database.read { tx in
            try await tx.run(
                "SELECT CAST(tablename AS TEXT) AS name FROM pg_tables WHERE schemaname = current_schema()"
            ).rows.map { try $0.text("name") }
        }
    }

    // MARK: SQLite's file

    /// - Parameter pages: how many the file may still grow by.
    func leaveRoom(pages: Int64) async throws {
        let count = try await pragma("page_count")
        _ = try await pragma("max_page_count = \(count + pages)")
    }

    func makeRoom() async throws {
        _ = try await pragma("max_page_count = 1000000")
    }

    private func pragma(_ text: String) async throws -> Int64 {
        try await database.transaction { tx in
            try #require(try await tx.run("PRAGMA \(text)").rows.first).integer(
                String(text.prefix { $0 != " " }))
        }
    }
}
