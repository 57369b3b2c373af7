// Proves both reports against the plain books of accounts made at random.
import Payments
import StripeStub
import Testing

@Suite("Reports on random accounts", .timeLimit(.minutes(5)))
struct ReportOracleTests {
    private static let versions = ["2022-11-15", "2026-08-26.dahlia"]

    private func account(_ seed: UInt64) throws -> (RandomAccount, SimulatedStripe, String) {
        let version = Self.versions[Int(seed % 2)]
        var account = RandomAccount(seed: seed, version: version)
        try account.live(steps: 300)
        // Refunds that fail do so a minute later.
        return (account, SimulatedStripe(account.stub, now: account.now + 60), version)
    }

    @Test("the totals are those of the books to the cent, for any window", arguments: UInt64(1)...4)
    func totals(seed: UInt64) throws {
        let (account, stripe, version) = try account(seed)
        let span = account.now + 61 - RandomAccount.start
        let windows = [
            ReportWindow(since: RandomAccount.start, until: nil),
            .lastHours(36, now: account.now),
            ReportWindow(since: RandomAccount.start + span / 4, until: RandomAccount.start + span / 2),
            ReportWindow(since: account.now + 61, until: nil),
        ]
        for window in windows {
            let total = try stripe.lessonTotal(
                window, stripe.reports(version: version, pageSize: 7))
            for currency in ["usd", "eur"] {
                let movements = account.movements.filter {
                    $0.isLesson && $0.currency == currency && $0.time >= window.since
                        && $0.time < window.until ?? .max
                }
                let sums = total[currency]
                #expect(sums.payments == movements.reduce(0) { $0 + $1.captured }, "\(currency) \(window)")
                #expect(sums.net == movements.reduce(0) { $0 + $1.net }, "\(currency) \(window)")
                #expect(sums.fees == sums.payments - sums.net)
            }
        }
        #expect(stripe.refusedCount == 0)
    }

    @Test(
        "the customers found are those whose last attempt failed with the card they still have",
        arguments: UInt64(1)...4)
    func failures(seed: UInt64) throws {
        let (account, stripe, _) = try account(seed)
        for hours in [36, 24 * 30] as [Int64] {
            let window = ReportWindow.lastHours(hours, now: account.now)
            let found = try stripe.failedPayments(window, stripe.reports(pageSize: 7))
            let expected = account.cards.compactMap { customer, card -> String? in
                guard let last = account.attempts[customer]?.last, last.time >= window.since,
                    let error = last.error, last.card == card
                else { return nil }
                return "\(customer) \(last.time) \(error) \(last.description)"
            }
            let described = found.map {
                "\($0.customer) \($0.created) \($0.error ?? "-") \($0.description ?? "-")"
            }
            #expect(described.sorted() == expected.sorted())
            #expect(found.map(\.created) == found.map(\.created).sorted(by: >))
            #expect(hours == 36 || !found.isEmpty)
        }
        #expect(stripe.refusedCount == 0)
    }
}
