// On the way to SQLite: one prepared statement, from values to rows.
internal import CSQLite

final class SQLiteStatement {
    private let connection: OpaquePointer?
    private let statement: OpaquePointer?
    /// SQLite numbers `$2` by where it first stands, not by its name: place `n - 1` holds the number of `$n`.
    private var parameters: [Int32] = []
    private var columns = SQLColumns([])

    init(_ sql: String, on connection: OpaquePointer?) throws(StoreFailure) {
        self.connection = connection
        let text = SQLDialect.sqlite.withoutRowLocks(sql)
        var statement: OpaquePointer?
        var isWhole = true
        let code = text.withCString { start in
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(
                connection, start, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, &rest)
            isWhole = rest.map { String(cString: $0).allSatisfy(\.isWhitespace) } ?? true
            return code
        }
        self.statement = statement
        guard code == SQLITE_OK else { throw StoreFailure(sqlite: connection) }
        guard statement != nil, isWhole else { throw .malformed("one statement at a time: \(sql)") }
        for number in 0..<sqlite3_bind_parameter_count(statement) {
            parameters.append(sqlite3_bind_parameter_index(statement, "$\(number + 1)"))
        }
        columns = SQLColumns(
            (0..<sqlite3_column_count(statement)).map { index in
                sqlite3_column_name(statement, index).map { String(cString: $0) } ?? ""
            })
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Whether it changes nothing in the file.
    var isReadOnly: Bool { sqlite3_stmt_readonly(statement) != 0 }

    func run(_ values: [SQLValue]) throws(StoreFailure) -> SQLRows {
        // Its locks and its values' memory go at once, not when it is next used.
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        try bind(values)
        let changesBefore = sqlite3_total_changes64(connection)
        var rows: [SQLRow] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(SQLRow(columns: columns, values: try row()))
            case SQLITE_DONE:
                // The direct ones: what a foreign key's cascade touched is not the statement's own count.
                let hasChanged = sqlite3_total_changes64(connection) != changesBefore
                return SQLRows(rows: rows, changes: hasChanged ? Int(sqlite3_changes64(connection)) : 0)
            default: throw StoreFailure(sqlite: connection)
            }
        }
    }

    private func bind(_ values: [SQLValue]) throws(StoreFailure) {
        guard values.count == parameters.count, !parameters.contains(0) else {
            throw .malformed("\(values.count) values for \(parameters.count) parameters: \(sql)")
        }
        for (index, value) in zip(parameters, values) {
            let code =
                switch value {
                case .null: sqlite3_bind_null(statement, index)
                case .integer(let number): sqlite3_bind_int64(statement, index, number)
                case .text(let text):
                    fermata_sqlite_bind_text(statement, index, try text.withoutNUL(), Int32(text.utf8.count))
                }
            guard code == SQLITE_OK else { throw StoreFailure(sqlite: connection) }
        }
    }

    private func row() throws(StoreFailure) -> [SQLValue] {
        var row: [SQLValue] = []
        for index in 0..<sqlite3_column_count(statement) {
            switch sqlite3_column_type(statement, index) {
            case SQLITE_NULL: row.append(.null)
            case SQLITE_INTEGER: row.append(.integer(sqlite3_column_int64(statement, index)))
            case SQLITE_TEXT: row.append(.text(text(index)))
            default: throw .malformed("column \(index + 1) is neither a whole number nor a text: \(sql)")
            }
        }
        return row
    }

    private func text(_ index: Int32) -> String {
        guard let start = sqlite3_column_text(statement, index) else { return "" }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
        return String(decoding: bytes, as: UTF8.self)
    }

    private var sql: String { sqlite3_sql(statement).map { String(cString: $0) } ?? "" }
}
