// On the way to a table: the two statements that name every column, made from one list so that none is forgotten.

/// Columns with their values, in the table's order.
typealias Columns = KeyValuePairs<String, SQLValue>

extension Transaction {
    /// - Returns: the new row's id.
    func insert(into table: String, _ columns: Columns) async throws(StoreFailure) -> Int64 {
        let (names, places) = Self.lists(columns)
        let rows = try await run(
            "INSERT INTO \(table) (\(names)) VALUES (\(places)) RETURNING id", columns.map(\.value))
        guard let row = rows.first else { throw .malformed("an INSERT into \(table) returned no id") }
        return try row.integer("id")
    }

    /// - Returns: false when a row with the same key was there already; it stays as it was.
    func insertIfNew(into table: String, _ columns: Columns) async throws(StoreFailure) -> Bool {
        let (names, places) = Self.lists(columns)
        let rows = try await run(
            "INSERT INTO \(table) (\(names)) VALUES (\(places)) ON CONFLICT DO NOTHING",
            columns.map(\.value))
        return rows.changes == 1
    }

    func update(_ table: String, id: Int64, _ columns: Columns) async throws(StoreFailure) {
        let settings = columns.enumerated().map { "\($1.key) = $\($0 + 1)" }.joined(separator: ", ")
        let rows = try await run(
            "UPDATE \(table) SET \(settings) WHERE id = $\(columns.count + 1)",
            columns.map(\.value) + [.integer(id)])
        guard rows.changes == 1 else { throw .malformed("there is no row \(id) in \(table) to update") }
    }

    private static func lists(_ columns: Columns) -> (names: String, places: String) {
        let names = columns.map(\.key).joined(separator: ", ")
        let places = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        return (names, places)
    }
}

extension SQLRow {
    /// A text that must be one of an enum's.
    func value<Value: RawRepresentable<String>>(
        _ name: String, as type: Value.Type
    ) throws(StoreFailure) -> Value {
        guard let value = Value(rawValue: try text(name)) else {
            throw .malformed("\(name) holds no \(type)")
        }
        return value
    }
}
