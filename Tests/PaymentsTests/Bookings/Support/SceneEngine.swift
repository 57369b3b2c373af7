// Beside the tests of bookings: what they run on, each of it with the same steps.
import Basics
import Foundation
import Reactor
import Store
import Testing

enum SceneEngine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case postgres

    /// Where the tests may make schemas of their own; `scripts/with-postgres` starts one.
    static let postgresURL = ProcessInfo.processInfo.environment["FERMATA_TEST_POSTGRES"]
    static let available = allCases.filter { $0 != .postgres || postgresURL != nil }

    var testDescription: String { self == .postgres ? "PostgreSQL" : "SQLite" }

    /// Runs the test on a loop, as a handler would be, with an empty database.
    func withDatabase(_ test: @escaping @Sendable (any Database) async throws -> Void) async throws {
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        try await withTaskExecutorPreference(loop) {
            switch self {
            case .sqlite: try await test(try SQLiteDatabase.inMemory())
            case .postgres: try await Self.withSchema(on: loop, test)
            }
        }
    }

    private static func withSchema(
        on loop: EventLoop, _ test: @escaping @Sendable (any Database) async throws -> Void
    ) async throws {
        let address = try #require(postgresURL)
        let schema = "scene_" + UUID().uuidString.replacing("-", with: "").lowercased()
        let house = PostgresDatabase(PostgresSettings(address: Secret(address)), on: loop)
        try await house.transaction { try await $0.run("CREATE SCHEMA \(schema)") }
        let separator = address.contains("?") ? "&" : "?"
        let database = PostgresDatabase(
            PostgresSettings(address: Secret("\(address)\(separator)options=-csearch_path%3D\(schema)")),
            on: loop)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await test(database)) } catch { outcome = .failure(error) }
        await database.close()
        try await house.transaction { try await $0.run("DROP SCHEMA \(schema) CASCADE") }
        await house.close()
        try outcome.get()
    }
}

/// An engine and a version of Stripe's: the two things that change under the same rules.
struct SceneGround: Sendable, CustomTestStringConvertible {
    let engine: SceneEngine
    let version: String

    init(engine: SceneEngine, version: String = versions[0]) {
        self.engine = engine
        self.version = version
    }

    static let versions = ["2022-11-15", "2026-08-26.dahlia"]
    static let all = SceneEngine.available.flatMap { engine in
        versions.map { SceneGround(engine: engine, version: $0) }
    }

    /// Each engine and each version, but not each with each: a server's tables take their time to make.
    static let each = all.filter { $0.engine == .sqlite || $0.version == versions[1] }

    var testDescription: String { "\(engine.testDescription), \(version)" }
}
