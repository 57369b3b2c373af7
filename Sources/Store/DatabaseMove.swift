// Beside the tables: all of them from SQLite to PostgreSQL, in one transaction.
package import Basics
package import PaymentRules
package import Reactor

package enum DatabaseMove {
    /// Of one statement: with some thirty columns, far below the parameters that PostgreSQL takes (65,535).
    private static let rowsMax: Int64 = 50

    /// The SQLite database stays as it is, but for migrations that it lacked.
    ///
    /// - Parameter address: of a PostgreSQL with nothing in the schema that it leads to.
    /// - Throws: `unavailable` when a process has the SQLite database; `malformed` when the other one is not empty, or
    ///   has not got everything in the end. Nothing is left of the move then.
    package static func run(
        from folder: String, to address: Secret, on loop: EventLoop, clock: WallClock,
        progress: @escaping WorkProgress = { _ in }
    ) async throws(StoreFailure) -> [TableFigures] {
        let source = try SQLiteDatabase.open(folder: folder)
        let target = PostgresDatabase(PostgresSettings(address: address), on: loop)
        do {
            _ = try await Migrator(clock: clock).migrate(source)
            let figures = try await source.read { old in
                try await target.transaction { new in
                    try await fill(new, from: old, Migrator(clock: clock), progress)
                }
            }
            await close(source, target)
            return figures
        } catch {
            await close(source, target)
            throw error as? StoreFailure ?? .malformed("\(error)")
        }
    }

    private static func close(_ source: SQLiteDatabase, _ target: PostgresDatabase) async {
        await source.close()
        await target.close()
    }

    private static func fill(
        _ new: any Transaction, from old: any Transaction, _ migrator: Migrator, _ progress: WorkProgress
    ) async throws(StoreFailure) -> [TableFigures] {
        // A server that would make its tables there meanwhile waits, and finds them.
        if let lock = SQLDialect.postgres.migrationLock { try await new.run(lock) }
        if let table = try await tables(new, .postgres).first {
            throw .malformed("the PostgreSQL is not empty: it has a table \(table.name). Name an empty one")
        }
        try await migrator.migrate(in: new, .postgres)
        var figures: [TableFigures] = []
        let tables = try await tables(old, .sqlite)
        var rowsCount = 0
        for (index, table) in tables.enumerated() {
            func tell(_ rows: Int) {
                rowsCount += rows
                let fraction = Double(index) / Double(tables.count)
                progress(WorkStep("moving", fraction, doneCount: rowsCount, "rows"))
            }
            // Written by the migrations themselves.
            if table.name != Migrator.tableName { try await copy(table, from: old, to: new, tell) }
            figures.append(try await sameFigures(of: table, old, new))
        }
        try await setSequences(new)
        return figures
    }

    private static func tables(
        _ transaction: any Transaction, _ dialect: SQLDialect
    ) async throws(StoreFailure) -> [TableShape] {
        try TableShape.all(try await transaction.run(TableShape.sql(dialect)).rows)
    }

    private static func copy(
        _ table: TableShape, from old: any Transaction, to new: any Transaction, _ tell: (Int) -> Void
    ) async throws(StoreFailure) {
        let columns = table.columns.joined(separator: ", ")
        let count = table.columns.count
        var last: Int64? = .min
        while let after = last {
            let rows = try await old.run(
                """
                SELECT rowid AS copied_rowid, \(columns) FROM \(table.name)
                    WHERE rowid > $1 ORDER BY rowid LIMIT $2
                """, .integer(after), .integer(rowsMax)
            ).rows
            last = try rows.last?.integer("copied_rowid")
            guard !rows.isEmpty else { return }
            let places = rows.indices.map { row in
                "(" + (1...count).map { "$\(row * count + $0)" }.joined(separator: ", ") + ")"
            }
            try await new.run(
                "INSERT INTO \(table.name) (\(columns)) VALUES \(places.joined(separator: ", "))",
                rows.flatMap { $0.values.dropFirst() })
            tell(rows.count)
        }
    }

    private static func sameFigures(
        of table: TableShape, _ old: any Transaction, _ new: any Transaction
    ) async throws(StoreFailure) -> TableFigures {
        guard let before = try await old.run(table.figuresSQL).first.map(table.figures),
            let after = try await new.run(table.figuresSQL).first.map(table.figures), before == after
        else { throw .malformed("\(table.name) has not the same rows and amounts there as here") }
        return after
    }

    /// The next row that is made there gets a number that none has.
    private static func setSequences(_ new: any Transaction) async throws(StoreFailure) {
        let numbered = try await new.run(
            """
            SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name
                FROM information_schema.columns
                WHERE table_schema = current_schema() AND is_identity = 'YES'
            """
        ).rows
        for row in numbered {
            let (table, column) = (try row.text("table_name"), try row.text("column_name"))
            try await new.run(
                """
                SELECT setval(pg_get_serial_sequence('\(table)', '\(column)'), COALESCE(MAX(\(column)), 1),
                    MAX(\(column)) IS NOT NULL) FROM \(table)
                """)
        }
    }
}
