// A short day of a school: the programs as they are, callers at every door, faults and kills, and the books at its end.
import Foundation
import Testing

@Suite(
    "A school's day", .timeLimit(.minutes(5)), .serialized,
    .enabled(if: ProcessFigures.areThere, "its figures are Linux's"))
struct SchoolDayTests {
    private static let arguments = ["--seconds", "10", "--clients", "12", "--hasten"]

    @Test("nothing is lost or done twice while Stripe fails and the server is killed twice")
    func sqlite() async throws {
        try await Self.live([])
    }

    @Test(
        "nor while one of two servers on a PostgreSQL is killed",
        .enabled(
            if: SharedDatabase.server != nil,
            "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
    func postgres() async throws {
        try await SharedDatabase.open { database in
            try await Self.live(["--postgres"], ["DATABASE_URL": database.url])
        }
    }

    private static func live(_ more: [String], _ settings: [String: String] = [:]) async throws {
        let script = SandboxTests.checkout.appending(path: "scripts/school-day").path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let day = try Program(
            script, arguments + ["--programs", Program.products.path] + more,
            environment: settings.merging(["PATH": path]) { $1 })
        defer { day.signal(SIGTERM) }
        let finished = await day.finished()
        #expect(finished.status == 0, "\(finished.errors)\n\(finished.output)")
        // Of a day on which little happened nothing is proven.
        let stories = finished.output.firstMatch(of: #/([0-9]+) stories moved money, ([0-9]+) were told so/#)
        let told = try #require(stories.flatMap { Int($0.output.2) }, "\(finished.output)")
        #expect(told > 20)
    }
}
