// Beside the tests of programs: a sandbox, and one of each who come to its marketplace.
import Basics
import CurlClient
import Foundation
import Reactor
import Testing

/// A `fermata serve --sandbox`, the tokens of a student, the gigs' teacher and the office, and a client.
struct MarketplaceSandbox: Sendable {
    let base: String
    let student: String
    let teacher: String
    let admin: String
    private let client: CurlClient

    /// - Parameter database: for `DATABASE_URL`; nil keeps nothing.
    static func open(
        database: String? = nil, _ test: (MarketplaceSandbox) async throws -> Void
    ) async throws {
        let kept = database.map { ["DATABASE_URL": $0] } ?? [:]
        let program = try Program(
            "fermata", ["serve", "--sandbox"], environment: SandboxTests.anyPort.merging(kept) { $1 })
        defer { program.signal(SIGKILL) }
        let greeting = try await program.printed("Ctrl-C")
        let base = String(try #require(greeting.firstMatch(of: #/http://localhost:[0-9]+/#)).output)
        let (student, teacher, admin) = (
            try await token("student", "ada"), try await token("teacher", "ines"),
            try await token("admin", "office")
        )
        let loop = try EventLoop()
        try loop.start()
        defer { loop.stop() }
        try await withTaskExecutorPreference(loop) {
            try await test(
                MarketplaceSandbox(
                    base: base, student: student, teacher: teacher, admin: admin,
                    client: CurlClient(on: loop)))
        }
        program.signal(SIGTERM)
        let finished = await program.finished()
        #expect(finished.status == 0, "\(finished.errors)")
    }

    private static func token(_ role: String, _ subject: String) async throws -> String {
        let program = try Program("fermata", ["token", "--sandbox", "--role", role, "--sub", subject])
        let finished = await program.finished()
        try #require(finished.status == 0, "\(finished)")
        return String(finished.output.dropLast())
    }

    func send(
        _ method: String, _ url: String, _ headers: [String], _ body: String?
    ) async throws -> (status: Int, text: String) {
        let verb = try #require(Self.methods[method])
        let response = try await client.send(
            CurlRequest(
                verb, url, headerLines: headers, body: Array((body ?? "").utf8), timeoutMilliseconds: 30_000))
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    private static let methods: [String: CurlRequest.Method] = [
        "GET": .get, "POST": .post, "DELETE": .delete,
    ]
}
