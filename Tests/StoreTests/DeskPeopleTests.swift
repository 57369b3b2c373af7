// Tests of the desk's people and their histories: pages, beginnings of names, holds, over all engines.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@Suite("the desk's people, all engines", .serialized, .timeLimit(.minutes(5)))
struct DeskPeopleTests {
    @Test("instructors are found by how their name or mail address begins", arguments: Engine.available)
    func instructors(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { 0 }).migrate(database)
            try await database.transaction { tx in
                for (name, email) in [("Ada", "adam@example.com"), ("Bea", "ADA@example.com")] {
                    _ = try await tx.insertInstructor(
                        name: name, email: email, timeZone: "UTC", subject: nil, now: 0)
                }
            }
            let found = try await database.read { tx in
                try await tx.instructors(beginning: "aD", limit: 9, in: database.dialect).map(\.name)
            }
            #expect(found == ["Ada", "Bea"])
            let page = try await database.read { tx in
                try await tx.instructors(after: 2, limit: 9).map(\.name)
            }
            #expect(page == ["Ada"])
        }
    }

    @Test("who is searched for, listed or looked at is found by an index", arguments: Engine.available)
    func plans(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { 0 }).migrate(database)
            for table in ["students", "instructors"] {
                let plan = try await database.plan(of: table) { tx in
                    if table == "students" {
                        _ = try await tx.students(beginning: "a", limit: 9, in: database.dialect)
                    } else {
                        _ = try await tx.instructors(beginning: "a", limit: 9, in: database.dialect)
                    }
                }
                for index in ["\(table)_by_name", "\(table)_by_email"] {
                    #expect(plan.contains(index), "\(plan)")
                }
                #expect(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "\(plan)")
            }
            let packages = try await database.plan(of: "packages") { tx in
                _ = try await tx.packages(ofStudent: 1, limit: 9)
            }
            #expect(packages.contains("packages_of_student") && !packages.contains("TEMP B-TREE"))
            let events = try await database.plan(of: "payment_events") { tx in
                _ = try await tx.paymentsTried(from: 0, to: 1)
                _ = try await tx.holdSteps(ofPayments: 1...2)
            }
            #expect(events.contains("payment_events_by_type"), "\(events)")
            #expect(events.contains("payment_events_of_payment"), "\(events)")
            #expect(!events.contains("TEMP B-TREE"), "\(events)")
        }
    }

    @Test("the histories are those of the payments between, each in its order", arguments: Engine.available)
    func holds(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: WallClock { 0 }).migrate(database)
            try await database.transaction { tx in
                for number in Int64(1)...3 {
                    let payment = try await tx.insertPayment(
                        studentID: nil, kind: .service, amount: 100, currency: .usd, customer: nil, card: nil,
                        now: 0)
                    for type in [PaymentEventType.authorizationTried, .authorized] {
                        try await tx.append(
                            NewPaymentEvent(type, bookingID: nil, paymentID: payment.id, cause: "test"),
                            currency: .usd, now: number * 10)
                    }
                }
            }
            try await database.read { tx in
                #expect(try await tx.paymentsTried(from: 10, to: 30) == 1...2)
                #expect(try await tx.paymentsTried(from: 31, to: 90) == nil)
                let steps = try await tx.holdSteps(ofPayments: 2...3)
                #expect(steps.map(\.payment) == [2, 2, 3, 3])
                #expect(
                    steps.map(\.type) == [.authorizationTried, .authorized, .authorizationTried, .authorized])
                #expect(steps.map(\.at) == [20, 20, 30, 30])
            }
        }
    }
}
