// Proves that the ledger's books balance, whatever happens to a payment and in whatever order it may.
import PaymentRules
import Testing

@Suite("Ledger", .timeLimit(.minutes(5)))
struct LedgerTests {
    private func balances(_ outcomes: [LedgerOutcome]) -> [LedgerAccount: Int64] {
        outcomes.flatMap { Ledger.entries(for: $0) }.reduce(into: [:]) { balances, entry in
            balances[entry.account, default: 0] += entry.amountMinorUnits
        }
    }

    @Test("a capture takes its part of a hold, and the rest of the hold is gone")
    func partCapture() {
        let books = balances([.authorized(9600), .captured(6000, credit: 1000, hold: 9600)])
        #expect(books[.holdsOpen] == 0 && books[.cardsHeld] == 0)
        #expect(books[.stripeBalance] == 6000)
        #expect(books[.lessonIncome] == -5000)
        #expect(books[.studentCredit] == -1000)
    }

    @Test("a hold that ends and a charge that is refunded leave nothing behind")
    func nothingLeft() {
        #expect(balances([.authorized(9600), .released(9600)]).values.allSatisfy { $0 == 0 })
        #expect(balances([.charged(100), .refunded(60), .refunded(40)]).values.allSatisfy { $0 == 0 })
        #expect(balances([.charged(100), .refunded(100), .refundReverted(100)])[.stripeBalance] == 100)
    }

    @Test("a package is owed as lessons until they are taught or given back")
    func package() {
        let books = balances([
            .charged(42000, credit: 42000), .creditSpent(8400), .refunded(33600, credit: 33600),
        ])
        #expect(books[.studentCredit] == 0)
        #expect(books[.lessonIncome] == -8400)
        #expect(books[.stripeBalance] == 8400)
        #expect(balances([.charged(100), .creditGiven(100)])[.studentCredit] == -100)
    }

    @Test("a dispute takes the money at once; won it comes back, lost it is a loss")
    func disputes() {
        #expect(balances([.charged(100), .disputeOpened(100)])[.stripeBalance] == 0)
        #expect(balances([.charged(100), .disputeOpened(100), .disputeWon(100)])[.stripeBalance] == 100)
        let lost = balances([.charged(100), .disputeOpened(100), .disputeLost(100)])
        #expect(lost[.disputesOpen] == 0 && lost[.disputeLosses] == 100 && lost[.stripeBalance] == 0)
    }

    @Test(
        "a gig's price is the student's, the teacher's, Stripe's and the house's; what goes back comes from each"
    )
    func split() {
        let nothing = GigSplit(paid: 0, teacher: 0, stripeFee: 0)
        let paid = GigSplit(paid: 5000, teacher: 4500, stripeFee: 175)
        let books = balances([.split(from: nothing, to: paid)])
        #expect(books[.studentPayments] == -5000 && books[.teacherBalances] == 4500)
        #expect(books[.stripeFees] == 175 && books[.stripeBalance] == 325)
        // Stripe keeps its fee.
        let returned = GigSplit(paid: 0, teacher: 0, stripeFee: 175)
        let after = balances([.split(from: nothing, to: paid), .split(from: paid, to: returned)])
        #expect(after[.studentPayments] == 0 && after[.teacherBalances] == 0)
        #expect(after[.stripeBalance] == -175)
        #expect(Ledger.entries(for: .split(from: paid, to: paid)).isEmpty)
        #expect(balances([.disputeFee(1500)]) == [.stripeBalance: -1500, .disputeFees: 1500])
    }

    @Test("an outcome names an account once, and none whose balance stays")
    func entries() {
        let entries = Ledger.entries(for: .captured(9600, credit: 600, hold: 9600))
        #expect(Set(entries.map(\.account)).count == entries.count)
        #expect(Ledger.entries(for: .captured(0, credit: 0, hold: 0)).isEmpty)
        #expect(!Ledger.entries(for: .charged(100)).contains { $0.account == .studentCredit })
    }

    @Test(
        "any legal life of payments keeps the books at zero and the open holds at what is held",
        arguments: 1...20)
    func anyLife(seed: UInt64) {
        var dice = Dice(seed: seed)
        var lives = (0..<10).map { _ in PaymentLife() }
        var books: [LedgerAccount: Int64] = [:]
        for _ in 0..<300 {
            let index = Int.random(in: lives.indices, using: &dice)
            let entries = Ledger.entries(for: lives[index].step(using: &dice))
            #expect(entries.map(\.amountMinorUnits).reduce(0, +) == 0)
            for entry in entries { books[entry.account, default: 0] += entry.amountMinorUnits }
            #expect(books[.holdsOpen, default: 0] == lives.map(\.held).reduce(0, +))
            #expect(books[.stripeBalance, default: 0] == lives.map { $0.taken - $0.disputed }.reduce(0, +))
        }
    }
}

/// One payment that does what the rules allow, at random; when it has nothing left, it begins anew.
private struct PaymentLife {
    var held: Int64 = 0
    /// Captured or charged and not refunded.
    var taken: Int64 = 0
    var disputed: Int64 = 0

    mutating func step(using dice: inout Dice) -> LedgerOutcome {
        let amount = Int64.random(in: 1...20_000, using: &dice)
        if disputed > 0 { return endDispute(isWon: Bool.random(using: &dice)) }
        if held > 0 { return endHold(part: min(amount, held), using: &dice) }
        if taken > 0 { return spend(part: min(amount, taken), using: &dice) }
        guard Bool.random(using: &dice) else {
            taken = amount
            return .charged(amount)
        }
        held = amount
        return .authorized(amount)
    }

    private mutating func endHold(part: Int64, using dice: inout Dice) -> LedgerOutcome {
        let hold = held
        held = 0
        guard Bool.random(using: &dice) else { return .released(hold) }
        taken = part
        return .captured(part, credit: Int64.random(in: 0...part, using: &dice), hold: hold)
    }

    private mutating func spend(part: Int64, using dice: inout Dice) -> LedgerOutcome {
        switch Int.random(in: 0..<4, using: &dice) {
        case 0:
            disputed = taken
            return .disputeOpened(taken)
        case 1: return .creditGiven(part)
        case 2: return .creditSpent(part)
        default:
            taken -= part
            return .refunded(part)
        }
    }

    private mutating func endDispute(isWon: Bool) -> LedgerOutcome {
        let amount = disputed
        disputed = 0
        guard !isWon else { return .disputeWon(amount) }
        taken -= amount
        return .disputeLost(amount)
    }
}
