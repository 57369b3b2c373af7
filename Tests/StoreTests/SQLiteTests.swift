// Tests of what SQLite alone promises: one writer, the file's modes and lock, a full disk.
import Foundation
import Reactor
import Store
import TestSupport
import Testing

@Suite("SQLite", .serialized, .timeLimit(.minutes(5)))
struct SQLiteTests {
    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("a transaction that waits in its body lets no other begin", arguments: [Engine.file, .memory])
    func oneAtATime(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let steps = Record<String>()
            let (entered, gate) = (Gate(), Gate())
            async let first: Void = database.transaction { _ in
                steps.add("first begins")
                entered.open()
                await gate.wait()
                steps.add("first ends")
            }
            await entered.wait()
            async let second: Void = database.transaction { _ in steps.add("second") }
            gate.open()
            _ = try await (first, second)
            #expect(steps.entries == ["first begins", "first ends", "second"])
        }
    }

    @Test("a write has the writer's thread, a read its caller's")
    func threads() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            try await onLoop { loop in
                let isInside = try await (
                    database.transaction { _ in loop.isInside }, database.read { _ in loop.isInside }
                )
                #expect(isInside == (false, true))
                #expect(loop.isInside)
            }
            await database.close()
        }
    }

    @Test("in memory, nobody leaves the caller's thread")
    func callersThread() async throws {
        try await onLoop { loop in
            let database = try SQLiteDatabase.inMemory()
            let isInside = try await (
                database.transaction { _ in loop.isInside }, database.read { _ in loop.isInside }
            )
            #expect(isInside == (true, true))
        }
    }

    @Test("what is kept is there when the file is opened again")
    func reopened() async throws {
        try await withTemporaryFolder { folder in
            let before = try SQLiteDatabase.open(folder: folder)
            try await Notes.make(in: before)
            try await Notes.add(1, to: before)
            await before.close()
            let after = try SQLiteDatabase.open(folder: folder)
            let count = try await Notes.count(in: after)
            #expect(count == 1)
            await after.close()
        }
    }

    @Test("a commit waits for the disk, and readers do not wait for the writer")
    func pragmas() async throws {
        try await withDatabase(.file) { database in
            let (journal, synchronous, keys) = try await database.transaction { transaction in
                (
                    try await transaction.run("PRAGMA journal_mode").first?.text("journal_mode"),
                    try await transaction.run("PRAGMA synchronous").first?.integer("synchronous"),
                    try await transaction.run("PRAGMA foreign_keys").first?.integer("foreign_keys")
                )
            }
            #expect(journal == "wal")
            #expect(synchronous == 2)
            #expect(keys == 1)
        }
    }

    @Test("the folder and its files are for their owner alone")
    func modes() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            try await Notes.make(in: database)
            #expect(try Self.mode(folder) == 0o700)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(Set(files).isSuperset(of: ["fermata.db", "fermata.db-wal", "fermata.lock"]))
            for file in files { #expect(try Self.mode("\(folder)/\(file)") == 0o600, "\(file)") }
            await database.close()
        }
    }

    @Test("what others may read is not opened, and the mend is named", arguments: ["", "/fermata.db"])
    func wideModes(name: String) async throws {
        try await withTemporaryFolder { folder in
            await (try SQLiteDatabase.open(folder: folder)).close()
            try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder + name)
            let failure = #expect(throws: StoreFailure.self) { try SQLiteDatabase.open(folder: folder) }
            #expect("\(String(describing: failure))".contains("chmod go= \(folder + name)"))
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder + name)
            await (try SQLiteDatabase.open(folder: folder)).close()
        }
    }

    @Test("a folder in no folder is not made")
    func noParent() async throws {
        try await withTemporaryFolder { folder in
            let failure = #expect(throws: StoreFailure.self) {
                try SQLiteDatabase.open(folder: folder + "/a/b")
            }
            #expect("\(String(describing: failure))".contains("make the folder"))
        }
    }

    @Test("a file that is in use is not opened a second time, until it is closed")
    func lock() async throws {
        try await withTemporaryFolder { folder in
            let first = try SQLiteDatabase.open(folder: folder)
            let failure = #expect(throws: StoreFailure.self) { try SQLiteDatabase.open(folder: folder) }
            #expect("\(String(describing: failure))".contains("in use by another process"))
            await first.close()
            await (try SQLiteDatabase.open(folder: folder)).close()
        }
    }

    @Test("a closed folder is free, also while a program that is being started has a copy of its lock")
    func copiedLock() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            var (lock, open) = (stat(), stat())
            try #require(stat(folder + "/fermata.lock", &lock) == 0)
            let descriptor = try #require(
                (0..<getdtablesize()).first {
                    fstat($0, &open) == 0 && open.st_ino == lock.st_ino && open.st_dev == lock.st_dev
                })
            let copy = dup(descriptor)
            defer { close(copy) }
            await database.close()
            await (try SQLiteDatabase.open(folder: folder)).close()
        }
    }

    @Test("a file that is no database is not opened, and stays lockable")
    func noDatabase() async throws {
        try await withTemporaryFolder { folder in
            await (try SQLiteDatabase.open(folder: folder)).close()
            let path = folder + "/fermata.db"
            let text = String(repeating: "not a database ", count: 100)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let failure = #expect(throws: StoreFailure.self) { try SQLiteDatabase.open(folder: folder) }
            guard case .malformed = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            try Data().write(to: URL(fileURLWithPath: path))
            await (try SQLiteDatabase.open(folder: folder)).close()
        }
    }

    @Test("a full disk refuses the transaction and nothing else", arguments: [Engine.file, .memory])
    func fullDisk(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await Notes.make(in: database)
            try await Notes.add(1, to: database)
            try await database.transaction { try await $0.run("PRAGMA max_page_count = 8") }
            let long = SQLValue.text(String(repeating: "x", count: 100_000))
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { transaction in
                    try await transaction.run("INSERT INTO notes (id) VALUES (2)")
                    try await transaction.run("INSERT INTO notes (id, text) VALUES (3, $1)", [long])
                }
            }
            guard case .unavailable(let text) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(text.contains("full"))
            try await Notes.add(4, to: database)
            let count = try await Notes.count(in: database)
            #expect(count == 2)
        }
    }

    @Test("a file that cannot be written is unavailable")
    func readOnly() async throws {
        try await withDatabase(.file) { database in
            try await Notes.make(in: database)
            try await database.transaction { try await $0.run("PRAGMA query_only = 1") }
            let failure = await #expect(throws: StoreFailure.self) { try await Notes.add(1, to: database) }
            guard case .unavailable = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let count = try await Notes.count(in: database)
            #expect(count == 0)
        }
    }

    @Test("a closed database is unavailable, and those under way have ended")
    func closed() async throws {
        try await withTemporaryFolder { folder in
            let database = try SQLiteDatabase.open(folder: folder)
            let steps = Record<String>()
            let (entered, gate) = (Gate(), Gate())
            async let long: Void = database.read { _ in
                entered.open()
                await gate.wait()
                steps.add("read")
            }
            await entered.wait()
            async let closing: Void = {
                await database.close()
                steps.add("closed")
            }()
            gate.open()
            try await long
            await closing
            #expect(steps.entries == ["read", "closed"])
            await #expect(throws: StoreFailure.self) { try await Notes.count(in: database) }
        }
    }
}
