// A shop's database moved to the other engine from a shell: all of it or nothing.
import Basics
import Foundation
import Testing

@Suite(
    "fermata move", .timeLimit(.minutes(5)), .serialized,
    .enabled(
        if: SharedDatabase.server != nil,
        "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
struct MoveCommandTests {
    /// Of the bookings, each with some events.
    private static let count = 70

    @Test("everything is there afterwards, the books are clean, and the next rows get the next numbers")
    func moved() async throws {
        try await SharedDatabase.open { database in
            try await Shop.withFolder { folder in
                try await Shop.open(["DATA_DIR": folder]) { shop in
                    let server = try await shop.serve()
                    let instructor = try await server.addInstructor()
                    let odd = #"{"name":"Zoë O'Hara \\ \"Zo\"","email":"zoe@example.com"}"#
                    #expect(try await server.post("/students", odd).status == 201)
                    let student = try await server.addStudent()
                    for hour in 0..<Self.count {
                        let lesson = Lesson(student: student, instructor: instructor, hour: Int64(hour))
                        #expect(try await server.post("/bookings", lesson.json).bookingID == Int64(hour + 1))
                    }
                    #expect(try await server.post("/bookings/1/capture-payment", "{}").status == 200)
                    let before = try await server.get("/payments/1/explain")
                    let inUse = try await shop.run("move", "--to", database.url)
                    #expect(inUse.status == 69)
                    #expect(inUse.errors.contains("is in use by another process"), "\(inUse)")
                    await server.stop()

                    let moved = try await shop.run("move", "--to", database.url, "--json")
                    #expect(moved.status == 0, "\(moved)")
                    let tables = try JSON(Array(moved.output.utf8))["tables"]?.elements ?? []
                    #expect(
                        tables.contains {
                            $0["name"]?.string == "bookings" && $0["rows"]?.integer == Int64(Self.count)
                        })
                    // More than are copied at once.
                    #expect(tables.contains { ($0["rows"]?.integer ?? 0) > 50 }, "\(moved.output)")
                    let twice = try await shop.run("move", "--to", database.url)
                    #expect(twice.status == 78)
                    #expect(twice.errors.contains("the PostgreSQL is not empty"), "\(twice)")

                    let there = shop.with(["DATABASE_URL": database.url])
                    #expect(try await there.run("verify").status == 0)
                    let again = try await there.serve()
                    #expect(try await again.get("/payments/1/explain").text == before.text)
                    let next = Lesson(student: student, instructor: instructor, hour: Int64(Self.count))
                    #expect(try await again.post("/bookings", next.json).bookingID == Int64(Self.count + 1))
                    #expect(try await again.addInstructor("Otto") == instructor + 1)
                    await again.stop()
                }
            }
        }
    }

    @Test("a move that does not come to its end leaves nothing there")
    func nothingHalf() async throws {
        try await SharedDatabase.open { database in
            try await Shop.withFolder { folder in
                try await Shop.open(["DATA_DIR": folder]) { shop in
                    #expect(
                        try await shop.run("move", "--to", database.url).errors.contains("has no database"))
                    #expect(try await shop.run("migrate").status == 0)
                    // In the way of the last migration's table.
                    try await database.run("CREATE TYPE rate_buckets AS ENUM ('none')")
                    let finished = try await shop.run("move", "--to", database.url)
                    #expect(finished.status != 0)
                    #expect(finished.errors.contains("Nothing is moved: "), "\(finished)")
                    #expect(try await !database.dump().contains("CREATE TABLE"))
                }
            }
        }
    }

    @Test(
        "what cannot be is refused with the usage",
        arguments: [["move"], ["move", "postgres://a/b"], ["move", "--to"], ["move", "--to", "a", "b"]])
    func mistakes(arguments: [String]) async throws {
        let finished = await (try Program("fermata", arguments)).finished()
        #expect(finished.status == 64)
        #expect(finished.errors.contains("Usage: fermata"))
    }
}
