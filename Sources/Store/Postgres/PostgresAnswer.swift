// On the way back from PostgreSQL: a result of libpq's as rows.
internal import CPostgres

/// What the server said to one statement. libpq's memory is let go when this is made.
struct PostgresAnswer {
    let rows: SQLRows
    /// Such as `COMMIT`; `ROLLBACK` when that is what the server made of it.
    let command: String

    /// - Parameter result: cleared here.
    static func taking(_ result: OpaquePointer) -> Result<PostgresAnswer, PostgresFailure> {
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return .success(PostgresAnswer(result))
        default: return .failure(failure(result))
        }
    }

    private init(_ result: OpaquePointer) {
        command = String(cString: PQcmdStatus(result))
        let columns = 0..<PQnfields(result)
        let names = SQLColumns(columns.map { String(cString: PQfname(result, $0)) })
        let isNumber = columns.map { Self.isNumber(PQftype(result, $0)) }
        rows = SQLRows(
            rows: (0..<PQntuples(result)).map { row in
                SQLRow(
                    columns: names,
                    values: columns.map { Self.value(result, row, $0, isNumber: isNumber[Int($0)]) })
            },
            changes: command.hasPrefix("SELECT") ? 0 : Int(String(cString: PQcmdTuples(result))) ?? 0)
    }

    /// The message without its detail, which may quote a row's values.
    private static func failure(_ result: OpaquePointer) -> PostgresFailure {
        guard let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
            return .lost(String(cString: PQresultErrorMessage(result)))
        }
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        return .refused(state: String(cString: state), message: message ?? "")
    }

    /// By PostgreSQL's own numbers of its types (`pg_type.dat`): bool, int8, int2, int4, numeric (a sum of int8).
    private static func isNumber(_ type: Oid) -> Bool {
        [16, 20, 21, 23, 1700].contains(type)
    }

    private static func value(
        _ result: OpaquePointer, _ row: Int32, _ column: Int32, isNumber: Bool
    ) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column) else {
            return .null
        }
        let text = String(cString: start)
        guard isNumber else { return .text(text) }
        switch text {
        case "t": return .integer(1)
        case "f": return .integer(0)
        default: return Int64(text).map { .integer($0) } ?? .text(text)
        }
    }
}
