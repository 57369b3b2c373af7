// Tests of connections to PostgreSQL that end in the middle, and of statements that take too long.
import Store
import TestSupport
import Testing

@Suite(
    "a lost connection to PostgreSQL", .serialized, .timeLimit(.minutes(5)),
    .enabled(
        if: Engine.postgresURL != nil,
        "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
struct PostgresLossTests {
    @Test("a connection that ends before COMMIT fails the transaction, and the next has a new one")
    func killedInBody() async throws {
        try await withPostgres { database, _ in
            try await Notes.make(in: database)
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { transaction in
                    try await transaction.run("INSERT INTO notes (id) VALUES (1)")
                    try await Session.kill(try await Session.backend(transaction), by: database)
                    try await transaction.run("INSERT INTO notes (id) VALUES (2)")
                }
            }
            guard case .unavailable = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let count = try await Notes.count(in: database)
            #expect(count == 0)
        }
    }

    @Test("a connection that ends during COMMIT leaves the outcome unknown")
    func killedAtCommit() async throws {
        try await withPostgres { database, _ in
            try await Notes.make(in: database)
            // COMMIT waits, as long as someone holds the lock.
            try await database.transaction { transaction in
                try await transaction.run(
                    "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS "
                        + "$$ BEGIN PERFORM id FROM notes WHERE id = 1 FOR UPDATE; RETURN NULL; END $$")
                try await transaction.run(
                    "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED "
                        + "FOR EACH ROW WHEN (NEW.id = 2) EXECUTE FUNCTION linger()")
            }
            try await Notes.add(1, to: database)
            let pids = Record<Int64>()
            let inserted = Gate()
            let failure = try await database.transaction { holder in
                try await holder.run(Session.lockRow, 1)
                async let outcome = #expect(throws: StoreFailure.self) {
                    try await database.transaction { transaction in
                        try await transaction.run("INSERT INTO notes (id) VALUES (2)")
                        pids.add(try await Session.backend(transaction))
                        inserted.open()
                    }
                }
                await inserted.wait()
                try await Session.waitUntilBlocked(pids.entries[0], by: database)
                try await Session.kill(pids.entries[0], by: database)
                return await outcome
            }
            guard case .outcomeUnknown = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test("a connection that ended while nobody used it is not noticed by who comes next")
    func killedWhileIdle() async throws {
        try await withPostgres { database, settings in
            let pid = try await database.read { try await Session.backend($0) }
            try await withPostgres { other, _ in try await Session.kill(pid, by: other) }
            let next = try await database.read { try await Session.backend($0) }
            #expect(next != pid)
        }
    }

    @Test("a statement that takes too long is ended by the server")
    func statementTime() async throws {
        try await withPostgres(change: { $0.statementMilliseconds = 2000 }) { database, _ in
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { try await $0.run("SELECT pg_sleep(30)") }
            }
            #expect(failure == .unavailable("canceling statement due to statement timeout (57014)"))
        }
    }

    @Test("a server that does not end it is left, and the next transaction has a new connection")
    func silentServer() async throws {
        try await withPostgres(change: { $0.statementMilliseconds = 2000 }) { database, _ in
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { transaction in
                    try await transaction.run("SELECT set_config('statement_timeout', '0', true)")
                    try await transaction.run("SELECT pg_sleep(10)")
                }
            }
            #expect(
                failure == .unavailable("PostgreSQL took too long to answer, and the connection was closed"))
            let one = try await database.read { try await $0.run("SELECT 1 AS n").first?.integer("n") }
            #expect(one == 1)
        }
    }
}
