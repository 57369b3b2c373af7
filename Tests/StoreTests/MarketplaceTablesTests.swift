// Tests of the marketplace's tables: saved cards, refund requests, teachers' accounts, over all engines.
import Basics
import PaymentRules
import Store
import Testing

@Suite("tables of the marketplace, all engines", .serialized, .timeLimit(.minutes(5)))
struct MarketplaceTablesTests {
    @Test(
        "a student has a card of one number once; two students may have the same", arguments: Engine.available
    )
    func oneCard(engine: Engine) async throws {
        try await withMarket(engine) { database in
            let card = try Self.card("pm_1", of: 1)
            let first = try await database.transaction { tx in try await tx.insertIfNew(card) }
            let kept = try #require(first)
            #expect(kept.id > 0)
            #expect(kept == Self.copy(card, id: kept.id))
            for other in [try Self.card("pm_2", of: 1), card] {
                let second = try await database.transaction { tx in try await tx.insertIfNew(other) }
                #expect(second == nil)
                let found = try await database.transaction { tx in try await tx.lockSavedCard(like: other) }
                #expect(found == kept)
            }
            let bobs = try Self.card("pm_3", of: 2)
            let third = try await database.transaction { tx in try await tx.insertIfNew(bobs) }
            #expect(third?.method == bobs.method)
            let cards = try await database.read { tx in try await tx.savedCards(of: 1) }
            #expect(cards == [kept])
        }
    }

    @Test(
        "a card is found by its student alone, replaced in its place, and dropped once",
        arguments: Engine.available)
    func cardLife(engine: Engine) async throws {
        try await withMarket(engine) { database in
            let old = try Self.card("pm_1", of: 1)
            let inserted = try await database.transaction { tx in try await tx.insertIfNew(old) }
            let first = try #require(inserted)
            let new = try Self.card("pm_2", of: 1, expYear: 2044)
            let replaced = try await database.transaction { tx in try await tx.replace(first, by: new) }
            #expect(replaced == Self.copy(new, id: first.id))
            let (read, stale, anothers) = try await database.read { tx in
                (
                    try await tx.savedCard(first.id, of: 1), try await tx.savedCard(old.method, of: 1),
                    [
                        try await tx.savedCard(first.id, of: 2), try await tx.savedCard(new.method, of: 2),
                    ]
                )
            }
            #expect(read == replaced && stale == nil)
            #expect(anothers == [nil, nil])
            for (student, isDropped) in [(Int64(2), false), (1, true), (1, false)] {
                let told = try await database.transaction { tx in
                    try await tx.dropSavedCard(first.id, of: student)
                }
                #expect(told == isDropped)
            }
        }
    }

    @Test("a student keeps the first customer that is written down", arguments: Engine.available)
    func customer(engine: Engine) async throws {
        try await withMarket(engine) { database in
            for name in ["cus_1", "cus_2"] {
                let customer = try #require(CustomerID(name))
                let kept = try await database.transaction { tx in
                    try await tx.setCustomerIfNone(customer, ofStudent: 1)
                    return (try await tx.student(1)?.customer, try await tx.student(2)?.customer)
                }
                #expect(kept.0?.text == "cus_1" && kept.1 == nil)
            }
        }
    }

