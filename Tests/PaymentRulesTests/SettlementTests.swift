// Proves who gets what when a lesson does not happen: edges to the second, sums to the cent.
import Basics
import Testing

@testable import PaymentRules

@Suite("Settlements", .timeLimit(.minutes(5)))
struct SettlementTests {
    private static let hour: Int64 = 3600
    private static let start: Int64 = 1_800_000_000

    private func settle(
        _ policy: BuiltInPolicy, _ end: BookingEnd = .cancelled(by: .student), amount: Int64 = 9600,
        secondsBefore: Int64
    ) throws -> Settlement {
        try Policy(json: policy.json).settlement(
            of: end, amount: amount, startsAt: Self.start, at: Self.start - secondsBefore)
    }

    @Test(
        "a student's cancel is settled by the window it falls in; its very last second is still within it",
        arguments: [
            (.sixHours, 6 * hour + 1, 0, 0), (.sixHours, 6 * hour, 0, 0), (.sixHours, 6 * hour - 1, 9600, 0),
            (.sixHours, -hour, 9600, 0),
            (.musicShop, 72 * hour, 0, 0), (.musicShop, 72 * hour - 1, 4800, 0),
            (.musicShop, 24 * hour, 4800, 0),
            (.musicShop, 24 * hour - 1, 9600, 0),
            (.creditWindow, 24 * hour, 0, 0), (.creditWindow, 24 * hour - 1, 0, 9600),
            (.creditWindow, 12 * hour, 0, 9600), (.creditWindow, 12 * hour - 1, 9600, 0),
        ] as [(BuiltInPolicy, Int64, Int64, Int64)])
    func windows(policy: BuiltInPolicy, secondsBefore: Int64, keep: Int64, credit: Int64) throws {
        let settlement = try settle(policy, secondsBefore: secondsBefore)
        #expect(settlement.keep == keep)
        #expect(settlement.credit == credit)
        #expect(settlement.giveBack == 9600 - keep - credit)
    }

    @Test("an instructor who cancels or does not come gives everything back, at any time")
    func instructor() throws {
        for policy in BuiltInPolicy.allCases {
            for end in [BookingEnd.cancelled(by: .instructor), .noShow(of: .instructor)] {
                for before in [0, 100 * Self.hour, -Self.hour] {
                    let settlement = try settle(policy, end, secondsBefore: before)
                    #expect(settlement == Settlement(keep: 0, credit: 0, giveBack: 9600, validUntil: nil))
                }
            }
        }
    }

    @Test("a student who does not come pays all of it")
    func noShow() throws {
        let settlement = try settle(.sixHours, .noShow(of: .student), secondsBefore: -Self.hour)
        #expect(settlement == Settlement(keep: 9600, credit: 0, giveBack: 0, validUntil: nil))
    }

