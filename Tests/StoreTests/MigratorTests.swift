// Tests of the way from an empty database to the one this program knows.
import Basics
import Foundation
import Reactor
import Store
import Testing

@Suite("migrations", .serialized, .timeLimit(.minutes(5)))
struct MigratorTests {
    private static let clock = WallClock { 1_750_000_000_000 }
    private static let first = Migration(
        "0001-first", Array("CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;".utf8))
    private static let second = Migration(
        "0002-second", Array("-- b;\nCREATE TABLE b (n INTEGER) STRICT;\nINSERT INTO b VALUES (7);".utf8))
    private static let broken = Migration(
        "0002-broken", Array("CREATE TABLE b (n INTEGER) STRICT;\nINSERT INTO nowhere VALUES (7);".utf8))

    private static func migrate(
        _ database: any Database, _ migrations: [Migration]
    ) async throws(StoreFailure) -> [String] {
        try await Migrator(migrations, clock: clock).migrate(database)
    }

    @Test("each is applied once, in its order, and noted", arguments: Engine.available)
    func once(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let applied = try await [
                Self.migrate(database, [Self.first]), Self.migrate(database, [Self.first]),
                Self.migrate(database, [Self.first, Self.second]),
                Self.migrate(database, [Self.first, Self.second]),
            ]
            #expect(applied == [["0001-first"], [], ["0002-second"], []])
            let (noted, kept) = try await database.read { transaction in
                try await (
                    transaction.run(
                        "SELECT number, name, checksum, applied_at FROM migrations ORDER BY number"
                    ).rows,
                    transaction.run("SELECT n FROM b").rows
                )
            }
            #expect(try noted.map { try $0.integer("number") } == [1, 2])
            #expect(try noted.map { try $0.text("name") } == ["0001-first", "0002-second"])
            #expect(try noted.map { try $0.integer("applied_at") } == [1_750_000_000, 1_750_000_000])
            #expect(try noted.map { try $0.text("checksum").count } == [64, 64])
            #expect(try kept.map { try $0.integer("n") } == [7])
        }
    }

    @Test(
        "what a database lacks is told by name, and one that is ahead lacks nothing",
        arguments: Engine.available)
    func pending(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Self.migrate(database, [Self.first])
            let both = Migrator([Self.first, Self.second], clock: Self.clock)
            #expect(try await both.pending(database) == ["0002-second"])
            _ = try await both.migrate(database)
            #expect(try await both.pending(database) == [])
            #expect(try await Migrator([Self.first], clock: Self.clock).pending(database) == [])
        }
    }

    @Test(
        "one that fails leaves nothing, names itself, and what was before it stays",
        arguments: Engine.available)
    func failing(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let failure = await #expect(throws: StoreFailure.self) {
                try await Self.migrate(database, [Self.first, Self.broken])
            }
            #expect("\(String(describing: failure))".contains("0002-broken"))
            let applied = try await Self.migrate(database, [Self.first, Self.second])
            #expect(applied == ["0002-second"])
        }
    }

    @Test("a file that changed after it was applied is refused", arguments: Engine.available)
    func changed(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Self.migrate(database, [Self.first])
            let other = Migration(
                "0001-first", Array("CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT;".utf8))
            let failure = await #expect(throws: StoreFailure.self) {
                try await Self.migrate(database, [other, Self.second])
            }
            #expect(
                "\(String(describing: failure))".contains("0001-first.sql is not the file that was applied"))
        }
    }

    @Test("a database that is newer than the program is refused", arguments: Engine.available)
    func newer(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Self.migrate(database, [Self.first, Self.second])
            let failure = await #expect(throws: StoreFailure.self) {
                try await Self.migrate(database, [Self.first])
            }
            #expect("\(String(describing: failure))".contains("newer (0002-second) than this program"))
        }
    }

    @Test("a database that misses one of those before is refused", arguments: Engine.available)
    func gap(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Self.migrate(database, [Self.second])
            let failure = await #expect(throws: StoreFailure.self) {
                try await Self.migrate(database, [Self.first, Self.second])
            }
            #expect("\(String(describing: failure))".contains("has migration 2 and not 1"))
        }
    }

    @Test("the program's own run on an empty database", arguments: Engine.available)
    func own(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let applied = try await Migrator(clock: Self.clock).migrate(database)
            #expect(applied == Migration.all.map(\.name))
        }
    }

    @Test("the program has all files of the folder, numbered without a gap")
    func list() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Store/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(files == Migration.all.map { $0.name + ".sql" })
        #expect(Migration.all.map(\.number) == Array(1...Int64(files.count)))
    }

    @Test(
        "of two processes that start at once one migrates, the other waits",
        .enabled(if: Engine.postgresURL != nil))
    func twoAtOnce() async throws {
        try await withPostgres { database, settings in
            let other = try EventLoop()
            try other.start()
            defer { other.stop() }
            async let theirs = withTaskExecutorPreference(other) {
                let database = PostgresDatabase(settings, on: other)
                let applied = try await Migrator(clock: Self.clock).migrate(database)
                await database.close()
                return applied
            }
            let ours = try await Migrator(clock: Self.clock).migrate(database)
            let all = try await theirs + ours
            #expect(all.sorted() == Migration.all.map(\.name))
        }
    }
}
