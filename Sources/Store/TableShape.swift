// Beside the tables: what tables and columns there are, for who copies all of them.
internal import PaymentRules

struct TableShape: Sendable {
    let name: String
    private(set) var columns: [String] = []

    /// Lists every column of every table: in SQLite in the order in which they were made, so that no table names a
    /// later one.
    static func sql(_ dialect: SQLDialect) -> String {
        switch dialect {
        case .sqlite:
            """
            SELECT t.name AS table_name, c.name AS column_name
                FROM sqlite_schema t JOIN pragma_table_info(t.name) c
                WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.rowid, c.cid
            """
        case .postgres:
            """
            SELECT CAST(table_name AS TEXT) AS table_name, CAST(column_name AS TEXT) AS column_name
                FROM information_schema.columns WHERE table_schema = current_schema()
                ORDER BY table_name COLLATE "C", ordinal_position
            """
        }
    }

    /// - Parameter rows: what that statement answers.
    static func all(_ rows: [SQLRow]) throws(StoreFailure) -> [TableShape] {
        var tables: [TableShape] = []
        for row in rows {
            let name = try row.text("table_name")
            if tables.last?.name != name { tables.append(TableShape(name: name)) }
            tables[tables.count - 1].columns.append(try row.text("column_name"))
        }
        return tables
    }

    var figuresSQL: String {
        let amounts = columns.filter { $0 == "amount" || $0.hasSuffix("_amount") }
        let sums = amounts.map { " + COALESCE(SUM(\($0)), 0)" }.joined()
        return "SELECT COUNT(*) AS rows_count, 0\(sums) AS amounts_sum FROM \(name)"
    }

    /// - Parameter row: what that statement answers.
    func figures(_ row: SQLRow) throws(StoreFailure) -> TableFigures {
        TableFigures(
            name: name, rowsCount: try row.integer("rows_count"), amountsSum: try row.integer("amounts_sum"))
    }
}
