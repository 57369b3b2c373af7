// A server that is stopped while Stripe works for it, and the next one in its place: whoever asks again is answered.
import Basics
import Foundation
import TestSupport
import Testing

@Suite("A server that is stopped at work", .timeLimit(.minutes(5)), .serialized)
struct StoppedServerTests {
    private static let clientsCount = 30
    /// Of them, at Stripe when the signal comes.
    private static let inFlightCount = 10

    /// What a client came to that asks once more where it had no answer.
    private struct Ending: Sendable {
        let answer: Answer
        let isRetried: Bool
    }

    @Test("captures under way are answered; of thirty clients that ask the next server again none fails")
    func restarted() async throws {
        try await Shop.withFolder { folder in
            try await Shop.open(["DATA_DIR": folder]) { shop in
                let port = try BoundPort()
                let old = try await shop.serve(at: port)
                let bookings = try await Self.book(Self.clientsCount, at: old)
                try await shop.hold("/capture", count: Self.inFlightCount)
                let new = Task {
                    let status = await old.program.finished().status
                    #expect(status == 0, "\(old.program.errorLog.suffix(2000))")
                    return try await shop.serve(at: port)
                }
                let capture: @Sendable (Int64) async throws -> Ending = { booking in
                    try await Self.capture(booking, at: old, then: new)
                }
                async let early = Self.each(bookings.prefix(Self.inFlightCount), capture)
                let isAsked = try await eventually {
                    try await shop.callsCount("/capture") == Self.inFlightCount
                }
                #expect(isAsked)
                old.program.signal(SIGTERM)
                _ = try await old.program.printed("Stopping")
                try await shop.letGo()
                let late = try await Self.each(bookings.dropFirst(Self.inFlightCount), capture)

                for ending in try await early {
                    #expect(!ending.isRetried, "its answer was cut off")
                    #expect(ending.answer.body["status"]?.string == "captured", "\(ending.answer.text)")
                }
                for ending in late {
                    #expect(ending.answer.status == 200, "\(ending.answer.text)")
                    #expect(ending.answer.body["status"]?.string == "captured")
                }
                #expect(late.contains { $0.isRetried }, "nobody met the stop")
                #expect(try await shop.callsCount("/capture") == Self.clientsCount, "one was asked for twice")
                try await new.value.stop()
            }
        }
    }

    @Test(
        "what was left open when it stopped is finished by the next one before anybody asks",
        .enabled(
            if: SharedDatabase.server != nil,
            "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
    func resumed() async throws {
        try await SharedDatabase.open { database in
            try await Shop.open(["DATABASE_URL": database.url]) { shop in
                let old = try await shop.serve()
                let booking = try await Self.book(1, at: old)[0]
                // At each of the tries that one request has.
                try await shop.inject(#"{"kind":"reset_after","path_suffix":"/capture","count":3}"#)
                let answer = try await old.post("/bookings/\(booking)/capture-payment", "{}", key: "c")
                #expect(answer.status == 202, "\(answer.text)")
                await old.stop()
                try await database.outliveLeases()

                let new = try await shop.serve()
                let isCaptured = try await eventually {
                    try await new.get("/bookings/\(booking)").body["booking"]?["payment_status"]?.string
                        == "captured"
                }
                #expect(isCaptured, "\(new.program.errorLog.suffix(2000))")
                let again = try await new.post("/bookings/\(booking)/capture-payment", "{}", key: "c")
                #expect(again.body["status"]?.string == "captured", "\(again.text)")
                await new.stop()
            }
        }
    }

    private static func capture(
        _ booking: Int64, at old: ShopServer, then new: Task<ShopServer, any Error>
    ) async throws -> Ending {
        let (path, key) = ("/bookings/\(booking)/capture-payment", "capture-\(booking)")
        if let answer = try? await old.post(path, "{}", key: key) {
            return Ending(answer: answer, isRetried: false)
        }
        return Ending(answer: try await new.value.post(path, "{}", key: key), isRetried: true)
    }

    private static func each(
        _ bookings: ArraySlice<Int64>, _ work: @escaping @Sendable (Int64) async throws -> Ending
    ) async throws -> [Ending] {
        try await withThrowingTaskGroup { group in
            for booking in bookings { group.addTask { try await work(booking) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Lessons of a day, each with its hold.
    private static func book(_ count: Int, at server: ShopServer) async throws -> [Int64] {
        let (student, instructor) = (try await server.addStudent(), try await server.addInstructor())
        var bookings: [Int64] = []
        for hour in 0..<count {
            let lesson = Lesson(student: student, instructor: instructor, hour: Int64(hour))
            let answer = try await server.post("/bookings", lesson.json)
            bookings.append(try #require(answer.bookingID, "\(answer.text)"))
        }
        return bookings
    }
}
