// Two servers on one PostgreSQL: what reaches both at once happens once, and what one leaves open the other finishes.
import Basics
import Foundation
import Testing

@Suite(
    "Two servers on one database", .timeLimit(.minutes(5)), .serialized,
    .enabled(
        if: SharedDatabase.server != nil,
        "FERMATA_TEST_POSTGRES names no server; scripts/with-postgres starts one"))
struct SharedDatabaseTests {
    private func withTwoServers(
        _ test: (_ shop: Shop, _ one: ShopServer, _ other: ShopServer) async throws -> Void
    ) async throws {
        try await SharedDatabase.open { database in
            try await Shop.open(["DATABASE_URL": database.url]) { shop in
                // Both bring the same empty database up to date.
                async let one = shop.serve()
                async let other = shop.serve()
                try await test(shop, one, other)
            }
        }
    }

    @Test(
        "of forty bookings through both at once each is made, but of those for one hour with one instructor one"
    )
    func bookings() async throws {
        try await withTwoServers { shop, one, other in
            let student = try await one.addStudent()
            let (ines, otto) = (try await one.addInstructor(), try await other.addInstructor("Otto"))
            let answers = try await withThrowingTaskGroup(of: (isContested: Bool, Answer).self) { group in
                for number in 0..<20 {
                    for (server, instructor) in [(one, ines), (other, otto)] {
                        // Every fifth wants the same hour of the same instructor.
                        let isContested = number % 5 == 0
                        let lesson = Lesson(
                            student: student, instructor: isContested ? ines : instructor,
                            hour: isContested ? 0 : Int64(number))
                        group.addTask { (isContested, try await server.post("/bookings", lesson.json)) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let contested = answers.filter(\.isContested).map(\.1)
            #expect(contested.filter { $0.status == 201 }.count == 1)
            #expect(contested.filter { $0.status == 409 && $0.code == "slot_taken" }.count == 7)
            let free = answers.filter { !$0.isContested }.map(\.1)
            #expect(free.count == 32)
            #expect(free.allSatisfy { $0.status == 201 }, "\(free.filter { $0.status != 201 })")
            let held = Set(answers.compactMap(\.1.intent))
            #expect(held.count == 33)
            #expect(try await shop.ownIntents() == held)
            #expect(try await other.knownIntents() == held)
        }
    }

    @Test("one key that reaches both at once holds once, and answers the same")
    func oneKey() async throws {
        try await withTwoServers { shop, one, other in
            let lesson = Lesson(
                student: try await one.addStudent(), instructor: try await other.addInstructor()
            ).json
            // The second may come while Stripe still thinks about the first.
            try await shop.delayIntents(milliseconds: 300, count: 1)
            async let first = one.post("/bookings", lesson, key: "twice")
            async let second = other.post("/bookings", lesson, key: "twice")
            let answers = try await [first, second]
            let made = try #require(answers.first { $0.status == 201 }, "\(answers)")
            for answer in answers where answer.status != 201 {
                #expect(answer.status == 409)
                #expect(answer.code == "idempotency_key_in_use")
            }
            for server in [one, other] {
                let again = try await server.post("/bookings", lesson, key: "twice")
                #expect(again.status == 201)
                #expect(again.isReplayed)
                #expect(again.text == made.text)
            }
            #expect(try await shop.ownIntents().count == 1)
            let another = try await other.post("/bookings", lesson + " ", key: "twice")
            #expect(another.code == "idempotency_key_reused")
        }
    }

    @Test("a wallet's last lesson through both goes to one")
    func lastLesson() async throws {
        try await withTwoServers { shop, one, other in
            let student = try await one.addStudent()
            // Nothing but the wallet stands between them.
            let instructors = [try await one.addInstructor(), try await other.addInstructor("Otto")]
            let package = Lesson(
                student: student, instructor: instructors[0],
                price: #""amount_cents":20000,"is_package":true,"lessons_count":2"#)
            let bought = try await one.post("/bookings", package.json)
            let wallet = try #require(bought.body["package"]?["id"]?.integer, "\(bought.text)")
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for hour in 1...8 {
                    for (server, instructor) in zip([one, other], instructors) {
                        let lesson = Lesson(
                            student: student, instructor: instructor, hour: Int64(hour),
                            price: #""package_id":\#(wallet)"#)
                        group.addTask { try await server.post("/bookings", lesson.json) }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let booked = answers.filter { $0.status == 201 }
            #expect(booked.count == 1)
            #expect(booked.first?.body["package"]?["lessons_left"]?.integer == 0)
            #expect(answers.filter { $0.status == 409 && $0.code == "package_empty" }.count == 15)
            #expect(try await shop.ownIntents().count == 1)
        }
    }
}
