// Beside the tests of the store: a database of either engine, fresh for each test.
import Basics
import Foundation
import Reactor
import Store
import Testing

enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case file
    case memory
    case postgres

    /// Where the tests may make schemas of their own; `scripts/with-postgres` starts one.
    static let postgresURL = ProcessInfo.processInfo.environment["FERMATA_TEST_POSTGRES"]

    static let available = allCases.filter { $0 != .postgres || postgresURL != nil }

    var testDescription: String { self == .postgres ? "PostgreSQL" : "SQLite (\(rawValue))" }
}

/// Runs the test on a loop, as a handler would be, with an empty database.
func withDatabase(
    _ engine: Engine, _ test: @escaping @Sendable (any Database) async throws -> Void
) async throws {
    switch engine {
    case .file:
        try await withTemporaryFolder { folder in
            let house = try DatabaseHouse(.folder(folder))
            try await onLoop { try await test(house.database(on: $0)) }
            await house.close()
        }
    case .memory:
        let database = try SQLiteDatabase.inMemory()
        try await onLoop { _ in try await test(database) }
    case .postgres:
        try await withPostgres { database, _ in try await test(database) }
    }
}

/// - Parameter test: gets a database in a schema of its own, and what reaches it.
func withPostgres(
    change: @escaping @Sendable (inout PostgresSettings) -> Void = { _ in },
    _ test: @escaping @Sendable (PostgresDatabase, PostgresSettings) async throws -> Void
) async throws {
    let address = try #require(Engine.postgresURL)
    let schema = "test_" + UUID().uuidString.replacing("-", with: "").lowercased()
    try await onLoop { loop in
        let house = PostgresDatabase(PostgresSettings(address: Secret(address)), on: loop)
        try await house.transaction { try await $0.run("CREATE SCHEMA \(schema)") }
        let separator = address.contains("?") ? "&" : "?"
        var settings = PostgresSettings(
            address: Secret("\(address)\(separator)options=-csearch_path%3D\(schema)"))
        change(&settings)
        let database = PostgresDatabase(settings, on: loop)
        let outcome = await resultOf { [settings] in try await test(database, settings) }
        await database.close()
        try await house.transaction { try await $0.run("DROP SCHEMA \(schema) CASCADE") }
        await house.close()
        try outcome.get()
    }
}

/// The loop ends after the test, however that ends.
func onLoop(_ test: @escaping @Sendable (EventLoop) async throws -> Void) async throws {
    let loop = try EventLoop()
    try loop.start()
    defer { loop.stop() }
    try await withTaskExecutorPreference(loop) { try await test(loop) }
}

private func resultOf(_ body: @Sendable () async throws -> Void) async -> Result<Void, any Error> {
    do {
        return .success(try await body())
    } catch {
        return .failure(error)
    }
}

/// - Parameter test: gets the path of a folder that does not exist yet.
func withTemporaryFolder(_ test: (String) async throws -> Void) async throws {
    let parent = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: parent) }
    try await test(parent.appendingPathComponent("data").path)
}