    @Test(
        "a no-show's fee comes on top of its percentage and stops at the amount",
        arguments: [(9600, 5800), (700, 700)])
    func fee(amount: Int64, keep: Int64) throws {
        let text = #"""
            {"name":"fee","title":"Fee","cancel":{"student":[{"keep_percent":0}]},
             "no_show":{"student":{"keep_percent":50,"fee_minor_units":1000}}}
            """#
        let settlement = try Policy(json: Array(text.utf8)).settlement(
            of: .noShow(of: .student), amount: amount, startsAt: 0, at: 0)
        #expect(settlement.keep == keep)
        #expect(settlement.giveBack == amount - keep)
    }

    @Test("a split cent is the student's, and two halves of one are one credit")
    func cents() throws {
        #expect(try settle(.musicShop, amount: 9601, secondsBefore: 30 * Self.hour).keep == 4800)
        #expect(try settle(.musicShop, amount: 9601, secondsBefore: 30 * Self.hour).giveBack == 4801)
        let text = #"""
            {"name":"halves","title":"Halves",
             "cancel":{"student":[{"keep_percent":50,"credit_percent":50}]},
             "no_show":{"student":{"keep_percent":100}}}
            """#
        let halves = try Policy(json: Array(text.utf8)).settlement(
            of: .cancelled(by: .student), amount: 101, startsAt: 0, at: 0)
        #expect(halves == Settlement(keep: 50, credit: 51, giveBack: 0, validUntil: nil))
    }

    @Test("the same settlement holds until its last second, and another from the next")
    func validUntil() throws {
        let free = try settle(.sixHours, secondsBefore: 50 * Self.hour)
        #expect(free.validUntil == Self.start - 6 * Self.hour)
        #expect(try settle(.sixHours, secondsBefore: Self.hour).validUntil == nil)
        // Half of one cent is nothing: the free window and the half one are the same to it.
        let cent = try settle(.musicShop, amount: 1, secondsBefore: 100 * Self.hour)
        #expect(cent.validUntil == Self.start - 24 * Self.hour)
        #expect(try settle(.musicShop, amount: 0, secondsBefore: 100 * Self.hour).validUntil == nil)
        let policies = try BuiltInPolicy.allCases.map { try Policy(json: $0.json) }
        var dice = Dice(seed: 7)
        for policy in policies {
            for _ in 0..<500 {
                let amount = dice.amount(upTo: 99_999_999)
                let settle = { (now: Int64) in
                    policy.settlement(
                        of: .cancelled(by: .student), amount: amount, startsAt: Self.start, at: now)
                }
                let settlement = settle(Self.start - Int64.random(in: -3600...400_000, using: &dice))
                guard let until = settlement.validUntil else { continue }
                #expect(settle(until) == settlement)
                let next = settle(until + 1)
                #expect(next.keep != settlement.keep || next.credit != settlement.credit)
            }
        }
    }

    @Test(
        "the parts of any amount add up to it, none is below zero, and no rule keeps more than its percentage"
    )
    func sums() throws {
        var dice = Dice(seed: 42)
        for _ in 0..<100 {
            let keep = Int64.random(in: 0...100, using: &dice)
            let credit = Int64.random(in: 0...(100 - keep), using: &dice)
            let text =
                #"{"name":"any","title":"Any","cancel":{"student":[{"keep_percent":\#(keep),"#
                + #""credit_percent":\#(credit)}]},"no_show":{"student":{"keep_percent":\#(keep)}}}"#
            let policy = try Policy(json: Array(text.utf8))
            for end in [BookingEnd.cancelled(by: .student), .noShow(of: .student)] {
                for _ in 0..<10 { expectSum(policy, end, amount: dice.amount(), keepPercent: keep) }
            }
        }
    }

    private func expectSum(_ policy: Policy, _ end: BookingEnd, amount: Int64, keepPercent: Int64) {
        let parts = policy.settlement(of: end, amount: amount, startsAt: 0, at: 0)
        #expect(parts.keep + parts.credit + parts.giveBack == amount)
        #expect(min(parts.keep, parts.credit, parts.giveBack) >= 0)
        #expect(parts.taken == parts.keep + parts.credit)
        let bound = amount.multipliedFullWidth(by: keepPercent)
        let kept = parts.keep.multipliedFullWidth(by: 100)
        #expect((kept.high, kept.low) <= (bound.high, bound.low))
    }

    @Test("amounts below zero and moments at the edge of time do not end the process")
    func edges() throws {
        let policy = try Policy(json: BuiltInPolicy.sixHours.json)
        for start in [Int64.min, .max] {
            for now in [Int64.min, .max] {
                let parts = policy.settlement(
                    of: .cancelled(by: .student), amount: .max, startsAt: start, at: now)
                #expect(parts.taken + parts.giveBack == .max)
            }
        }
        let none = policy.settlement(of: .noShow(of: .student), amount: -5, startsAt: 0, at: 0)
        #expect(none == Settlement(keep: 0, credit: 0, giveBack: 0, validUntil: nil))
    }
}
