// A server whose files may not grow any more: no answer tells of what is not kept, and with room it goes on.
import Basics
import Foundation
import Testing

@Suite(
    "A server on a full disk", .timeLimit(.minutes(5)), .serialized,
    .enabled(if: ProcessFigures.areThere, "limits are Linux's"))
struct FullDiskTests {
    /// The signal that comes with a write beyond the limit is no part of a full disk.
    private static let ignoresSignal = "trap '' XFSZ"

    @Test("bookings and captures are 503, reads go on, and with room again the same requests are made")
    func full() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let server = try await shop.serve(after: Self.ignoresSignal)
                let lessons = try await Self.lessons(at: server)
                let held = try #require(try await server.post("/bookings", lessons[0]).bookingID)
                let requests = [
                    ("/bookings", lessons[1], "b"), ("/bookings/\(held)/capture-payment", "{}", "c"),
                ]
                try await server.limitFiles("0")
                for (path, body, key) in requests {
                    let answer = try await server.post(path, body, key: key)
                    #expect(answer.status == 503, "\(path): \(answer.text)")
                    #expect(answer.code == "store_unavailable")
                }
                let read = try await server.get("/bookings/\(held)")
                #expect(read.body["booking"]?["payment_status"]?.string == "authorized")
                #expect(try await server.get("/bookings").body["bookings"]?.elements.count == 1)
                #expect(try await server.get("/healthz").status == 200)
                #expect(try await shop.intentCallsCount() == 1, "money was moved that nobody knows of")
                #expect(try await shop.callsCount("/capture") == 0)

                try await server.limitFiles("unlimited")
                for (path, body, key) in requests {
                    let answer = try await server.post(path, body, key: key)
                    #expect([200, 201].contains(answer.status), "\(path): \(answer.text)")
                }
                #expect(try await shop.ownIntents() == server.knownIntents())
                #expect(try await shop.ownIntents().count == 2)
                await server.stop()
            }
        }
    }

    @Test("a hold whose outcome finds no room is not answered, and is not placed again")
    func fullMeanwhile() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let server = try await shop.serve(after: Self.ignoresSignal)
                let lesson = try await Self.lessons(at: server)[0]
                try await shop.hold("/payment_intents")
                async let answer = server.post("/bookings", lesson, key: "b")
                let isAsked = try await eventually { try await shop.intentCallsCount() == 1 }
                #expect(isAsked)
                try await server.limitFiles("0")
                try await shop.letGo()
                let refused = try await answer
                #expect(refused.status == 503, "\(refused.text)")

                try await server.limitFiles("unlimited")
                // What became of it is found when the lease of who asked is over; until then it is nobody else's.
                let again = try await server.post("/bookings", lesson, key: "b")
                #expect(again.code == "idempotency_key_in_use", "\(again.text)")
                #expect(try await shop.ownIntents().count == 1)
                await server.stop()
            }
        }
    }

    /// Two of one instructor, one after the other.
    private static func lessons(at server: ShopServer) async throws -> [String] {
        let (student, instructor) = (try await server.addStudent(), try await server.addInstructor())
        return (0..<2).map { Lesson(student: student, instructor: instructor, hour: $0).json }
    }
}

extension ShopServer {
    /// - Parameter bytes: what a file of the process may have, `unlimited` for all there is.
    fileprivate func limitFiles(_ bytes: String) async throws {
        // The soft limit alone: without rights the other cannot be raised again.
        let limit = try Program(
            "/usr/bin/env", ["prlimit", "--pid", "\(program.identifier)", "--fsize=\(bytes):"])
        let finished = await limit.finished()
        try #require(finished.status == 0, "\(finished)")
    }
}
