// On a payment's way to what is kept: the engine for one machine, a file.
internal import Reactor

/// SQLite: one writer at a time with a thread of its own, readers beside it on their callers' threads.
///
/// The writer's thread is two hops for a transaction, so that no loop waits for the disk. A read costs none: its
/// pages are in memory as a rule.
package final class SQLiteDatabase: Database {
    package let dialect = SQLDialect.sqlite
    private let writers: SQLiteLane
    private let writer: SQLiteWriter
    private let readers: SQLiteLane
    /// nil: a transaction runs on its caller's thread.
    private let writerLoop: EventLoop?
    /// Holds the lock that keeps other processes out.
    private let folder: SQLiteFolder?

    /// As many reads as loops run at once; a body that awaits nothing but its statements never makes another wait.
    private static let readersCount = 4
    /// Transactions in one commit, when so many wait: at a tenth of a millisecond each, no longer than a flush.
    private static let sharersMax = 64
    /// 32 MB of the log, which a start after a crash reads in a moment.
    private static let pagesBeforeCheckpoint = 8000

    private init(
        writers: SQLiteLane, readers: SQLiteLane, writerLoop: EventLoop? = nil, folder: SQLiteFolder? = nil
    ) {
        self.writers = writers
        // In memory there is no flush to share.
        writer = SQLiteWriter(writers, sharersMax: folder == nil ? 1 : Self.sharersMax)
        self.readers = readers
        self.writerLoop = writerLoop
        self.folder = folder
    }

    /// Opens or makes the database in the folder, which is made when it is missing. Close it in the end.
    ///
    /// - Throws: `unavailable` when another process has it, when others may read it, or the disk says no; each with
    ///   the mend.
    package static func open(folder path: String) throws(StoreFailure) -> SQLiteDatabase {
        let folder = try SQLiteFolder(path)
        do throws(StoreFailure) {
            return try SQLiteDatabase(in: folder)
        } catch {
            folder.unlock()
            throw error
        }
    }

    private convenience init(in folder: SQLiteFolder) throws(StoreFailure) {
        let writer = try SQLiteConnection(folder.databasePath, .readWrite)
        // A commit is on the disk before it is answered; readers and the writer do not wait for each other.
        try writer.run("PRAGMA journal_mode = WAL")
        try writer.run("PRAGMA synchronous = FULL")
        // What a transaction would have to undo is kept in memory; else each makes a file for it and removes it.
        try writer.run("PRAGMA temp_store = MEMORY")
        // A booking writes some fifty pages: at the usual thousand every twentieth would copy them into place.
        try writer.run("PRAGMA wal_autocheckpoint = \(Self.pagesBeforeCheckpoint)")
        var readers: [SQLiteConnection] = []
        for _ in 0..<Self.readersCount {
            readers.append(try SQLiteConnection(folder.databasePath, .readOnly))
        }
        let loop: EventLoop
        do throws(ReactorFailure) {
            loop = try EventLoop()
            try loop.start()
        } catch {
            throw .unavailable("the database's thread: \(error)")
        }
        self.init(
            writers: SQLiteLane([writer]), readers: SQLiteLane(readers), writerLoop: loop, folder: folder)
    }

    /// For a look beside whoever has the database: it reads, makes nothing and keeps nobody out.
    ///
    /// - Throws: `unavailable` when there is no database.
    package static func look(folder: String) throws(StoreFailure) -> SQLiteDatabase {
        let path = "\(folder)/\(SQLiteFolder.databaseName)"
        let readers = SQLiteLane([try SQLiteConnection(path, .readOnly)])
        return SQLiteDatabase(writers: SQLiteLane.closed, readers: readers)
    }

    /// For tests and simulations: nothing is kept, and nobody leaves the caller's thread. Reads stand in the writer's
    /// line, because a second connection would see another database.
    package static func inMemory() throws(StoreFailure) -> SQLiteDatabase {
        let lane = SQLiteLane([try SQLiteConnection(":memory:", .readWrite)])
        return SQLiteDatabase(writers: lane, readers: lane)
    }

    @discardableResult
    package func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        guard let writerLoop else { return try await writer.perform(body) }
        return try await withTaskExecutorPreference(writerLoop) { [writer] in try await writer.perform(body) }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) async throws -> Value
    ) async throws -> Value {
        let connection = try await readers.take()
        defer { readers.give(connection) }
        return try await SQLiteTransaction.perform(.read, on: connection, body)
    }

    /// Waits for what is under way and takes no more. Call it once, from another thread than the writer's.
    package func close() async {
        await writers.close()
        guard let writerLoop, let folder else { return }
        await readers.close()
        // Those whose commit is done leave the writer's thread before it ends.
        await withTaskExecutorPreference(writerLoop) {}
        writerLoop.stop()
        folder.unlock()
    }
}
