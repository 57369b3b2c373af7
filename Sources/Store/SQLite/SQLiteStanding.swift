// Beside SQLite: how a folder's database stands, for who only looks.

package enum SQLiteStanding: Sendable {
    /// A start makes it.
    case missing
    case free
    case inUse

    /// Nothing is made or changed.
    ///
    /// - Throws: `unavailable` with the mend when others may read it: a start would refuse that.
    package init(folder: String) throws(StoreFailure) {
        guard SQLiteCopies.isThere(folder) else {
            self = .missing
            return
        }
        try SQLiteFolder.checkModes(folder)
        self = SQLiteFolder.isInUse(folder) ? .inUse : .free
    }
}
