// Beside the tests of programs: a corner of a PostgreSQL for each test, and what an owner does there by hand.
import Foundation
import Testing

/// A schema of its own in the server that FERMATA_TEST_POSTGRES names, gone after the test.
struct SharedDatabase: Sendable {
    static let server = ProcessInfo.processInfo.environment["FERMATA_TEST_POSTGRES"]
    /// For `DATABASE_URL`.
    let url: String

    static func open(_ test: (SharedDatabase) async throws -> Void) async throws {
        let server = try #require(server)
        let schema = "test_" + UUID().uuidString.replacing("-", with: "").lowercased()
        let separator = server.contains("?") ? "&" : "?"
        let house = SharedDatabase(url: server)
        try await house.run("CREATE SCHEMA \(schema)")
        let outcome: Result<Void, any Error>
        do {
            try await test(SharedDatabase(url: "\(server)\(separator)options=-csearch_path%3D\(schema)"))
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await house.run("SET client_min_messages = error; DROP SCHEMA \(schema) CASCADE")
        try outcome.get()
    }

    /// As if the two minutes were over in which what a process was at is left to it, and Stripe to itself.
    func outliveLeases() async throws {
        try await run(
            """
            UPDATE operations SET lease_until = 0, next_try_at = 0;
            UPDATE idempotency_keys SET locked_until = 0
            """)
    }

    /// Everything in it, as text.
    func dump() async throws -> String {
        let schema = try #require(url.components(separatedBy: "search_path%3D").last)
        let server = try #require(Self.server)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let program = try Program(
            "/usr/bin/env", ["pg_dump", "--inserts", "--schema=\(schema)", server],
            environment: ["PATH": path])
        let finished = await program.finished()
        try #require(finished.status == 0, "\(finished.errors)")
        return finished.output
    }

    func run(_ sql: String) async throws {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let psql = try Program(
            "/usr/bin/env", ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql, url],
            environment: ["PATH": path])
        let finished = await psql.finished()
        try #require(finished.status == 0, "\(finished)")
    }
}
