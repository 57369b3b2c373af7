// Tests of the table of other services' payments: every way to find one, every page of a list, over all engines.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@Suite("payments of other services, all engines", .serialized, .timeLimit(.minutes(5)))
struct ServicePaymentsTests {
    @Test("a payment is found by all that it goes by, and comes back whole", arguments: Engine.available)
    func found(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let told = ServicePayment(
                paymentID: 1, name: "pay_1", token: "pi_1", email: "a@example.com", description: "Flight",
                owedAmount: nil)
            try await database.migrated()
            try await database.transaction { tx in
                var payment = try await tx.insertServicePayment(told)
                (payment.charge, payment.intent) = ("ch_1", PaymentIntentID("pi_1"))
                try await tx.save(payment)
                // A lesson's charge is found by nobody who looks for a service's.
                var lesson = try await tx.insertPayment(
                    studentID: nil, kind: .lesson, amount: 1, currency: .usd, customer: nil, card: nil, now: 1
                )
                lesson.charge = "ch_2"
                try await tx.save(lesson)
            }
            let (known, others) = try await database.read { tx in
                let known = [
                    try await tx.servicePayment(1), try await tx.servicePayment(named: "pay_1"),
                    try await tx.servicePayment(ofToken: "pi_1"),
                    try await tx.servicePayment(ofCharge: "ch_1"),
                ]
                let others = [
                    try await tx.servicePayment(2), try await tx.servicePayment(named: "pay_2"),
                    try await tx.servicePayment(ofToken: "pi_2"),
                    try await tx.servicePayment(ofCharge: "ch_2"),
                ]
                return (known, others)
            }
            #expect(known == [told, told, told, told])
            #expect(others == [nil, nil, nil, nil])
            for owed in [Int64(700), 0, nil] {
                try await database.transaction { tx in try await tx.setOwed(owed, ofServicePayment: 1) }
                let read = try await database.read { tx in try await tx.servicePayment(1)?.owedAmount }
                #expect(read == owed)
            }
        }
    }

    @Test("a token is one payment's, also when two tell of it at once", arguments: Engine.available)
    func token(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await database.migrated()
            let isNew = try await withThrowingTaskGroup { group in
                for number in Int64(1)...8 {
                    group.addTask {
                        try await database.transaction { tx in
                            let payment = try await tx.insertPayment(
                                studentID: nil, kind: .service, amount: 1, currency: .usd, customer: nil,
                                card: nil, now: 1)
                            return try await tx.insertIfNew(
                                ServicePayment(
                                    paymentID: payment.id, name: "pay_\(number)", token: "tok_visa",
                                    email: nil, description: nil))
                        }
                    }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(isNew.count { $0 } == 1)
        }
    }

    @Test("what is owed is never below zero", arguments: Engine.available)
    func belowZero(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await database.make(count: 1)
            await #expect(throws: StoreFailure.self) {
                try await database.transaction { tx in try await tx.setOwed(-1, ofServicePayment: 1) }
            }
        }
    }

    @Test(
        "every filter, page after page, lists what it names, once and the newest first",
        arguments: Engine.available)
    func lists(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await database.make(count: 40)
            for filter in Self.filters {
                let wanted = (Int64(1)...40).reversed().filter { filter.names($0) }
                for limit in [Int64(1), 3, 100] {
                    var seen: [Int64] = []
                    while true {
                        let page = try await database.read { [last = seen.last] tx in
                            try await tx.servicePayments(filter, after: last, limit: limit)
                        }
                        #expect(page.allSatisfy { $0.paymentID == $1.id })
                        seen += page.map(\.1.id)
                        if page.count < limit || seen.count > 40 { break }
                    }
                    #expect(seen == wanted, "\(filter)")
                }
            }
            let nobody = ServicePaymentFilter(email: "nobody@example.com")
            let none = try await database.read { tx in
                try await tx.servicePayments(nobody, after: nil, limit: 9)
            }
            #expect(none.isEmpty)
        }
    }

    @Test("a list is read by an index, and nothing is sorted", arguments: Engine.available)
    func indexes(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await database.make(count: 40)
            for filter in Self.filters {
                let plan = try await database.plan(of: "payments") { tx in
                    _ = try await tx.servicePayments(filter, after: 30, limit: 3)
                }
                let primaryKey = database.dialect == .postgres ? "service_payments_pkey" : "PRIMARY KEY"
                let index =
                    filter.email != nil
                    ? "service_payments_by_email"
                    : filter.status != nil ? "payments_of_services_by_status" : primaryKey
                #expect(plan.contains(index), "\(filter): \(plan)")
                #expect(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "\(filter): \(plan)")
            }
            let byCharge = try await database.plan(of: "payments") { tx in
                _ = try await tx.servicePayment(ofCharge: "ch_1")
            }
            #expect(byCharge.contains("payments_by_charge"))
        }
    }

    @Test(
        "holds that end soon are listed by their end, and no lesson's is among them",
        arguments: Engine.available)
    func holds(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            try await database.make(count: 40)
            try await database.transaction { tx in
                var lesson = try await tx.insertPayment(
                    studentID: nil, kind: .lesson, amount: 1, currency: .usd, customer: nil, card: nil, now: 1
                )
                (lesson.status, lesson.authorizationExpiresAt) = (.authorized, 5)
                try await tx.save(lesson)
            }
            let due = try await database.read { tx in try await tx.serviceHolds(endingBefore: 96, limit: 100)
            }
            // Ends fall while ids grow.
            let wanted = (Int64(1)...40).reversed().filter { number in
                Self.status(number) == .authorized && 100 - number < 96
            }
            #expect(due.map(\.id) == wanted)
            let first = try await database.read { tx in try await tx.serviceHolds(endingBefore: 96, limit: 2)
            }
            #expect(first.map(\.id) == Array(wanted.prefix(2)))
        }
    }

    fileprivate static func status(_ number: Int64) -> PaymentStatus {
        PaymentStatus.allCases[Int(number) % PaymentStatus.allCases.count]
    }

    fileprivate static func email(_ number: Int64) -> String? {
        number % 4 == 0 ? nil : "\(number % 4)@example.com"
    }

    private static let filters = [
        ServicePaymentFilter(), ServicePaymentFilter(email: "1@example.com"),
        ServicePaymentFilter(status: .captured),
        ServicePaymentFilter(email: "3@example.com", status: .authorized),
    ]
}

