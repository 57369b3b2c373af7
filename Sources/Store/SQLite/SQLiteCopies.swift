// Beside SQLite: a copy of a database that may be in use, and a copy that is put in a database's place.
package import Basics
package import PaymentRules

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Each copy is looked through before it gets its name: SQLite's own check, every foreign key, and the figures of every
/// table beside those of the original, both of one moment.
package enum SQLiteCopies {
    /// A server may have the database: it neither waits nor is waited for. The copy is one file that only its owner can
    /// read.
    ///
    /// - Parameter path: where nothing is yet.
    /// - Throws: `malformed` when something is there already, or the database is damaged.
    package static func make(
        of folder: String, at path: String, progress: WorkProgress = { _ in }
    ) throws(StoreFailure) -> [TableFigures] {
        let source = "\(folder)/\(SQLiteFolder.databaseName)"
        guard size(of: source) != nil else { throw .unavailable("\(folder) has no database") }
        let draft = "\(path).\(getpid()).part"
        defer { unlink(draft) }
        let figures = try copy(source, to: draft, progress)
        // Unlike a rename, it replaces nothing.
        guard link(draft, path) == 0 else {
            guard errno == EEXIST else { throw .unavailable("\(path): \(SQLiteFolder.reason())") }
            throw .malformed("\(path) is there already, and is left alone: name another file")
        }
        let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        try flush(parent)
        return figures
    }

    /// Refuses while a process has the database. What was there stays, under a name with the time.
    ///
    /// - Parameters:
    ///   - migrator: whose migrations the copy must fit.
    ///   - time: such as `20261122T011500Z`.
    /// - Returns: where the former database is; nil when there was none.
    /// - Throws: `malformed` when the copy is none, is damaged, or is of a newer release.
    package static func restore(
        _ path: String, into folder: String, _ migrator: Migrator, time: String,
        progress: WorkProgress = { _ in }
    ) throws(StoreFailure) -> (figures: [TableFigures], former: String?) {
        guard size(of: path) != nil else { throw .malformed("there is no file \(path)") }
        let folder = try SQLiteFolder(folder)
        defer { folder.unlock() }
        let draft = "\(folder.databasePath).new"
        // What an earlier try left half done.
        unlink(draft)
        defer { unlink(draft) }
        let figures = try copy(path, to: draft, progress)
        guard figures.contains(where: { $0.name == Migrator.tableName }) else {
            throw .malformed("\(path) is no copy of this program's database")
        }
        _ = try migrator.missing(
            after: try SQLiteConnection(draft, .readOnly).run(Migrator.applied).rows)
        let former = try keepFormer(folder, time)
        guard rename(draft, folder.databasePath) == 0 else {
            throw .unavailable("\(folder.databasePath): \(SQLiteFolder.reason())")
        }
        try flush(folder.path)
        return (figures, former)
    }

    /// Whether the folder has a database.
    package static func isThere(_ folder: String) -> Bool {
        (size(of: "\(folder)/\(SQLiteFolder.databaseName)") ?? 0) > 0
    }

    // MARK: Steps

    /// - Parameter target: made here, and on the disk when this returns.
    private static func copy(
        _ source: String, to target: String, _ progress: WorkProgress
    ) throws(StoreFailure) -> [TableFigures] {
        let file = openFile(target, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unavailable("\(target): \(SQLiteFolder.reason())") }
        close(file)
        let original = try SQLiteConnection(source, .readOnly)
        // One view for the figures and the copy.
        try original.run("BEGIN")
        let figures = try original.figures()
        do {
            let copy = try SQLiteConnection(target, .readWrite)
            try original.copy(into: copy, progress: progress)
            // The original's log is not copied, and a file alone needs none.
            try copy.run("PRAGMA journal_mode = DELETE")
            progress(WorkStep("checking", nil, doneCount: figures.count, "tables"))
            try check(copy, figures)
        }
        try flush(target)
        return figures
    }

    /// https://www.sqlite.org/pragma.html#pragma_integrity_check
    private static func check(
        _ copy: SQLiteConnection, _ figures: [TableFigures]
    ) throws(StoreFailure) {
        for row in try copy.run("PRAGMA integrity_check").rows where try row.text("integrity_check") != "ok" {
            throw .malformed("the database is damaged: \(try row.text("integrity_check"))")
        }
        if let row = try copy.run("PRAGMA foreign_key_check").first {
            throw .malformed(
                "the database is damaged: a row of \(try row.text("table")) names one of "
                    + "\(try row.text("parent")) that is not there")
        }
        guard try copy.figures() == figures else { throw .malformed("the copy lacks rows of the original") }
    }

    /// Its log goes with it: left behind, it would be taken for the log of what comes in its place.
    private static func keepFormer(_ folder: SQLiteFolder, _ time: String) throws(StoreFailure) -> String? {
        let path = folder.databasePath
        if size(of: path) == 0 { return nil }
        // Empties the log, unless the database is too broken for it: then what there is of both is kept.
        _ = try? SQLiteConnection(path, .readWrite).run("PRAGMA wal_checkpoint(TRUNCATE)")
        var former = "\(folder.path)/fermata-\(time).db"
        var number = 1
        while link(path, former) != 0 {
            // A second one within the second.
            guard errno == EEXIST, number < 100 else {
                throw .unavailable("\(former): \(SQLiteFolder.reason())")
            }
            number += 1
            former = "\(folder.path)/fermata-\(time)-\(number).db"
        }
        guard rename("\(path)-wal", "\(former)-wal") == 0 || errno == ENOENT else {
            throw .unavailable("\(former)-wal: \(SQLiteFolder.reason())")
        }
        unlink("\(path)-shm")
        return former
    }

    private static func size(of path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// A file's bytes, or a folder's names.
    private static func flush(_ path: String) throws(StoreFailure) {
        let file = openFile(path, O_RDONLY | O_CLOEXEC, 0)
        guard file >= 0 else { throw .unavailable("\(path): \(SQLiteFolder.reason())") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .unavailable("\(path): \(SQLiteFolder.reason())") }
    }
}

extension SQLiteConnection {
    fileprivate func figures() throws(StoreFailure) -> [TableFigures] {
        var figures: [TableFigures] = []
        for table in try TableShape.all(try run(TableShape.sql(.sqlite)).rows) {
            guard let row = try run(table.figuresSQL).first else { continue }
            figures.append(try table.figures(row))
        }
        return figures
    }
}

private let openFile = SQLiteFolder.openFile
