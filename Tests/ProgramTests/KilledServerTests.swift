// A server that is killed while Stripe works for it, beside one that lives: no hold is lost and none is placed twice.
import Basics
import Foundation
import Testing

@Suite(
    "A killed server's holds", .timeLimit(.minutes(5)), .serialized,
    .enabled(
        if: SharedDatabase.server != nil,
        "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
struct KilledServerTests {
    private static let count = 8
    private static func key(_ number: Int) -> String { "lesson-\(number)" }

    @Test("the other knows each of them in the end: half by the same request again, half by the job")
    func killed() async throws {
        try await SharedDatabase.open { database in
            try await Shop.open(["DATABASE_URL": database.url]) { shop in
                let (doomed, survivor) = (try await shop.serve(), try await shop.serve())
                let lessons = try await Self.lessons(at: survivor)
                try await Self.kill(doomed, amid: lessons, of: shop)

                // Whoever asks again learns that it is not decided, and nothing is placed a second time.
                for (number, lesson) in lessons.enumerated() {
                    let answer = try await survivor.post("/bookings", lesson, key: Self.key(number))
                    #expect(answer.status == 409)
                    #expect(answer.code == "idempotency_key_in_use")
                }
                // Stripe does what it was asked, though nobody waits for it any more.
                try await shop.letGo()
                let isHeld = try await eventually { try await shop.ownIntents().count == Self.count }
                #expect(isHeld)
                let held = try await shop.ownIntents()
                #expect(try await survivor.knownIntents().isEmpty)

                try await database.outliveLeases()
                for number in 0..<Self.count / 2 {
                    let answer = try await survivor.post("/bookings", lessons[number], key: Self.key(number))
                    #expect(answer.status == 201, "\(answer)")
                    #expect(held.contains(answer.intent ?? "no intent"))
                }
                // The server's own job may be at it already.
                let job = try await shop.run("jobs", "run", "complete_operations")
                #expect(job.status == 0 || job.errors.contains("Another process"), "\(job)")
                let isKnown = try await eventually { try await survivor.knownIntents() == held }
                #expect(isKnown, "\(survivor.program.errorLog.suffix(2000))")
                try await Self.checkEnd(lessons, survivor)
                #expect(try await shop.ownIntents() == held, "a hold was placed twice")
            }
        }
    }

    private static func lessons(at server: ShopServer) async throws -> [String] {
        let (student, instructor) = (try await server.addStudent(), try await server.addInstructor())
        return (0..<count).map {
            Lesson(student: student, instructor: instructor, hour: Int64($0)).json
        }
    }

    /// Returns when the server is gone, with Stripe at work on every lesson.
    private static func kill(_ server: ShopServer, amid lessons: [String], of shop: Shop) async throws {
        try await shop.hold("/payment_intents", count: lessons.count)
        await withTaskGroup { group in
            for (number, lesson) in lessons.enumerated() {
                group.addTask {
                    let answer = try? await server.post("/bookings", lesson, key: key(number))
                    #expect(answer == nil, "it was answered before the server was killed")
                }
            }
            group.addTask {
                let isAsked = try? await eventually { try await shop.intentCallsCount() == lessons.count }
                #expect(isAsked == true)
                server.program.signal(SIGKILL)
            }
        }
        _ = await server.program.finished()
    }

    private static func checkEnd(_ lessons: [String], _ server: ShopServer) async throws {
        for (number, lesson) in lessons.enumerated() {
            let answer = try await server.post("/bookings", lesson, key: key(number))
            #expect(answer.status == 201, "\(answer)")
            #expect(answer.body["booking"]?["payment_status"]?.string == "authorized")
        }
    }
}

/// Asks again and again until it holds, for half a minute at most.
func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !holds() {
        guard ContinuousClock.now < deadline else { return false }
        // What is waited for may be done on this thread.
        await Task.yield()
    }
    return true
}
