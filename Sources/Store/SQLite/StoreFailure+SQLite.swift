// On the way back from SQLite: its result codes as the store's failures.
internal import CSQLite

extension StoreFailure {
    /// Of the connection's last call (https://www.sqlite.org/rescode.html).
    init(sqlite connection: OpaquePointer?, opening path: String? = nil) {
        let message = String(cString: sqlite3_errmsg(connection))
        let text = path.map { "\($0): \(message)" } ?? message
        // The low byte is the kind; the rest tells more of it.
        switch sqlite3_extended_errcode(connection) & 0xFF {
        case SQLITE_CONSTRAINT:
            self = .constraint(text)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN,
            SQLITE_NOMEM, SQLITE_PERM, SQLITE_INTERRUPT:
            self = .unavailable(text)
        default:
            self = .malformed(text)
        }
    }
}
