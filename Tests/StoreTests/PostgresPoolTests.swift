// Tests of a loop's few connections to PostgreSQL, and of servers that do not answer.
import Basics
import Glibc
import Reactor
import Store
import TestSupport
import Testing

@Suite(
    "connections to PostgreSQL", .serialized, .timeLimit(.minutes(5)),
    .enabled(
        if: Engine.postgresURL != nil,
        "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
struct PostgresPoolTests {
    @Test("there are never more than allowed, and those who wait are served in turn")
    func connectionsMax() async throws {
        try await withPostgres(change: { $0.connectionsMax = 2 }) { database, _ in
            let pids = Record<Int64>()
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        let pid = try await database.read { transaction in
                            try await transaction.run("SELECT pg_backend_pid() AS pid").first?.integer("pid")
                        }
                        pids.add(pid ?? 0)
                    }
                }
                try await group.waitForAll()
            }
            #expect(pids.entries.count == 20)
            #expect(Set(pids.entries).count == 2)
        }
    }

    @Test("who waits too long, or behind too many, gets no connection")
    func waiting() async throws {
        let change: @Sendable (inout PostgresSettings) -> Void = {
            $0.connectionsMax = 1
            $0.waitMilliseconds = 2000
            $0.waitersMax = 1
        }
        try await withPostgres(change: change) { database, _ in
            let failures = Record<StoreFailure>()
            try await database.transaction { _ in
                await withTaskGroup { group in
                    for _ in 0..<2 {
                        group.addTask {
                            do {
                                try await database.read { _ in }
                            } catch let failure as StoreFailure {
                                failures.add(failure)
                            } catch {}
                        }
                    }
                }
            }
            #expect(
                failures.entries == [
                    .unavailable("too many wait for a connection to PostgreSQL"),
                    .unavailable("all the time was spent waiting for a connection to PostgreSQL"),
                ])
            try await database.read { _ in }
        }
    }

    @Test("a closed database waits for what is under way and takes no more")
    func closed() async throws {
        try await withPostgres { database, _ in
            let steps = Record<String>()
            let (entered, gate) = (Gate(), Gate())
            async let long: Void = database.transaction { transaction in
                entered.open()
                await gate.wait()
                try await transaction.run("SELECT 1")
                steps.add("transaction")
            }
            await entered.wait()
            async let closing: Void = {
                await database.close()
                steps.add("closed")
            }()
            gate.open()
            try await long
            await closing
            #expect(steps.entries == ["transaction", "closed"])
            await #expect(throws: StoreFailure.unavailable("the database is closed")) {
                try await database.read { _ in }
            }
        }
    }
}

@Suite("a PostgreSQL that is not there", .serialized, .timeLimit(.minutes(5)))
struct PostgresOutageTests {
    private static func failure(of settings: PostgresSettings) async throws -> StoreFailure? {
        let failures = Record<StoreFailure>()
        try await onLoop { loop in
            let database = PostgresDatabase(settings, on: loop)
            let failure = await #expect(throws: StoreFailure.self) { try await database.read { _ in } }
            if let failure { failures.add(failure) }
            await database.close()
        }
        return failures.entries.first
    }

    @Test("a server that is not there is unavailable at once")
    func refused() async throws {
        let failure = try await Self.failure(
            of: PostgresSettings(address: Secret("postgres://a:pa55@127.0.0.1:1/b")))
        guard case .unavailable(let text) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(text.contains("refused"))
        #expect(!text.contains("pa55"))
    }

    @Test("a server that says nothing is unavailable when the time is up")
    func silent() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            _ = bind(listener, pointer, size)
            _ = listen(listener, 5)
            _ = getsockname(listener, pointer, &size)
        }
        let port = UInt16(bigEndian: address.sin_port)
        var settings = PostgresSettings(address: Secret("postgres://a@127.0.0.1:\(port)/b"))
        settings.connectMilliseconds = 50
        let failure = try await Self.failure(of: settings)
        #expect(failure == .unavailable("PostgreSQL took too long to connect"))
    }
}