extension ServicePaymentFilter {
    /// The same said once more, as plainly as can be.
    fileprivate func names(_ number: Int64) -> Bool {
        (email == nil || email == ServicePaymentsTests.email(number))
            && (status == nil || status == ServicePaymentsTests.status(number))
    }
}

extension Transaction {
    fileprivate func insertServicePayment(_ told: ServicePayment) async throws -> Payment {
        let payment = try await insertPayment(
            studentID: nil, kind: .service, amount: 10_099, currency: .usd, customer: nil, card: nil, now: 1)
        let isNew = try await insertIfNew(told)
        #expect(isNew)
        #expect(payment.id == told.paymentID)
        return payment
    }
}

extension Database {
    fileprivate func migrated() async throws { _ = try await Migrator(clock: .system).migrate(self) }

    /// Payments 1 to `count`, their states and addresses in turn, each held until a second before the one before.
    fileprivate func make(count: Int64) async throws {
        try await migrated()
        try await transaction { tx in
            for number in 1...count {
                var payment = try await tx.insertServicePayment(
                    ServicePayment(
                        paymentID: number, name: "pay_\(number)", token: "pi_\(number)",
                        email: ServicePaymentsTests.email(number), description: nil))
                payment.status = ServicePaymentsTests.status(number)
                payment.charge = "ch_\(number)"
                payment.authorizationExpiresAt = 100 - number
                try await tx.save(payment)
            }
        }
    }
}
