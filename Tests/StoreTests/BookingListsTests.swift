// Tests of lists of bookings: every filter and every place in a list, over all engines.
import Basics
import PaymentRules
import Store
import TestSupport
import Testing

@Suite("lists of bookings, all engines", .serialized, .timeLimit(.minutes(5)))
struct BookingListsTests {
    @Test(
        "every filter, page after page, lists what it names, once and in order", arguments: Engine.available)
    func everyFilter(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let all = try await Self.make(in: database)
            for filter in Self.filters {
                let isWindow = filter.from != nil || filter.to != nil
                let wanted = all.filter { filter.names($0) }
                    .sorted { isWindow ? ($0.startsAt, $0.id) > ($1.startsAt, $1.id) : $0.id > $1.id }
                var seen: [Int64] = []
                while true {
                    let page = try await database.read { [last = seen.last] tx in
                        try await tx.bookings(filter, after: last, limit: 3)
                    }
                    seen += page.map(\.id)
                    if page.count < 3 { break }
                }
                #expect(seen == wanted.map(\.id), "\(filter)")
                #expect(!wanted.isEmpty)
            }
        }
    }

    @Test("a lesson that was moved while its list was read ends no list early", arguments: Engine.available)
    func moved(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let all = try await Self.make(in: database)
            var filter = BookingFilter()
            filter.from = 0
            let window = filter
            let first = try await database.read { tx in try await tx.bookings(window, after: nil, limit: 3) }
            var last = try #require(first.last)
            (last.startsAt, last.endsAt) = (90_000, 93_600)
            let moved = last
            try await database.transaction { tx in try await tx.save(moved) }
            let rest = try await database.read { tx in
                try await tx.bookings(window, after: moved.id, limit: 100)
            }
            // From where it is now: what stood between is listed once more, and nothing is left out.
            #expect(Set(first.map(\.id) + rest.map(\.id)) == Set(all.map(\.id)))
        }
    }

    /// Each alone, each with each other, and all together.
    private static var filters: [BookingFilter] {
        let changes: [(inout BookingFilter) -> Void] = [
            { $0.student = 1 }, { $0.instructor = 2 }, { $0.status = .completed },
            { $0.paymentStatus = .captured }, { $0.from = 30_000 }, { $0.to = 80_000 },
        ]
        return (0..<1 << changes.count).map { chosen in
            var filter = BookingFilter()
            for (index, change) in changes.enumerated() where chosen & 1 << index != 0 { change(&filter) }
            return filter
        }
    }

    /// Two students and two instructors, their states in turn; the order of time is not that of the ids, and some
    /// begin at once.
    private static func make(in database: any Database) async throws -> [Booking] {
        _ = try await Migrator(clock: .system).migrate(database)
        return try await database.transaction { tx in
            try await tx.keepPolicy(hash: "h", name: "n", document: "{}", now: 1)
            for name in ["a", "b"] {
                _ = try await tx.insertStudent(
                    name: name, email: "", timeZone: "UTC", subject: nil, customer: nil, now: 1)
                _ = try await tx.insertInstructor(
                    name: name, email: "", timeZone: "UTC", subject: nil, now: 1)
            }
            var bookings: [Booking] = []
            for number in Int64(0)..<32 {
                let payment = try await tx.insertPayment(
                    studentID: number % 2 + 1, kind: .lesson, amount: 100, currency: .usd,
                    customer: CustomerID("cus_1"), card: nil, now: 1)
                let start = (number * 11 % 16 + 1) * 5000
                var booking = try await tx.insert(
                    NewBooking(
                        studentID: number % 2 + 1, instructorID: number / 2 % 2 + 1, startsAt: start,
                        endsAt: start + 3600, description: "", amount: 100, currency: .usd, policyHash: "h",
                        paymentID: payment.id, packageID: nil,
                        standing: number / 8 % 2 == 0 ? .paid(100) : PaymentStanding()), now: 1)
                if number / 4 % 2 == 0 {
                    booking.status = .completed
                    try await tx.save(booking)
                }
                bookings.append(booking)
            }
            return bookings
        }
    }
}

extension BookingFilter {
    /// The same said once more, as plainly as can be.
    fileprivate func names(_ booking: Booking) -> Bool {
        (student ?? booking.studentID) == booking.studentID
            && (instructor ?? booking.instructorID) == booking.instructorID
            && (status ?? booking.status) == booking.status
            && (paymentStatus ?? booking.standing.status) == booking.standing.status
            && (from ?? 0) <= booking.startsAt && booking.startsAt < (to ?? .max)
    }
}
