// Tests of the figures about gigs that the database adds up, against the same sums made by hand, over all engines.
import Basics
import PaymentRules
import Store
import Testing

@Suite("figures about gigs, all engines", .serialized, .timeLimit(.minutes(5)))
struct GigDashboardTests {
    @Test("days and sums are those of a plain count, for every window", arguments: Engine.available)
    func sums(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            _ = try await Migrator(clock: .system).migrate(database)
            let paid = (Int64(0)..<60).map(Paid.init)
            try await database.transaction { tx in try await Self.write(paid, in: tx) }
            let noon = Int64(86_400)
            for (start, end) in [(Int64(0), Int64.max), (noon, 3 * noon), (noon / 2, noon * 5 / 2), (7, 7)] {
                let days = try await database.read { tx in try await tx.gigDays(from: start, to: end) }
                let window = paid.filter { $0.at >= start && $0.at < end && $0.captured != nil }
                #expect(days.map(\.day) == Set(window.map { $0.at / 86_400 }).sorted())
                for day in days {
                    let ofDay = window.filter { $0.at / 86_400 == day.day }
                    #expect(day.payments == Int64(ofDay.count))
                    #expect(day.gross == ofDay.reduce(0) { $0 + ($1.captured ?? 0) })
                    #expect(day.refunded == ofDay.reduce(0) { $0 + $1.refunded })
                    #expect(day.teacherShare == ofDay.reduce(0) { $0 + $1.teacher })
                    #expect(day.stripeFees == ofDay.reduce(0) { $0 + $1.stripeFee })
                    #expect(day.disputed == ofDay.reduce(0) { $0 + $1.disputed })
                }
            }
        }
    }

    /// A payment, its figures made of its number.
    private struct Paid {
        let number: Int64
        var at: Int64 { number * 10_007 }
        /// Every seventh failed.
        var captured: Int64? { number % 7 == 6 ? nil : 1000 + number * 13 }
        var refunded: Int64 { captured == nil || number % 3 > 0 ? 0 : 100 + number }
        /// Of every fifth Stripe has not told yet who has what.
        var teacher: Int64 { captured == nil || number % 5 == 4 ? 0 : 900 + number - refunded }
        var stripeFee: Int64 { teacher == 0 ? 0 : 60 + number }
        var disputed: Int64 { teacher == 0 || number % 4 > 0 ? 0 : 500 }
        /// A lost one is moved on to another account of the ledger.
        var isLost: Bool { number % 8 == 0 }

        var ledger: [LedgerEntry] {
            let moves: [(LedgerAccount, Int64)] = [
                (.teacherBalances, teacher), (.stripeFees, stripeFee),
                (isLost ? .disputeLosses : .disputesOpen, disputed),
                (.stripeBalance, -teacher - stripeFee - disputed),
            ]
            return moves.map { LedgerEntry(account: $0, amountMinorUnits: $1) }
        }
    }

    private static func write(_ paid: [Paid], in tx: any Transaction) async throws {
        let student = try await tx.insertStudent(
            name: "ada", email: "ada@example.com", timeZone: "UTC", subject: nil, customer: nil, now: 1)
        let teacher = try await tx.insertInstructor(
            name: "clara", email: "clara@example.com", timeZone: "UTC", subject: nil, now: 1)
        let gig = try await tx.insertGig(
            instructorID: teacher.id, title: "Scales", description: nil, amount: 5000, currency: .usd,
            isActive: true, seats: nil, now: 1)
        let account = try #require(AccountID("acct_1"))
        for one in paid {
            var payment = try await tx.insertPayment(
                studentID: student.id, kind: .gig, amount: 5000, currency: .usd, customer: nil, card: nil,
                now: one.at)
            payment.capturedAmount = one.captured
            payment.refundAmount = one.refunded
            try await tx.save(payment)
            _ = try await tx.insert(
                NewGigBooking(
                    gig: gig, studentID: student.id, paymentID: payment.id, account: account, feeAmount: 500,
                    usedSavedCard: false, savedCard: false, confirmBy: one.at), now: one.at)
            let event = NewPaymentEvent(.splitChanged, bookingID: nil, paymentID: payment.id, cause: "test")
            try await tx.append(event, ledger: one.ledger, currency: .usd, now: one.at)
        }
        // A lesson's money is not the gigs'.
        let lesson = try await tx.insertPayment(
            studentID: student.id, kind: .lesson, amount: 5000, currency: .usd, customer: nil, card: nil,
            now: 100)
        let event = NewPaymentEvent(.captured, bookingID: nil, paymentID: lesson.id, cause: "test")
        try await tx.append(
            event, ledger: Ledger.entries(for: .disputeOpened(5000)), currency: .usd, now: 100)
    }
}
