// Before the first request: the database opened, and handed to each loop.
internal import Basics
package import Reactor

/// SQLite is one for all loops; PostgreSQL has connections of each loop's own.
package final class DatabaseHouse: Sendable {
    private let kind: Kind

    private enum Kind: Sendable {
        case shared(SQLiteDatabase)
        case oneEach(PostgresSettings, Lock<[ObjectIdentifier: Resident]>)
    }

    private struct Resident: Sendable {
        let loop: EventLoop
        let database: PostgresDatabase
    }

    /// - Throws: what `SQLiteDatabase.open` throws. A server is first spoken to when a loop asks it something.
    package init(_ location: DatabaseLocation) throws(StoreFailure) {
        kind =
            switch location {
            case .memory: .shared(try SQLiteDatabase.inMemory())
            case .folder(let path): .shared(try SQLiteDatabase.open(folder: path))
            case .server(let address, _): .oneEach(PostgresSettings(address: address), Lock([:]))
            }
    }

    /// For who only reads, beside a server that may have the database.
    package init(lookingAt location: DatabaseLocation) throws(StoreFailure) {
        kind =
            switch location {
            case .memory: .shared(try SQLiteDatabase.inMemory())
            case .folder(let path): .shared(try SQLiteDatabase.look(folder: path))
            case .server(let address, _): .oneEach(PostgresSettings(address: address), Lock([:]))
            }
    }

    /// For callers on that loop; always the same one for it.
    package func database(on loop: EventLoop) -> any Database {
        switch kind {
        case .shared(let database): return database
        case .oneEach(let settings, let residents):
            return residents.withLock { residents in
                if let known = residents[ObjectIdentifier(loop)] { return known.database }
                let database = PostgresDatabase(settings, on: loop)
                residents[ObjectIdentifier(loop)] = Resident(loop: loop, database: database)
                return database
            }
        }
    }

    /// Waits for what is under way and takes no more. The loops still run then.
    package func close() async {
        switch kind {
        case .shared(let database): await database.close()
        case .oneEach(_, let residents):
            for resident in residents.withLock({ Array($0.values) }) {
                await withTaskExecutorPreference(resident.loop) { await resident.database.close() }
            }
        }
    }
}
