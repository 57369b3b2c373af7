// Tests of what PostgreSQL alone promises: locks, deadlocks, types.
import Basics
import Reactor
import Store
import TestSupport
import Testing

@Suite(
    "PostgreSQL", .serialized, .timeLimit(.minutes(5)),
    .enabled(
        if: Engine.postgresURL != nil,
        "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
struct PostgresTests {
    @Test("a row that is locked for update is waited for")
    func rowLock() async throws {
        try await withPostgres { database, _ in
            try await Notes.make(in: database)
            try await Notes.add(1, to: database)
            let steps = Record<String>()
            let (locked, gate) = (Gate(), Gate())
            async let first: Void = database.transaction { transaction in
                try await transaction.run(Session.lockRow, 1)
                locked.open()
                await gate.wait()
                steps.add("first ends")
            }
            await locked.wait()
            let pids = Record<Int64>()
            let asked = Gate()
            async let second: Void = database.transaction { transaction in
                pids.add(try await Session.backend(transaction))
                asked.open()
                try await transaction.run(Session.lockRow, 1)
                steps.add("second has it")
            }
            await asked.wait()
            try await Session.waitUntilBlocked(pids.entries[0], by: database)
            gate.open()
            _ = try await (first, second)
            #expect(steps.entries == ["first ends", "second has it"])
        }
    }

    @Test("a locked row is skipped by who asks for that")
    func skipLocked() async throws {
        try await withPostgres { database, _ in
            try await Notes.make(in: database)
            for id in 1...2 { try await Notes.add(Int64(id), to: database) }
            let ids = try await database.transaction { transaction in
                try await transaction.run(Session.lockRow, 1)
                return try await database.transaction { other in
                    try await other.run("SELECT id FROM notes ORDER BY id FOR UPDATE SKIP LOCKED").rows
                        .map { try $0.integer("id") }
                }
            }
            #expect(ids == [2])
        }
    }

    @Test("of two in a deadlock one begins anew, and both are done")
    func deadlock() async throws {
        try await withPostgres { database, _ in
            try await Notes.make(in: database)
            for id in 1...2 { try await Notes.add(Int64(id), to: database) }
            let begun = Record<Int64>()
            let both = Gate()
            let swap: @Sendable (Int64, Int64) async throws -> Void = { first, second in
                try await database.transaction { transaction in
                    let add = "UPDATE notes SET number = number + 1 WHERE id = $1"
                    try await transaction.run(add, .integer(first))
                    begun.add(first)
                    if begun.entries.count == 2 { both.open() }
                    await both.wait()
                    try await transaction.run(add, .integer(second))
                }
            }
            async let one: Void = swap(1, 2)
            async let other: Void = swap(2, 1)
            _ = try await (one, other)
            // Who begins anew may meet the other once more.
            #expect(begun.entries.count > 2)
            let sum = try await database.read { transaction in
                try await transaction.run("SELECT sum(number) AS n FROM notes").first?.integer("n")
            }
            #expect(sum == 4)
        }
    }

    @Test("one that always loses is begun anew three times and then fails")
    func alwaysLosing() async throws {
        try await withPostgres { database, _ in
            try await database.transaction { transaction in
                try await transaction.run(
                    "CREATE FUNCTION lose() RETURNS int LANGUAGE plpgsql AS "
                        + "$$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$")
            }
            let runs = Record<Int>()
            await #expect(throws: StoreFailure.unavailable("lost (40001)")) {
                try await database.transaction { transaction in
                    runs.add(1)
                    try await transaction.run("SELECT lose()")
                }
            }
            #expect(runs.entries.count == 4)
        }
    }

    @Test("two statements at once in one transaction are refused")
    func twoAtOnce() async throws {
        try await withPostgres { database, _ in
            let failure = await #expect(throws: StoreFailure.self) {
                try await database.transaction { transaction in
                    async let long = transaction.run("SELECT pg_sleep(0.1)")
                    async let short = transaction.run("SELECT 2")
                    _ = try await (long, short)
                }
            }
            guard case .malformed(let text) = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(text.contains("one statement at a time"))
        }
    }

    @Test("numbers of every width, truths and sums are numbers; the rest is text")
    func types() async throws {
        try await withPostgres { database, _ in
            let row = try await database.read { transaction in
                try await transaction.run(
                    """
                    SELECT 1::int2 AS a, 2::int4 AS b, 3::int8 AS c, true AS d, false AS e, sum(n::int8) AS f,
                        1.5::numeric AS g, '{}'::jsonb AS h FROM (VALUES (4), (5)) AS v (n)
                    """
                ).first
            }
            let numbers = try ["a", "b", "c", "d", "e", "f"].map { try row?.integer($0) }
            #expect(numbers == [1, 2, 3, 1, 0, 9])
            #expect(try row?.text("g") == "1.5")
            #expect(try row?.text("h") == "{}")
        }
    }
}