    @Test(
        "a refund request comes back whole; a second is refused while one is open",
        arguments: Engine.available)
    func refundRequest(engine: Engine) async throws {
        try await withMarket(engine) { database in
            var request = try await database.transaction { tx in
                try await tx.insertRefundRequest(
                    paymentID: 1, studentID: 1, amount: 300, reason: "ill", now: 7)
            }
            for status in RefundRequest.Status.allCases {
                request.status = status
                request.approvedAmount = 200
                (request.notes, request.processedBy, request.processedAt) = ("ok", "staff:eve", 9)
                let wanted = request
                let (read, open) = try await database.transaction { tx in
                    try await tx.save(wanted)
                    return (
                        try await tx.refundRequest(wanted.id), try await tx.openRefundRequest(ofPayment: 1)
                    )
                }
                #expect(read == wanted)
                #expect(open == (status.isOpen ? wanted : nil))
                guard status.isOpen else { continue }
                await #expect {
                    try await database.transaction { tx in
                        _ = try await tx.insertRefundRequest(
                            paymentID: 1, studentID: 1, amount: nil, reason: "ill", now: 7)
                    }
                } throws: { ($0 as? StoreFailure)?.isConstraint ?? false }
            }
            let second = try await database.transaction { tx in
                try await tx.insertRefundRequest(
                    paymentID: 1, studentID: 1, amount: nil, reason: "ill", now: 7)
            }
            #expect(second.requestedAmount == nil && second.id > request.id)
        }
    }

    @Test(
        "every filter, page after page, lists the requests that it names, the newest first",
        arguments: Engine.available)
    func requests(engine: Engine) async throws {
        try await withMarket(engine) { database in
            let all = try await database.transaction { tx in
                var all: [RefundRequest] = []
                for number in Int64(0)..<12 {
                    var request = try await tx.insertRefundRequest(
                        paymentID: 1, studentID: 1 + number % 2, amount: nil, reason: "ill", now: 7)
                    // All but one have to be closed.
                    request.status = number == 11 ? .pending : number % 3 == 0 ? .rejected : .refunded
                    try await tx.save(request)
                    all.append(request)
                }
                return all
            }
            let filters = [
                RefundRequestFilter(), RefundRequestFilter(student: 2),
                RefundRequestFilter(status: .rejected),
                RefundRequestFilter(student: 1, status: .refunded), RefundRequestFilter(status: .approved),
            ]
            for filter in filters {
                let wanted = all.reversed().filter {
                    $0.studentID == filter.student ?? $0.studentID && $0.status == filter.status ?? $0.status
                }
                var seen: [RefundRequest] = []
                while true {
                    let page = try await database.read { [last = seen.last?.id] tx in
                        try await tx.refundRequests(filter, after: last, limit: 2)
                    }
                    seen += page
                    if page.count < 2 || seen.count > 12 { break }
                }
                #expect(seen == wanted, "\(filter)")
            }
            let open = try await database.read { tx in try await tx.openRefundRequestsCount() }
            #expect(open == 1)
        }
    }

    @Test("a teacher has one account, and only a teacher's is told of", arguments: Engine.available)
    func account(engine: Engine) async throws {
        try await withMarket(engine) { database in
            let (one, two) = (try #require(AccountID("acct_1")), try #require(AccountID("acct_2")))
            for (account, isNew) in [(one, true), (two, false)] {
                let told = try await database.transaction { tx in
                    try await tx.insertIfNew(
                        TeacherAccount(instructorID: 1, account: account, canBePaid: false), now: 7)
                }
                #expect(told == isNew)
            }
            for (account, canBePaid, isKnown) in [(one, true, true), (two, true, false), (one, false, true)] {
                let (told, kept) = try await database.transaction { tx in
                    (
                        try await tx.setCanBePaid(canBePaid, account: account, now: 8),
                        try await tx.teacherAccount(ofInstructor: 1)
                    )
                }
                #expect(told == isKnown)
                #expect(kept?.account == one)
                if isKnown { #expect(kept?.canBePaid == canBePaid) }
            }
        }
    }

    private static func card(
        _ method: String, of student: Int64, expYear: Int64 = 2040
    ) throws -> SavedCard {
        SavedCard(
            id: 0, studentID: student, method: try #require(PaymentMethodID(method)), last4: "4242",
            brand: "visa", expMonth: 12, expYear: expYear, fingerprint: "f", createdAt: 7)
    }

    private static func copy(_ card: SavedCard, id: Int64) -> SavedCard {
        SavedCard(
            id: id, studentID: card.studentID, method: card.method, last4: card.last4, brand: card.brand,
            expMonth: card.expMonth, expYear: card.expYear, fingerprint: card.fingerprint,
            createdAt: card.createdAt)
    }

    /// Students 1 and 2, instructor 1, and payment 1.
    private func withMarket(
        _ engine: Engine, _ test: @escaping @Sendable (any Database) async throws -> Void
    ) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: .system).migrate(database)
            try await database.transaction { tx in
                for name in ["ada", "bob"] {
                    _ = try await tx.insertStudent(
                        name: name, email: "\(name)@example.com", timeZone: "UTC", subject: nil,
                        customer: nil, now: 1)
                }
                _ = try await tx.insertInstructor(
                    name: "clara", email: "clara@example.com", timeZone: "UTC", subject: nil, now: 1)
                _ = try await tx.insertPayment(
                    studentID: 1, kind: .gig, amount: 5000, currency: .usd, customer: nil, card: nil, now: 1)
            }
            try await test(database)
        }
    }
}
