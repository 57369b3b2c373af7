// Before the first request: brings a database to what this program knows, or says why not.
package import Basics

/// Each migration is one transaction, noted in the table `migrations` with its checksum. A statement of a migration
/// has the same time as any other: a long change of a large table is made in several steps.
package struct Migrator: Sendable {
    private let migrations: [Migration]
    private let clock: WallClock

    package init(_ migrations: [Migration] = Migration.all, clock: WallClock) {
        self.migrations = migrations
        self.clock = clock
    }

    /// Several processes may call it at once: one applies a step, the others wait and find it applied.
    ///
    /// - Returns: the names of those that were applied now.
    /// - Throws: `malformed` when the database was changed by another release than this one's past, with the mend.
    package func migrate(_ database: any Database) async throws(StoreFailure) -> [String] {
        var applied: [String] = []
        for index in migrations.indices {
            do {
                let isNew = try await database.transaction { transaction in
                    try await apply(index, transaction, database.dialect)
                }
                if isNew { applied.append(migrations[index].name) }
            } catch let failure as StoreFailure {
                throw failure.adding("\(migrations[index].name): ")
            } catch {
                throw .malformed("\(migrations[index].name): \(error)")
            }
        }
        return applied
    }

    /// The names of those that this program has and the database has not; a database that a newer release has
    /// brought further lacks nothing.
    package func pending(_ database: any Database) async throws -> [String] {
        try await database.read { [migrations] transaction in
            let rows = try await transaction.run("SELECT number FROM migrations", [])
            var known: Set<Int64> = []
            for row in rows.rows { known.insert(try row.integer("number")) }
            return migrations.filter { !known.contains($0.number) }.map(\.name)
        }
    }

    /// As `pending`, but as strict as a start.
    ///
    /// - Throws: `malformed` when the database was changed by another release than this one's past, with the mend.
    package func outstanding(_ database: any Database) async throws -> [String] {
        try await database.read { transaction in
            try missing(after: try await transaction.run(Self.applied).rows)
        }
    }

    /// All of them in a transaction that goes on.
    func migrate(
        in transaction: any Transaction, _ dialect: SQLDialect
    ) async throws(StoreFailure) {
        for index in migrations.indices { _ = try await apply(index, transaction, dialect) }
    }

    /// - Returns: false when it was applied before.
    private func apply(
        _ index: Int, _ transaction: any Transaction, _ dialect: SQLDialect
    ) async throws(StoreFailure) -> Bool {
        if let lock = dialect.migrationLock { try await transaction.run(lock) }
        for statement in SQLScript(Self.table).statements(in: dialect) {
            try await transaction.run(statement)
        }
        let known = try await transaction.run(Self.applied)
        _ = try missing(after: known.rows)
        guard known.rows.count <= index else { return false }
        let migration = migrations[index]
        for statement in SQLScript(migration.sql).statements(in: dialect) {
            try await transaction.run(statement)
        }
        try await transaction.run(
            "INSERT INTO migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            .integer(migration.number), .text(migration.name), .text(migration.checksum),
            .integer(clock.nowSeconds))
        return true
    }

    static let tableName = "migrations"
    static let applied = "SELECT number, name, checksum FROM migrations ORDER BY number"

    private static let table = """
        CREATE TABLE IF NOT EXISTS migrations (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            checksum TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        ) STRICT;
        """

    /// What was applied must be how `migrations` begins.
    ///
    /// - Parameter known: the rows of the table `migrations`, in their order.
    /// - Returns: the names of those that are yet to be applied.
    func missing(after known: [SQLRow]) throws(StoreFailure) -> [String] {
        for (row, migration) in zip(known, migrations) {
            let number = try row.integer("number")
            guard number == migration.number else {
                throw .malformed(
                    "the database has migration \(number) and not \(migration.number): restore it from a backup"
                )
            }
            guard try row.text("checksum") == migration.checksum else {
                throw .malformed(
                    "\(migration.name).sql is not the file that was applied: put the released one back, and make "
                        + "the change a new migration")
            }
        }
        guard known.count <= migrations.count else {
            let newest = try known[known.count - 1].text("name")
            throw .malformed(
                "the database is newer (\(newest)) than this program: start a release that knows it")
        }
        return migrations.dropFirst(known.count).map(\.name)
    }
}
