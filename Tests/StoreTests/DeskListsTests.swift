// Tests of the desk's lists: people by how they are called, payments by how they stand, over all engines.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@Suite("the desk's lists, all engines", .serialized, .timeLimit(.minutes(5)))
struct DeskListsTests {
    private static func search(_ prefix: String, _ database: any Database) async throws -> [String] {
        try await database.read { tx in
            try await tx.students(beginning: prefix, limit: 3, in: database.dialect).map(\.name)
        }
    }

    @Test(
        "people are found by how their name or mail address begins, whatever the case",
        arguments: Engine.available)
    func people(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { 0 }).migrate(database)
            try await database.transaction { tx in
                for (name, email) in [
                    ("Ada", "x1@example.com"), ("adam", "x2@example.com"), ("Zoe", "Adele@example.com"),
                    ("Bad", "x3@example.com"), ("100%", "x4@example.com"),
                ] {
                    _ = try await tx.insertStudent(
                        name: name, email: email, timeZone: "UTC", subject: nil, customer: nil, now: 0)
                }
            }
            #expect(try await Self.search("AD", database) == ["Ada", "adam", "Zoe"])
            #expect(try await Self.search("adam", database) == ["adam"])
            #expect(try await Self.search("%", database).isEmpty)
            #expect(try await Self.search("100%", database) == ["100%"])
            #expect(try await Self.search("x", database) == ["Ada", "adam", "Bad"])
        }
    }

    @Test("payments are listed the newest first, once each, within their filter", arguments: Engine.available)
    func payments(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { 0 }).migrate(database)
            let made = try await database.transaction { tx in
                var made: [Payment] = []
                for index in 0..<6 {
                    let student = try await tx.insertStudent(
                        name: "s", email: "e", timeZone: "UTC", subject: nil, customer: nil, now: 0)
                    var payment = try await tx.insertPayment(
                        studentID: student.id, kind: .lesson, amount: 100, currency: .usd, customer: nil,
                        card: nil, now: 0)
                    payment.status = index.isMultiple(of: 2) ? .pending : .failed
                    try await tx.save(payment)
                    made.append(payment)
                }
                return made
            }
            for filter in [
                PaymentFilter(), PaymentFilter(status: .failed), PaymentFilter(student: made[2].studentID),
                PaymentFilter(student: made[2].studentID, status: .failed),
            ] {
                var seen: [Int64] = []
                while true {
                    let last = seen.last
                    let page = try await database.read { tx in
                        try await tx.payments(filter, after: last, limit: 2)
                    }
                    seen += page.map(\.id)
                    if page.count < 2 { break }
                }
                let wanted = made.filter { payment in
                    (filter.student == nil || filter.student == payment.studentID)
                        && (filter.status == nil || filter.status == payment.status)
                }
                #expect(seen == wanted.map(\.id).reversed(), "\(filter)")
            }
        }
    }
}
