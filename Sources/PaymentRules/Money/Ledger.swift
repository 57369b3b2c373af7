// On the way of every outcome: what it moves between the accounts of the ledger.

/// An account; the raw value is its name in the database. A balance grows with what comes in and is below zero where
/// money came from: income and what is owed to students are negative.
package enum LedgerAccount: String, CaseIterable, Sendable {
    /// What open holds reserve: a memo beside `cards_held`, no money of the shop's yet.
    case holdsOpen = "holds_open"
    case cardsHeld = "cards_held"
    /// Of lessons before Stripe's fees, which its own reports know; of gigs after them, and after the teachers' parts:
    /// what is left there is the house's.
    case stripeBalance = "stripe_balance"
    case lessonIncome = "lesson_income"
    /// Owed to students as lessons.
    case studentCredit = "student_credit"
    /// Taken back by banks until a dispute is decided.
    case disputesOpen = "disputes_open"
    case disputeLosses = "dispute_losses"
    /// Paid by students for gigs, less what went back.
    case studentPayments = "student_payments"
    /// What gigs brought to teachers' own accounts: the price less the house's fee, less what was taken back.
    case teacherBalances = "teacher_balances"
    /// Stripe's, for charges of gigs: the house pays them.
    case stripeFees = "stripe_fees"
    case disputeFees = "dispute_fees"
}

package struct LedgerEntry: Equatable, Sendable {
    package let account: LedgerAccount
    package let amountMinorUnits: Int64

    package init(account: LedgerAccount, amountMinorUnits: Int64) {
        self.account = account
        self.amountMinorUnits = amountMinorUnits
    }
}

/// What happened to money, with how much of it. Amounts are not below zero.
package enum LedgerOutcome: Equatable, Sendable {
    case authorized(Int64)
    /// `amount` of a hold of `hold`: the rest of the hold ends with the capture. `credit` is the part of the amount
    /// that the student keeps for another lesson.
    case captured(Int64, credit: Int64, hold: Int64)
    /// The hold ended, whatever the `ReleaseCause`.
    case released(Int64)
    /// `credit` is the part that is owed as lessons: all of a package.
    case charged(Int64, credit: Int64 = 0)
    /// Of what was captured or charged before, so much becomes credit.
    case creditGiven(Int64)
    /// A lesson was taught, or lost by a late cancel, that credit paid for.
    case creditSpent(Int64)
    /// `credit` is the part that was owed as lessons until now.
    case refunded(Int64, credit: Int64 = 0)
    case refundReverted(Int64, credit: Int64 = 0)
    case disputeOpened(Int64)
    case disputeWon(Int64)
    case disputeLost(Int64)
    /// What Stripe takes for a dispute besides, whoever wins it.
    case disputeFee(Int64)
    /// What a gig has brought to whom, before and now.
    case split(from: GigSplit, to: GigSplit)
}

/// Who has what of a gig's price, in minor units; the rest of what is paid is the house's.
package struct GigSplit: Equatable, Sendable {
    /// By the student, less what went back to them.
    package let paid: Int64
    /// In the teacher's own account, less what was taken back.
    package let teacher: Int64
    package let stripeFee: Int64

    package init(paid: Int64, teacher: Int64, stripeFee: Int64) {
        self.paid = paid
        self.teacher = teacher
        self.stripeFee = stripeFee
    }
}

package enum Ledger {
    /// Adds up to zero; each account is named once at most, and only when its balance changes.
    package static func entries(for outcome: LedgerOutcome) -> [LedgerEntry] {
        let moves =
            switch outcome {
            case .authorized(let amount):
                [move(amount, from: .cardsHeld, to: .holdsOpen)]
            case .captured(let amount, let credit, let hold):
                [
                    move(hold, from: .holdsOpen, to: .cardsHeld),
                    move(amount - credit, from: .lessonIncome, to: .stripeBalance),
                    move(credit, from: .studentCredit, to: .stripeBalance),
                ]
            case .released(let amount):
                [move(amount, from: .holdsOpen, to: .cardsHeld)]
            case .charged(let amount, let credit), .refundReverted(let amount, let credit):
                [
                    move(amount - credit, from: .lessonIncome, to: .stripeBalance),
                    move(credit, from: .studentCredit, to: .stripeBalance),
                ]
            case .creditGiven(let amount):
                [move(amount, from: .studentCredit, to: .lessonIncome)]
            case .creditSpent(let amount):
                [move(amount, from: .lessonIncome, to: .studentCredit)]
            case .refunded(let amount, let credit):
                [
                    move(amount - credit, from: .stripeBalance, to: .lessonIncome),
                    move(credit, from: .stripeBalance, to: .studentCredit),
                ]
            case .disputeOpened(let amount):
                [move(amount, from: .stripeBalance, to: .disputesOpen)]
            case .disputeWon(let amount):
                [move(amount, from: .disputesOpen, to: .stripeBalance)]
            case .disputeLost(let amount):
                [move(amount, from: .disputesOpen, to: .disputeLosses)]
            case .disputeFee(let amount):
                [move(amount, from: .stripeBalance, to: .disputeFees)]
            case .split(let before, let now):
                [
                    move(now.paid - before.paid, from: .studentPayments, to: .stripeBalance),
                    move(now.teacher - before.teacher, from: .stripeBalance, to: .teacherBalances),
                    move(now.stripeFee - before.stripeFee, from: .stripeBalance, to: .stripeFees),
                ]
            }
        return LedgerAccount.allCases.compactMap { account in
            let sum = moves.joined().filter { $0.account == account }.map(\.amountMinorUnits).reduce(0, +)
            return sum == 0 ? nil : LedgerEntry(account: account, amountMinorUnits: sum)
        }
    }

    private static func move(
        _ amount: Int64, from source: LedgerAccount, to target: LedgerAccount
    ) -> [LedgerEntry] {
        [
            LedgerEntry(account: source, amountMinorUnits: -amount),
            LedgerEntry(account: target, amountMinorUnits: amount),
        ]
    }
}
