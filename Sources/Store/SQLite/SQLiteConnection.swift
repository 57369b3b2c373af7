// On the way to SQLite: one open connection and the statements it has prepared.
internal import Basics
internal import CSQLite

/// - Note: It belongs to whoever got it from its lane, one at a time; SQLite's own mutexes are off.
final class SQLiteConnection: @unchecked Sendable {
    // Safe: a lane gives it to one transaction at a time, and that touches it under the transaction's lock.
    private let handle: OpaquePointer?
    private var statements: [String: SQLiteStatement] = [:]

    /// The program's statements are constants and far fewer; beyond this, one is prepared for a single use.
    private static let statementsMax = 256
    /// Another process (a backup, a shell) may hold the file's lock for a moment.
    private static let busyMilliseconds: Int32 = 5000

    /// 16 MB, of which a disk copies many in a second.
    private static let pagesCopiedAtOnce: Int32 = 4000

    enum Access: Int32 {
        case readWrite
        case readOnly

        fileprivate var flags: Int32 {
            self == .readWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        }
    }

    /// - Parameter path: a file, or `:memory:`.
    init(_ path: String, _ access: Access) throws(StoreFailure) {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, access.flags | SQLITE_OPEN_NOMUTEX, nil)
        self.handle = handle
        guard code == SQLITE_OK else { throw StoreFailure(sqlite: handle, opening: path) }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, Self.busyMilliseconds)
        try run("PRAGMA foreign_keys = ON")
    }

    deinit {
        // A statement must go before its connection.
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// Whether a transaction is open. SQLite ends one by itself after some errors.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// - Parameter mayWrite: false refuses a statement that would change something.
    @discardableResult
    func run(
        _ sql: String, _ values: [SQLValue] = [], mayWrite: Bool = true
    ) throws(StoreFailure) -> SQLRows {
        let statement = try statement(sql)
        guard mayWrite || statement.isReadOnly else { throw .malformed("a read may not write: \(sql)") }
        return try statement.run(values)
    }

    /// Copies the whole database into another connection's, as it is in this one's open transaction: what others write
    /// meanwhile is not in the copy, and nobody waits (https://www.sqlite.org/backup.html).
    func copy(into target: SQLiteConnection, progress: WorkProgress) throws(StoreFailure) {
        guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw StoreFailure(sqlite: target.handle)
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, Self.pagesCopiedAtOnce)
            let count = Int(sqlite3_backup_pagecount(backup))
            let done = count - Int(sqlite3_backup_remaining(backup))
            progress(
                WorkStep("copying", Double(done) / Double(max(1, count)), doneCount: done, "pages"))
        }
        sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw StoreFailure(sqlite: target.handle) }
    }

    private func statement(_ sql: String) throws(StoreFailure) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        let statement = try SQLiteStatement(sql, on: handle)
        if statements.count < Self.statementsMax { statements[sql] = statement }
        return statement
    }
}
